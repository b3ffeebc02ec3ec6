"""Headings, text, quotes, figures in numbers and images."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock as WagtailImageBlock
from wagtail.rich_text import RichText

from core.batch import Batch
from core.blocks.base import RICH_TEXT_FEATURES, StoryBlock, with_batch
from core.html import absolute_url, clean_characters, expand, mail_html, rich_text_to_text
from core.rendering import ChannelMixin


class HeadingBlock(StoryBlock):
    """A heading inside a story; the page's title is the only h1."""

    channel_name = "heading"
    text = blocks.CharBlock(label=_("heading"), max_length=120)
    level = blocks.ChoiceBlock(
        label=_("level"),
        choices=[("h2", _("Heading")), ("h3", _("Subheading"))],
        default="h2",
        help_text=_("A subheading belongs under a heading."),
    )

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "anchor": slugify(value["text"])}

    def json(self, value: Any, batch: Batch) -> Any:
        return {"text": value["text"], "level": value["level"] or "h2", "anchor": slugify(value["text"])}

    class Meta:
        icon = "title"
        label = _("Heading")
        preview_value = {"text": "Yhdessä sovittu työvuoro", "level": "h2"}


class ParagraphBlock(ChannelMixin, blocks.RichTextBlock):
    """Running text with links and lists."""

    channel_name = "paragraph"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": RICH_TEXT_FEATURES, **kwargs})

    def get_context(self, value: RichText, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "html": expand(value.source)}

    def channel_context(self, value: RichText, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        converted = {"mail": mail_html, "text": rich_text_to_text, "site": expand}[channel](value.source)
        return {**super().channel_context(value, channel, context), "html": converted}

    def get_api_representation(self, value: RichText, context: Mapping[str, Any] | None = None) -> Any:
        batch, is_own = with_batch(context)
        shape = batch.rich_text(value.source)
        return batch.resolve(shape) if is_own else shape

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        preview_value = "<p>Työvuorot sovitaan yhdessä kolmen viikon jaksoissa.</p>"


class QuoteBlock(StoryBlock):
    """Someone's own words."""

    channel_name = "quote"
    text = blocks.TextBlock(label=_("quote"), rows=3, help_text=_("Write it without quotation marks."))
    source = blocks.CharBlock(
        label=_("who said it"),
        required=False,
        max_length=160,
        help_text=_("A role is enough: “Practical nurse”."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        preview_value = {"text": "Nyt tiedämme, mitä muut tekevät.", "source": "Lähihoitaja"}


class FigureBlock(StoryBlock):
    """A figure in numbers: "6 900 entries", what it tells, and where it comes from."""

    channel_name = "figure"
    number = blocks.CharBlock(label=_("number"), max_length=20)
    unit = blocks.CharBlock(
        label=_("unit"), required=False, max_length=40, help_text=_("“%” or “days”, for example.")
    )
    text = blocks.CharBlock(label=_("what the number tells"), max_length=300)
    source = blocks.CharBlock(label=_("source"), required=False, max_length=160)

    class Meta:
        icon = "order"
        label = _("Figure in numbers")
        preview_value = {"number": "12", "unit": "%", "text": "vähemmän sairauspoissaoloja", "source": ""}


class ImageBlock(ChannelMixin, WagtailImageBlock):
    """An image with alt text, or marked as decorative; Wagtail refuses to publish one without either."""

    channel_name = "image"

    @cached_property
    def mail_spec(self) -> str:
        return "max-1104x1104|format-jpeg"  # 552 px twice: the width of a mail's column on a sharp screen

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = {**super().channel_context(value, channel, context), "alt": alt_text(value)}
        if channel == "mail" and value:
            rendition = value.get_rendition(self.mail_spec)
            width = min(552, rendition.width)
            return {**base, "src": absolute_url(rendition.url), "width": width}
        return base

    def get_api_representation(self, value: Any, context: Mapping[str, Any] | None = None) -> Any:
        batch, is_own = with_batch(context)
        shape = {**_image_shape(value, batch), "decorative": bool(value and value.decorative)}
        return batch.resolve(shape) if is_own else shape

    class Meta:
        icon = "image"
        label = _("Image")


def _image_shape(value: Any, batch: Batch) -> dict[str, Any]:
    return {"image": batch.image(value, alt_text(value)) if value else None}


def alt_text(image: Any) -> str:
    """The alt text of this place; empty for a decorative image."""
    if not image or getattr(image, "decorative", False):
        return ""
    return clean_characters(getattr(image, "contextual_alt_text", None) or "")
