import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from deeds.pictures.errors import PictureRefused
from deeds.pictures.reading import LARGEST_BYTES, LONGEST_SIDE, MOST_PIXELS, clean_picture
from tests.deeds.pictures.files import (
    PLACE,
    SIZE,
    TURNED,
    drawn,
    exif,
    file_of,
    heic,
    jpeg,
    srgb_profile,
    wide_png,
)

RED, BLUE = (220, 30, 30), (20, 60, 200)
# What of the camera's words and of the place could be found again, as text or as numbers.
TRACES = (
    b"Exif",
    b"GPS",
    b"Salakamera",
    PLACE.encode(),
    PLACE.encode("utf-16-le"),
    b"2026:03:02",
    b"http://ns.adobe",
    b"ICC_PROFILE",
)


def opened(upload: BytesIO) -> Image.Image:
    clean = clean_picture(upload)
    picture = Image.open(BytesIO(clean.data))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (clean.width, clean.height))
    picture.load()
    return picture


def near(
    picture: Image.Image, place: tuple[float, float], colour: tuple[int, int, int], by: int = 40
) -> bool:
    spot = picture.getpixel((int(picture.width * place[0]), int(picture.height * place[1])))
    return all(abs(one - other) <= by for one, other in zip(spot, colour, strict=True))


UPLOADS = {
    "JPEG": jpeg,
    "JPEG with a comment": lambda: jpeg(comment=PLACE.encode()),
    "PNG": lambda: file_of(drawn(), "PNG", exif=exif()),
    "PNG with a palette": lambda: file_of(drawn("P"), "PNG"),
    "PNG with transparency": lambda: file_of(drawn("RGBA"), "PNG"),
    "grey with transparency": lambda: file_of(drawn("LA"), "PNG"),
    "WebP": lambda: file_of(drawn(), "WEBP", exif=exif(), quality=95),
    "CMYK": lambda: file_of(drawn("CMYK"), "JPEG", quality=95),
    "with a profile": lambda: jpeg(icc_profile=srgb_profile()),
    "with a broken profile": lambda: jpeg(icc_profile=b"no profile at all"),
    "HEIC": lambda: heic(drawn(), exif=exif().tobytes()),
}


@pytest.mark.parametrize("name", sorted(UPLOADS.keys() - {"grey with transparency"}))
def test_pictures_from_phones_and_programs_are_read(name: str):
    picture = opened(UPLOADS[name]())

    assert picture.size == SIZE
    assert near(picture, (0.2, 0.2), RED)
    assert near(picture, (0.8, 0.8), BLUE)


@pytest.mark.parametrize("name", UPLOADS)
def test_nothing_but_pixels_is_left(name: str):
    data = clean_picture(UPLOADS[name]()).data
    picture = Image.open(BytesIO(data))

    assert [trace for trace in TRACES if trace.lower() in data.lower()] == []
    assert dict(picture.getexif()) == {}
    assert picture.info.keys() <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }


@pytest.mark.parametrize(
    "upload",
    [
        lambda: jpeg(TURNED),
        lambda: file_of(drawn(), "PNG", exif=exif(TURNED)),
        lambda: file_of(drawn(), "WEBP", exif=exif(TURNED), quality=95),
        lambda: heic(drawn(), exif=exif(TURNED).tobytes()),
    ],
    ids=["jpeg", "png", "webp", "heic"],
)
def test_picture_is_turned_upright_before_the_camera_s_word_is_lost(upload):
    picture = opened(upload())

    assert picture.size == (SIZE[1], SIZE[0])
    assert near(picture, (0.8, 0.2), RED)  # turned to the right: the upper left corner is the upper right one
    assert near(picture, (0.2, 0.8), BLUE)


def test_large_picture_is_made_smaller():
    assert opened(file_of(drawn(size=(5200, 2600)), "JPEG")).size == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_sixteen_bits_keep_their_brightness():
    grey = Image.new("I;16", SIZE, 0xC000)

    assert near(opened(file_of(grey, "PNG")), (0.5, 0.5), (0xC0, 0xC0, 0xC0), by=4)


