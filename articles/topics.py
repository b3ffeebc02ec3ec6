"""Series as topics that a subscriber chooses."""

from articles.models import SeriesPage
from core.facts import Fact, FactGroup, topic


def series_topic(code: str) -> str:
    return f"series:{code}"


def series_topics() -> list[Fact]:
    """One per series, whatever languages it is in, in the order of the pages; its code stays when its title changes."""
    pages = SeriesPage.objects.live().public().filter(alias_of__isnull=True).select_related("locale")
    titles: dict[str, dict[str, str]] = {}
    for page in pages.order_by("path"):
        titles.setdefault(page.code, {}).setdefault(page.locale.language_code, page.title)
    return [topic(series_topic(code), labels, "series") for code, labels in titles.items()]


SERIES = FactGroup(
    key="series",
    labels={"fi": "Juttusarjat", "sv": "Artikelserier", "en": "Article series"},
    facts=series_topics,
)
