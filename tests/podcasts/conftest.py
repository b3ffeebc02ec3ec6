from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Locale, Page, Site
from wagtailmedia.models import Media

from podcasts.formats import Chapter
from podcasts.models import EpisodePage, PodcastPage
from podcasts.services import EpisodeFields, Recording, ShowFields, create_episode, create_show, publish

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FILES = Path(__file__).parent / "files"
TRANSCRIPT = """WEBVTT

00:00:00.000 --> 00:00:01.500
<v Juontaja>Tervetuloa torille.

00:00:01.500 --> 00:00:03.000
<v Vieras>Kiitos, työ > vapaa.
"""


def mp3(seconds: float = 4) -> bytes:
    """Silence: frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz, 26 ms each."""
    return (b"\xff\xfb\x90\x00" + bytes(413)) * round(seconds / 0.02612)


def sound(name: str = "jakso.mp3", content: bytes | None = None) -> Media:
    file = ContentFile(mp3() if content is None else content, name=name)
    return Media.objects.create(title=name, type="audio", duration=4, file=file)


def picture(
    name: str = "cover.jpg", size: tuple[int, int] = (1400, 1400), kind: str = "JPEG", mode: str = "RGB"
) -> Image:
    buffer = BytesIO()
    Picture.new(mode, size).save(buffer, kind)
    return Image.objects.create(title=name, file=ImageFile(BytesIO(buffer.getvalue()), name=name))


def recording(**changes: Any) -> Recording:
    values: dict[str, Any] = {"language": "fi", "transcript": TRANSCRIPT}
    values["chapters"] = (Chapter(0, "Alku"), Chapter(1.5, "Vieras"))
    values |= changes
    return Recording(audio=values.pop("audio", None) or sound(), **values)


def make_locales() -> dict[str, Locale]:
    return {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("fi", "sv", "en")}


def make_home() -> Page:
    """A plain front page in three languages, served at /fi/, /sv/ and /en/."""
    locales = make_locales()
    root = Page.objects.get(depth=1)
    Site.objects.all().delete()
    page = root.add_child(instance=Page(title="Tori", slug="tori", locale=locales["fi"]))
    for code in ("sv", "en"):
        page.copy_for_translation(locales[code]).save_revision().publish()
    Site.objects.create(hostname="testserver", root_page=page, is_default_site=True)
    return page


def make_draft_show(home: Page) -> PodcastPage:
    fields = ShowFields(
        title="Torin laidalla",
        description="Työstä & elämästä kunnissa.",
        author="Tekotori",
        category="Business > Careers",
        second_category="Government",
        artwork=picture(),
        artwork_alt="Torin markiisi",
        owner_email="podcast@example.org",
        copyright_holder="Tekotori",
    )
    return create_show(parent=home, fields=fields, user=None, now=NOON)


@pytest.fixture
def locales(db: None) -> dict[str, Locale]:
    return make_locales()


@pytest.fixture
def home(db: None) -> Page:
    return make_home()


@pytest.fixture
def draft_show(home: Page) -> PodcastPage:
    return make_draft_show(home)


@pytest.fixture
def show(draft_show: PodcastPage) -> PodcastPage:
    return publish(page=draft_show, user=None, now=NOON)


def draft(show: PodcastPage, **changes: Any) -> EpisodePage:
    values: dict[str, Any] = {
        "title": "Vuorolista",
        "summary": "Kolme kierrosta & yksi unohdus.",
        "number": 1,
        "season": 1,
    }
    values |= changes
    if "recording" not in values:
        values["recording"] = recording()
    return create_episode(show=show, fields=EpisodeFields(**values), user=None, now=NOON)


@pytest.fixture
def episode(show: PodcastPage) -> EpisodePage:
    return publish(page=draft(show), user=None, now=NOON)
