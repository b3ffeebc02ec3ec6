"""Size and pixels of the pictures that a mail shows, read from our own media."""

from collections.abc import Iterable
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.core.files.images import get_image_dimensions
from django.core.files.storage import default_storage

from newsletter.preflight import ImageFile


def image_files(addresses: Iterable[str]) -> dict[str, ImageFile]:
    """Of each address in our media; others, and files that are gone or no pictures, are left out."""
    found = {address: _file(name) for address in addresses if (name := _name(address))}
    return {address: file for address, file in found.items() if file is not None}


def _name(address: str) -> str:
    """The file's name in the media, or "" for what stands elsewhere."""
    media = urljoin(f"{settings.BASE_URL}/", settings.MEDIA_URL)
    whole = urljoin(f"{settings.BASE_URL}/", address)
    if not whole.startswith(media):
        return ""
    return unquote(urlsplit(whole).path.removeprefix(urlsplit(media).path))


def _file(name: str) -> ImageFile | None:
    try:
        with default_storage.open(name) as file:
            width, height = get_image_dimensions(file)
            return ImageFile(bytes=file.size, width=width, height=height) if width and height else None
    except (OSError, ValueError):
        return None
