"""Real picture files, made where they are needed: small, with a red upper left corner by which turning shows."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, TiffImagePlugin

SIZE = (64, 48)
PLACE = "Salainen Pihapolku 7"
GPS = {1: "N", 2: (60.0, 10.0, 15.123456), 3: "E", 4: (24.0, 56.0, 15.654321), 29: "2026:03:02"}
UPRIGHT, TURNED = (
    1,
    6,
)  # 6: the camera was held on its side; shown, the picture is turned a quarter to the right


def drawn(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Blue, with the upper left quarter red."""
    picture = Image.new("RGB", size, (20, 60, 200))
    picture.paste((220, 30, 30), (0, 0, size[0] // 2, size[1] // 2))
    return picture.convert(mode)


def exif(orientation: int = UPRIGHT) -> Image.Exif:
    """As a phone writes it: where, when, with what, and which side is up."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F], data[0x0110], data[0x010E] = "Salakamera", "Malli X", PLACE
    data[0x9003] = "2026:03:02 10:00:00"
    gps = {
        **GPS,
        2: tuple(map(TiffImagePlugin.IFDRational, GPS[2])),
        4: tuple(map(TiffImagePlugin.IFDRational, GPS[4])),
    }
    data.get_ifd(0x8825).update(gps)
    return data


def file_of(picture: Image.Image, kind: str = "JPEG", **options: Any) -> BytesIO:
    file = BytesIO()
    picture.save(file, kind, **options)
    file.seek(0)
    return file


def heic(picture: Image.Image, **options: Any) -> BytesIO:
    file = BytesIO()
    pillow_heif.from_pillow(picture).save(file, quality=90, **options)
    file.seek(0)
    return file


def jpeg(orientation: int = UPRIGHT, **options: Any) -> BytesIO:
    return file_of(drawn(), "JPEG", quality=95, exif=exif(orientation), **options)


def wide_png(side: int = 30_000) -> BytesIO:
    """A picture of many pixels in few bytes: nothing but one zero after another."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (side // 8 + 1)
    rows = b"".join(packer.compress(row) for _n in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
