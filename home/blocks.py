"""Front-page blocks. They name no app: what they show comes through the registries of sources and figures."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.batch import Batch
from core.blocks import StoryBlocks
from core.blocks.base import StoryBlock
from core.blocks.structure import ButtonBlock, button_address
from core.figures import figures
from core.html import absolute_url
from syndication.blocks import ChosenItemsBlock
from syndication.items import Item
from syndication.sources import sources

MOST_NEWEST = 12


def source_choices() -> list[tuple[str, Any]]:
    return [(source.key, source.label) for source in sources]


def figure_choices() -> list[tuple[str, Any]]:
    return [(figure.key, figure.label) for figure in figures]


class FrontBlock(StoryBlock):
    template_folder = "home/blocks"

    def language(self, context: Mapping[str, Any] | None) -> str:
        given = context or {}
        page = given.get("page")
        return given.get("language") or (page.locale.language_code if page else str(get_language()))


class NewestBlock(FrontBlock):
    """The newest items of one source: deeds, articles, episodes."""

    channel_name = "newest"
    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    source = blocks.ChoiceBlock(label=_("what to show"), choices=source_choices)
    count = blocks.IntegerBlock(label=_("how many"), default=3, min_value=1, max_value=MOST_NEWEST)
    more_text = blocks.CharBlock(label=_("text of the link to all"), required=False, max_length=80)
    more_page = blocks.PageChooserBlock(label=_("page that lists all"), required=False)

    def items(self, value: Any, language: str) -> list[Item]:
        source = sources.get(value["source"])  # None once its app is gone: then there is nothing to show
        return list(source.items(language=language, limit=value["count"])) if source else []

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        page = value["more_page"]
        more_url = page.localized.url if page and page.live else ""
        return {**context, "items": self.items(value, self.language(parent_context)), "more_url": more_url}

    def json(self, value: Any, batch: Batch) -> Any:
        page = value["more_page"]
        return {
            "heading": value["heading"],
            "source": value["source"],
            "count": value["count"],
            "more_text": value["more_text"],
            "more_page": batch.page(page) if page else None,
        }

    class Meta:
        icon = "time"
        label = _("Newest of a kind")


class FiguresBlock(FrontBlock):
    """Numbers of the site, counted when the page is read."""

    channel_name = "figures"
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    keys = blocks.MultipleChoiceBlock(label=_("figures"), choices=figure_choices)

    def chosen(self, value: Any) -> list[dict[str, Any]]:
        found = [figures.get(key) for key in value["keys"]]
        return [
            {"key": figure.key, "label": str(figure.label), "number": figure.number()}
            for figure in found
            if figure
        ]

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "chosen": self.chosen(value)}

    def json(self, value: Any, batch: Batch) -> Any:
        return {"heading": value["heading"], "figures": self.chosen(value)}

    class Meta:
        icon = "order"
        label = _("Figures of the site")


class CallToActionBlock(FrontBlock):
    """An invitation with one button: share a deed, subscribe to the newsletter."""

    channel_name = "call_to_action"
    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    text = blocks.TextBlock(label=_("text"), rows=2, required=False)
    button = ButtonBlock(label=_("button"))

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **super().channel_context(value, channel, context),
            "href": absolute_url(button_address(value["button"])),
        }

    def json(self, value: Any, batch: Batch) -> Any:
        button = self.child_blocks["button"].json(value["button"], batch)
        return {"heading": value["heading"], "text": value["text"], "button": button}

    class Meta:
        icon = "pick"
        label = _("Invitation")


class FrontBlocks(StoryBlocks):
    newest = NewestBlock()
    chosen_items = ChosenItemsBlock()
    figures = FiguresBlock()
    call_to_action = CallToActionBlock()
