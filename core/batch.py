"""What JSON needs from the database, gathered first and asked for once: renditions, rich text, page addresses.

A block's JSON shape holds placeholders (`Later`); `Batch.resolve` fills them all with a number of queries that does
not grow with the number of blocks, images or pages.
"""

from dataclasses import dataclass, field
from typing import Any

from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from core.html import absolute_url, clean

# Sizes by purpose; WebP is read by every browser that this project supports.
RENDITIONS = {
    "small": "max-400x400|format-webp",
    "medium": "max-800x800|format-webp",
    "large": "max-1600x1600|format-webp",
}
_SEPARATOR = "<hr data-between-texts/>"


@dataclass(eq=False)
class Later:
    """A value that is known once the batch has asked the database."""

    value: Any = None


@dataclass
class Batch:
    images: list[tuple[Later, Any, str]] = field(default_factory=list)
    texts: list[tuple[Later, str]] = field(default_factory=list)
    pages: list[tuple[Later, Page]] = field(default_factory=list)

    def image(self, image: Any, alt: str) -> Later:
        """An image with its renditions (address, width, height) and the alt text of this place."""
        return self._add(self.images, image, alt)

    def rich_text(self, source: str) -> Later:
        """Stored rich text as clean HTML with absolute addresses."""
        return self._add(self.texts, source)

    def page(self, page: Page) -> Later:
        """A page that is linked to: id, title, address."""
        return self._add(self.pages, page)

    @staticmethod
    def _add(rows: list[Any], *values: Any) -> Later:
        later = Later()
        rows.append((later, *values))
        return later

    def resolve(self, tree: Any) -> Any:
        """The tree with every placeholder replaced by its value."""
        self._fill_images()
        self._fill_texts()
        self._fill_pages()
        return _replace(tree)

    def _fill_images(self) -> None:
        found = prefetch_renditions({image.pk: image for _later, image, _alt in self.images})
        for later, image, alt in self.images:
            later.value = image_json(image, alt, found[image.pk])

    def _fill_pages(self) -> None:
        if not self.pages:
            return
        # A page that is a draft or private is not named, whoever links to it.
        public = Page.objects.live().public().select_related("locale")
        found = public.in_bulk({page.pk for _later, page in self.pages})
        for later, linked in self.pages:
            page = found.get(linked.pk)
            later.value = page and {
                "id": page.pk,
                "title": page.title,
                "html_url": absolute_url(page.url or ""),
            }

    def _fill_texts(self) -> None:
        # One pass over all texts: Wagtail looks up linked pages and documents once per text that it expands.
        if not self.texts:
            return
        joined = _SEPARATOR.join(source.replace(_SEPARATOR, "") for _later, source in self.texts)
        parts = expand_db_html(joined).split(_SEPARATOR)
        for (later, _source), html in zip(self.texts, parts, strict=True):
            later.value = clean(html, "feed")


def _replace(tree: Any) -> Any:
    if isinstance(tree, Later):
        return _replace(tree.value)
    if isinstance(tree, dict):
        return {key: _replace(value) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [_replace(value) for value in tree]
    return tree


def prefetch_renditions(images: dict[int, Any]) -> dict[int, dict[str, Any]]:
    """The renditions of many images by name: one query when they exist; a missing one is made."""
    if not images:
        return {}
    rendition_model = get_image_model().get_rendition_model()
    stored: dict[int, list[Any]] = {}
    for rendition in rendition_model.objects.filter(image_id__in=images):
        stored.setdefault(rendition.image_id, []).append(rendition)
    return {key: _renditions(image, stored.get(key, [])) for key, image in images.items()}


def _renditions(image: Any, stored: list[Any]) -> dict[str, Any]:
    image.prefetched_renditions = stored  # Image.get_renditions looks here before it asks the database
    found = image.get_renditions(*RENDITIONS.values())
    return {name: found[spec] for name, spec in RENDITIONS.items()}


def image_json(image: Any, alt: str, renditions: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": image.pk,
        "alt": alt,
        "width": image.width,
        "height": image.height,
        "renditions": [
            {"name": name, "url": absolute_url(item.url), "width": item.width, "height": item.height}
            for name, item in renditions.items()
        ],
    }
