"""The editor's own words: headings, text, quotes, figures, buttons, and a line between them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from core.blocks.structure import button_address, says_nothing
from core.figures import Figure, figures
from core.html import absolute_url, expand, mail_html, rich_text_to_text
from core.rendering import ChannelMixin
from newsletter.blocks.base import IssueBlock
from newsletter.blocks.words import CODES, line, lines, rich, words_in

TEXT_FEATURES = ["h3", "bold", "italic", "link", "ul", "ol"]
_CONVERT = {"mail": mail_html, "text": rich_text_to_text, "site": expand}


class IssueHeadingBlock(IssueBlock):
    """A heading over what follows."""

    channel_name = "heading"
    needs = ("text",)
    text = line(120, label=_("Heading"))

    class Meta:
        icon = "title"
        label = _("Heading")
        group = _("Own words")


class IssueTextBlock(IssueBlock):
    """Paragraphs with links and lists."""

    channel_name = "text"
    needs = ("text",)
    text = rich(TEXT_FEATURES, label=_("Text"))

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = super().channel_context(value, channel, context)
        return {**base, "html": _CONVERT[channel](base["words"]["text"])}

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Own words")


class IssueQuoteBlock(IssueBlock):
    """Someone's own words, and whose they are."""

    channel_name = "quote"
    needs = ("text",)
    wants = ("source",)
    text = lines(600, label=_("Quote"), help_text=_("Write it without quotation marks."))
    source = line(
        160,
        required=False,
        label=_("who said it"),
        help_text=_("A role is enough: “Practical nurse”."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        group = _("Own words")


def figure_choices() -> list[tuple[str, Any]]:
    """The figures that the installed apps count."""
    return [(figure.key, figure.label) for figure in figures]


class IssueFigureBlock(IssueBlock):
    """A number and what it tells: one of the site's own figures, counted when the mail is made, or one typed in."""

    channel_name = "figure"
    wants = ("text",)
    figure = blocks.ChoiceBlock(
        label=_("The site's own figure"),
        choices=figure_choices,
        required=False,
        help_text=_("Counted when the mail is made. What is approved is sent."),
    )
    number = blocks.CharBlock(label=_("or another number"), required=False, max_length=20)
    text = line(
        300,
        required=False,
        label=_("what the number tells"),
        help_text=_("For one of the site's own figures its name is used where this is empty."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation and bool(cleaned["figure"]) == bool(cleaned["number"]):
            error = ValidationError(_("Choose one of the site's figures or type a number, not both."))
            raise StructBlockValidationError(block_errors={"number": error})
        return cleaned

    def is_shown(self, value: Any, language: str) -> bool:
        if figures.get(value["figure"] or ""):
            return True
        return bool(value["number"] and words_in(value["text"], language))

    def is_untranslated(self, value: Any, language: str) -> bool:
        return super().is_untranslated(value, language) or not self.is_shown(value, language)

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = super().channel_context(value, channel, context)
        figure = figures.get(value["figure"] or "")
        number = _counted(figure, context["figures"]) if figure else value["number"]
        words = base["words"]["text"] or (str(figure.label) if figure else "")
        return {**base, "number": number, "text": words}

    class Meta:
        icon = "order"
        label = _("Figure in numbers")
        group = _("Own words")


def _counted(figure: Figure, frozen: Mapping[str, int]) -> str:
    number = frozen[figure.key] if figure.key in frozen else figure.number()
    return number_format(number, force_grouping=True)


class IssueButtonBlock(IssueBlock):
    """A link that stands out, to a page of the site or to another address."""

    channel_name = "button"
    needs = ("text",)
    text = line(80, label=_("text"), help_text=_("Say where it leads: “Share your deed”."))
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    url = blocks.URLBlock(label=_("or another address"), required=False)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if any(says_nothing(words_in(cleaned["text"], code)) for code in CODES):
            errors["text"] = ValidationError(
                _("Say where the link leads: “click here” tells nothing when read alone.")
            )
        if not self.is_deferred_validation and bool(cleaned["page"]) == bool(cleaned["url"]):
            errors["url"] = ValidationError(_("Choose a page or give an address, not both."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = super().channel_context(value, channel, context)
        return {**base, "href": link_address(value)}

    class Meta:
        icon = "link"
        label = _("Button")
        group = _("Own words")


def link_address(value: Any) -> str:
    """The absolute address of a block's page, in the language that is active, or of its other address; or ""."""
    address = button_address(value)
    return absolute_url(address) if address else ""


class IssueDividerBlock(ChannelMixin, blocks.StaticBlock):
    """A thin line."""

    template_folder = "newsletter/blocks"
    channel_name = "divider"

    class Meta:
        icon = "minus"
        label = _("Divider")
        admin_text = _("A thin line across the mail.")
        group = _("Own words")