def test_transparent_places_become_white():
    glass = Image.new("RGBA", SIZE, (0, 0, 0, 0))

    assert near(opened(file_of(glass, "PNG")), (0.5, 0.5), (255, 255, 255))


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_of_a_moving_picture_the_first_one_stays(kind: str):
    moving = file_of(
        drawn(), kind, save_all=True, append_images=[Image.new("RGB", SIZE, "lime")], duration=100
    )

    assert near(opened(moving), (0.2, 0.2), RED)


def test_second_file_behind_a_picture_is_gone():
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.html", "<script>alert(1)</script>")
    both = BytesIO(jpeg().getvalue() + archive.getvalue())

    data = clean_picture(both).data

    assert not zipfile.is_zipfile(BytesIO(data))
    assert b"script" not in data


def refused(data: bytes) -> str:
    with pytest.raises(PictureRefused) as refusal:
        clean_picture(BytesIO(data))
    return refusal.value.kind


def archive_bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 20_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "kind"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "kind"),
        (b"%PDF-1.7 photo.jpg", "kind"),
        (b"\xff\xd8\xff" + b"\0" * 200, "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "broken"),
        (b"RIFF\x00\x00\x00\x00WEBP" + b"\0" * 200, "broken"),
        (b"\x00\x00\x00\x18ftypheic" + b"\0" * 200, "broken"),
    ],
)
def test_what_is_no_picture_is_refused_by_its_content(data: bytes, kind: str):
    assert refused(data) == kind


def test_archive_bomb_is_no_picture():
    assert refused(archive_bomb()) == "kind"


def test_file_above_fifteen_megabytes_is_refused_and_one_at_the_limit_is_read():
    padded = jpeg().getvalue()
    padded += b"\0" * (LARGEST_BYTES - len(padded))

    assert clean_picture(BytesIO(padded)).width == SIZE[0]
    assert refused(padded + b"\0") == "large"


def test_picture_of_30_000_pixels_a_side_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("unpacked"))
    monkeypatch.setattr(Image.Image, "draft", lambda *args: pytest.fail("unpacked"))
    bomb = wide_png()

    assert len(bomb.getvalue()) < 200_000
    assert refused(bomb.getvalue()) == "pixels"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_truncated_picture_is_refused(kind: str):
    noisy = Image.effect_noise((400, 300), 90).convert("RGB")
    whole = heic(noisy) if kind == "HEIC" else file_of(noisy, kind)

    assert refused(whole.getvalue()[: len(whole.getvalue()) // 2]) == "broken"


@settings(max_examples=60)
@given(st.sampled_from(["JPEG", "PNG", "WEBP", "HEIC"]), st.data())
def test_damaged_pictures_are_read_or_refused_and_nothing_else(kind: str, data: st.DataObject):
    whole = bytearray((heic(drawn()) if kind == "HEIC" else file_of(drawn(), kind)).getvalue())
    for _n in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(12, len(whole) - 1))] = data.draw(st.integers(0, 255))

    assert outcome(bytes(whole)) in {"read", "kind", "broken", "pixels"}


def outcome(data: bytes) -> str:
    try:
        clean_picture(BytesIO(data))
    except PictureRefused as refusal:
        return refusal.kind
    return "read"


@pytest.mark.parametrize(
    ("kind", "upload"),
    [
        ("JPEG", jpeg),
        ("progressive", lambda: jpeg(progressive=True)),
        ("PNG", lambda: file_of(drawn(), "PNG")),
        ("WEBP", lambda: file_of(drawn(), "WEBP")),
        ("HEIF", lambda: heic(drawn())),
    ],
)
def test_each_kind_has_a_limit_of_pixels(kind: str, upload, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(MOST_PIXELS, kind, SIZE[0] * SIZE[1] - 1)
    assert refused(upload().getvalue()) == "pixels"

    monkeypatch.setitem(MOST_PIXELS, kind, SIZE[0] * SIZE[1])
    assert clean_picture(upload()).width == SIZE[0]
