"""Sectors and themes as topics that a subscriber chooses."""

from collections.abc import Callable

from core.facts import Fact, FactGroup, topic
from registers.models import LANGUAGES, Register, Sector, Theme


def _facts_of(model: type[Register], group: str) -> Callable[[], list[Fact]]:
    def facts() -> list[Fact]:
        rows = model.objects.filter(valid_to__isnull=True).in_order()
        return [
            topic(f"{group}:{row.code}", {language: row.name_in(language) for language in LANGUAGES}, group)
            for row in rows
        ]

    return facts


SECTORS = FactGroup(
    key="sector",
    labels={"fi": "Toimialat", "sv": "Sektorer", "en": "Sectors"},
    facts=_facts_of(Sector, "sector"),
)
THEMES = FactGroup(
    key="theme",
    labels={"fi": "Teemat", "sv": "Teman", "en": "Themes"},
    facts=_facts_of(Theme, "theme"),
)
