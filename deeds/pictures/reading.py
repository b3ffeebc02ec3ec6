"""A picture from anywhere, made into one that may be shown: upright, of moderate size, with nothing but its pixels.

What a file is, is read from its first bytes; its name and the browser's word count for nothing. Whatever came along
(EXIF with the place where it was taken, a preview of what was cut off, comments, a second file behind the first) stays
behind, because only the pixels are written anew.
"""

import struct
import threading
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import IO

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from deeds.pictures.errors import PictureRefused

LARGEST_BYTES = 15 * 1024 * 1024
LONGEST_SIDE = 2560
LONGEST_SIDE_READ = 20_000
# A JPEG is made smaller while it is read, unless it is a progressive one; of the others each pixel stands in memory
# first, up to twice with four bytes each.
MOST_PIXELS = {
    "JPEG": 170_000_000,
    "progressive": 60_000_000,
    "HEIF": 50_000_000,
    "PNG": 30_000_000,
    "WEBP": 30_000_000,
}
QUALITY = 85
CONTENT_TYPE = "image/jpeg"
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"  # for a form's field
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# What Pillow and libheif raise for files that are not what they seem.
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, struct.error, IndexError, KeyError, TypeError, OverflowError,
    ArithmeticError, RuntimeError, AttributeError,
)  # fmt: skip

# Of a server's memory, and because warnings are silenced for the whole process.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class CleanPicture:
    data: bytes  # a JPEG
    width: int
    height: int


def clean_picture(upload: IO[bytes]) -> CleanPicture:
    """Read what was uploaded. Raises PictureRefused: large, kind, broken or pixels."""
    data = upload.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise PictureRefused("large")
    kind = kind_of(data)
    if kind is None:
        raise PictureRefused("kind")
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of odd metadata, which is thrown away
            return _written(_upright(_opened(data, kind)))
    except (Image.DecompressionBombError, MemoryError) as error:
        raise PictureRefused("pixels") from error
    except _BROKEN as error:
        raise PictureRefused("broken") from error


def kind_of(data: bytes) -> str | None:
    """Pillow's name of a format, by the first bytes; None for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "HEIF"
    return None


def _opened(data: bytes, kind: str) -> Image.Image:
    """The first picture of a file, its size checked before a pixel is read."""
    if kind == "HEIF":
        heif = pillow_heif.open_heif(BytesIO(data), convert_hdr_to_8bit=True)
        _check_size(heif.size, kind)
        return heif.to_pillow()
    picture: Image.Image = Image.open(BytesIO(data), formats=[kind])
    _check_size(picture.size, "progressive" if picture.info.get("progressive") else kind)
    if kind == "JPEG":
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture.load()
    return picture


def _check_size(size: tuple[int, int], kind: str) -> None:
    if max(size) > LONGEST_SIDE_READ or size[0] * size[1] > MOST_PIXELS[kind]:
        raise PictureRefused("pixels")


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera says, before what the camera says is thrown away."""
    try:
        return ImageOps.exif_transpose(picture)
    except _BROKEN:
        return picture  # EXIF that cannot be read turns nothing


def _written(picture: Image.Image) -> CleanPicture:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    rgb = _flat(_srgb(_eight_bits(picture)))
    # A new picture: the old one's `info` holds profiles, comments and EXIF that a writer may copy.
    clean = Image.new("RGB", rgb.size)
    clean.paste(rgb)
    file = BytesIO()
    clean.save(file, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    return CleanPicture(file.getvalue(), *clean.size)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits as grey of 8; Pillow itself would cut off the bright half."""
    if picture.mode.startswith(("I", "F")):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return picture


def _srgb(picture: Image.Image) -> Image.Image:
    """Colours as every screen shows them; phones and printers have profiles of their own."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return picture
    target = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        changed = ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB"), outputMode=target
        )
    except (ImageCms.PyCMSError, *_BROKEN):
        return picture  # a profile that does not fit changes nothing
    return changed or picture


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency, on white."""
    if picture.mode in {"P", "PA", "LA", "La", "RGBa"} or (
        "transparency" in picture.info and picture.mode != "RGBA"
    ):
        picture = picture.convert("RGBA")
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper
