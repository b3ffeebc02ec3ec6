"""Which mail a reader gets, by what they chose about items that their language has not."""

from collections.abc import Iterable, Sequence

from newsletter.models.subscriptions import OtherLanguages
from syndication.items import Item

WISHES: Sequence[str] = OtherLanguages.values  # from everything to the least


def fits(item: Item, *, language: str, variant: str) -> bool:
    """Whether a variant of a language's mail holds an item.

    "any" holds all; "lead" those whose words are in the language; "own" those that also lead to a page in it.
    """
    if variant == OtherLanguages.OWN:
        return item.language == item.url_language == language
    return variant == OtherLanguages.ANY or item.language == language


def variants_of(items: Iterable[Item], *, language: str) -> dict[str, str]:
    """Each choice that readers have, with the variant that they get; "" where nothing would be left for them.

    Choices that lead to the same items share one mail. An issue without items is the same for everyone.
    """
    shown = list(items)
    held = {
        wish: [item.guid for item in shown if fits(item, language=language, variant=wish)] for wish in WISHES
    }
    widest = {wish: next(first for first in WISHES if held[first] == held[wish]) for wish in WISHES}
    return {wish: widest[wish] if held[wish] or not shown else "" for wish in WISHES}
