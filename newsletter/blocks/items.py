"""Items of any source in an issue: one large, or cards in a row, in pairs or as a list."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from newsletter.blocks.base import IssueBlock
from newsletter.blocks.words import lines
from syndication.blocks import Choice, ItemChoiceBlock
from syndication.items import Item

Items = Mapping[tuple[str, str], Item]


class ItemsBlock(IssueBlock):
    """A block that shows items; one that is not public, or not for this reader, is left out."""

    def choices(self, value: Any) -> list[Choice]:
        raise NotImplementedError

    def shown(self, value: Any, items: Items) -> list[Item]:
        pairs = [(choice.source, choice.ref) for choice in self.choices(value)]
        return [items[pair] for pair in pairs if pair in items]

    def emptied(self, value: Any) -> Any:
        """The same block without its items, as the next issue begins with it."""
        raise NotImplementedError

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = super().channel_context(value, channel, context)
        return {**base, "items": self.shown(value, context["items"])}


class LeadBlock(ItemsBlock):
    """The item that the issue begins with, large, in its own words or in the editor's."""

    channel_name = "lead"
    wants = ("text",)
    item = ItemChoiceBlock(required=False, label=_("Item"))
    text = lines(
        600,
        required=False,
        label=_("Own words"),
        help_text=_("In place of the item's summary. Empty: the summary."),
    )

    def choices(self, value: Any) -> list[Choice]:
        return [value["item"]] if value["item"] else []

    def emptied(self, value: Any) -> Any:
        return {**value, "item": None}

    class Meta:
        icon = "pick"
        label = _("Lead")
        group = _("Items")


class CardsBlock(ItemsBlock):
    """Items as cards with their facts."""

    channel_name = "cards"
    layout = blocks.ChoiceBlock(
        label=_("Layout"),
        choices=[
            ("one", _("One under the other, with pictures")),
            ("two", _("Two beside each other")),
            ("list", _("A list without pictures")),
        ],
        default="one",
    )
    items = blocks.ListBlock(
        ItemChoiceBlock(),
        label=_("Items"),
        default=[],
        help_text=_("Whatever the site publishes. Each follows its page's changes until the issue is sent."),
    )

    def choices(self, value: Any) -> list[Choice]:
        return [choice for choice in value["items"] if choice]

    def emptied(self, value: Any) -> Any:
        return {**value, "items": []}

    def channel_context(self, value: Any, channel: str, context: Mapping[str, Any]) -> dict[str, Any]:
        base = super().channel_context(value, channel, context)
        items = base["items"]
        pairs = [items[start : start + 2] for start in range(0, len(items), 2)]
        return {**base, "layout": value["layout"] or "one", "pairs": pairs}

    class Meta:
        icon = "list-ul"
        label = _("Cards")
        group = _("Items")
