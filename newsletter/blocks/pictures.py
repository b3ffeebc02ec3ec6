"""A picture with what is seen in it, in each language."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from core.html import absolute_url, clean_characters
from newsletter.blocks.base import IssueBlock
from newsletter.blocks.telling import link_address
from newsletter.blocks.words import line, words_in

WIDTH = 592  # px: a mail's 640 less its margins
RENDITION = f"max-{2 * WIDTH}x{2 * WIDTH}|format-jpeg"  # twice, for sharp screens


class IssuePictureBlock(IssueBlock):
    """A picture; in a language that does not say what is seen in it, it is left out, unless it only decorates."""

    channel_name = "picture"
    wants = ("alt",)
    image = ImageChooserBlock(label=_("Image"))
    alt = line(
        250,
        required=False,
        label=_("What is seen in it"),
        help_text=_("Read aloud, and shown where pictures are switched off."),
    )
    is_decorative = blocks.BooleanBlock(
        label=_("Only decoration"), required=False, help_text=_("Nothing is lost where it is not seen.")
    )
    credit = blocks.CharBlock(label=_("who took it"), required=False, max_length=120)
    page = blocks.PageChooserBlock(label=_("page"), required=False, help_text=_("Where the picture leads."))
    url = blocks.URLBlock(label=_("or another address"), required=False)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if cleaned["page"] and cleaned["url"]:
            errors["url"] = ValidationError(_("Choose a page or give an address, not both."))
        if cleaned["is_decorative"] and (cleaned["page"] or cleaned["url"]):
            # Whoever hears the mail would meet a link without words.
            errors["is_decorative"] = ValidationError(
                _("A picture that leads somewhere needs words: say what is seen in it.")
            )
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def is_shown(self, value: Any, language: str) -> bool:
        return bool(value["image"] and (value["is_decorative"] or words_in(value["alt"], language)))

    def is_untranslated(self, value: Any, language: str) -> bool:
        return bool(value["image"]) and not self.is_shown(value, language)

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = super().channel_context(value, channel, context)
        alt = "" if value["is_decorative"] else base["words"]["alt"]
        facts = {"alt": alt, "credit": clean_characters(value["credit"] or ""), "href": link_address(value)}
        return {**base, **facts, **(_rendition(value["image"]) if channel == "mail" else {})}

    class Meta:
        icon = "image"
        label = _("Image")
        group = _("Own words")


def _rendition(image: Any) -> dict[str, Any]:
    rendition = image.get_rendition(RENDITION)
    return {"src": absolute_url(rendition.url), "width": min(WIDTH, rendition.width)}
