from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtailmedia.models import Media

from core.blocks import StoryBlocks


def make_image() -> Image:
    buffer = BytesIO()
    Picture.new("RGB", (1200, 900), "#0F5B4A").save(buffer, "PNG")
    return Image.objects.create(title="Tori", file=ImageFile(BytesIO(buffer.getvalue()), name="tori.png"))


@pytest.fixture
def image(db: None) -> Image:
    return make_image()


@pytest.fixture
def document(db: None) -> Document:
    return Document.objects.create(
        title="Ohje", file=ContentFile(b"%PDF-1.4", name="ohje.pdf"), file_size=2048
    )


@pytest.fixture
def captions(db: None) -> Document:
    return Document.objects.create(title="Tekstitys", file=ContentFile(b"WEBVTT\n", name="tekstitys.vtt"))


@pytest.fixture
def video(db: None) -> Media:
    return Media.objects.create(
        title="Video", type="video", duration=90, file=ContentFile(b"\0", name="video.mp4")
    )


def story(*blocks: tuple[str, Any]) -> Any:
    """A stream of the given blocks in their stored form."""
    block = StoryBlocks()
    return block.to_python(
        [{"type": kind, "value": value, "id": f"b{n}"} for n, (kind, value) in enumerate(blocks)]
    )
