"""Video and audio: our own files with captions or a transcript, and links to other hosts that load nothing."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText
from wagtailmedia.blocks import AbstractMediaChooserBlock

from core.batch import Batch
from core.blocks.base import RICH_TEXT_FEATURES, StoryBlock
from core.html import absolute_url, clean_characters, expand, mail_html, rich_text_to_text, words_of

_CONVERT = {"site": expand, "mail": mail_html, "text": rich_text_to_text}


class MediaChooserBlock(AbstractMediaChooserBlock):
    """A video or audio file of our own; the block around it renders it."""

    def render_basic(self, value: Any, context: Mapping[str, Any] | None = None) -> str:
        return str(value or "")

    class Meta:
        icon = "media"


def has_words(text: RichText | None) -> bool:
    return bool(text and words_of(text.source))


class TranscribedBlock(StoryBlock):
    """What is heard must also be readable: both kinds of media carry a title and a transcript."""

    def _transcript(self, value: Any, channel: str) -> str:
        text = value["transcript"]
        return _CONVERT[channel](text.source) if has_words(text) else ""

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "transcript": self._transcript(value, "site")}

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = super().channel_context(value, channel, context)
        return {**base, "transcript": self._transcript(value, channel)}


class MediaBlock(TranscribedBlock):
    """A video or audio file of our own."""

    channel_name = "media"
    media = MediaChooserBlock(label=_("video or audio file"))
    title = blocks.CharBlock(label=_("title"), max_length=160)
    captions = DocumentChooserBlock(label=_("captions"), required=False, help_text=_("A WebVTT file (.vtt)."))
    transcript = blocks.RichTextBlock(label=_("transcript"), required=False, features=RICH_TEXT_FEATURES)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        errors: dict[str, ValidationError] = {}
        if not cleaned["captions"] and not has_words(cleaned["transcript"]):
            errors["captions"] = ValidationError(_("Add captions or a transcript before you publish."))
        if cleaned["captions"] and cleaned["captions"].file_extension.lower() != "vtt":
            errors["captions"] = ValidationError(_("Captions must be a WebVTT file (.vtt)."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), **media_facts(value)}

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = super().channel_context(value, channel, context)
        return base if channel == "site" else {**base, **_absolute(media_facts(value))}

    def json(self, value: Any, batch: Batch) -> Any:
        return {
            **_absolute(media_facts(value)),
            "title": value["title"],
            "transcript": batch.rich_text(value["transcript"].source) if value["transcript"] else "",
        }

    class Meta:
        icon = "media"
        label = _("Video or audio")


def media_facts(value: Any) -> dict[str, Any]:
    """Kind, address, type, length and captions of a media block."""
    media, captions = value["media"], value["captions"]
    if media is None:
        return {
            "kind": "",
            "url": "",
            "content_type": "",
            "duration_seconds": 0,
            "poster": "",
            "captions_url": "",
        }
    return {
        "kind": media.type,
        "url": media.url,
        "content_type": media.sources[0]["type"],
        "duration_seconds": round(media.duration or 0),
        "poster": media.thumbnail.url if media.thumbnail else "",
        "captions_url": captions.url if captions else "",
    }


def _absolute(facts: dict[str, Any]) -> dict[str, Any]:
    addresses = {key: absolute_url(facts[key]) for key in ("url", "poster", "captions_url") if facts[key]}
    return {**facts, **addresses}


class EmbedBlock(TranscribedBlock):
    """A video or sound on another host: a link that names the host, so nothing is loaded before a click."""

    channel_name = "embed"
    url = blocks.URLBlock(label=_("address"))
    title = blocks.CharBlock(label=_("title"), max_length=160)
    poster = ImageChooserBlock(label=_("picture"), required=False)
    transcript = blocks.RichTextBlock(label=_("transcript"), required=False, features=RICH_TEXT_FEATURES)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not has_words(cleaned["transcript"]):
            error = ValidationError(_("Add a transcript before you publish."))
            raise StructBlockValidationError(block_errors={"transcript": error})
        return cleaned

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "host": host_of(value["url"])}

    def json(self, value: Any, batch: Batch) -> Any:
        return {
            "url": value["url"],
            "host": host_of(value["url"]),
            "title": value["title"],
            "poster": batch.image(value["poster"], "") if value["poster"] else None,
            "transcript": batch.rich_text(value["transcript"].source) if value["transcript"] else "",
        }

    class Meta:
        icon = "view"
        label = _("Video or audio on another site")


def host_of(address: str) -> str:
    """The host that a reader is told of before a click: "https://www.video.example/x" gives "video.example"."""
    return clean_characters(urlsplit(address or "").hostname or "").removeprefix("www.")
