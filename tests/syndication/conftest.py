from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from syndication.items import Enclosure, Fact, Item, ItemImage
from syndication.sources import Found, Source

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def make_item(number: int = 1, **changes: object) -> Item:
    values: dict[str, object] = {
        "guid": f"deed-{number}-fi",
        "kind": "deed",
        "url": f"https://example.org/fi/teot/{number}/",
        "title": f"Työvuorot sovittiin yhdessä {number}",
        "summary": "Tavoite: vähemmän ylitöitä.",
        "html": "<p>Tavoite: <b>vähemmän</b> ylitöitä.</p>",
        "language": "fi",
        "published_at": NOON - timedelta(days=number),
        "updated_at": NOON - timedelta(days=number, hours=-1),
        "authors": ("Maija Malli",),
        "categories": ("Sivistys", "Johtaminen"),
        "organisation": "Sampola",
        "facts": (Fact("Organisaatio", "Sampola"),),
        "image": ItemImage("https://example.org/media/kuva.webp", "Piirros työvuorolistasta", 1200, 630),
        "enclosure": Enclosure("https://example.org/media/jakso.mp3", 123456, "audio/mpeg", 61),
    }
    return Item(**(values | changes))  # type: ignore[arg-type]  # values are checked by Item itself


@dataclass
class ListSource:
    """A source over a list, as an app would write one over its pages."""

    key: str = "deed"
    label: str = "Deed"
    rows: list[Item] = field(default_factory=list)
    built: int = 0

    def items(self, *, language: str, since=None, limit=None, offset=0, **filters: str) -> Sequence[Item]:
        self.built += 1
        rows = [row for row in self.rows if since is None or row.published_at > since]
        return rows[offset : None if limit is None else offset + limit]

    def count(self, *, language: str, **filters: str) -> int:
        return len(self.rows)

    def last_modified(self, *, language: str, **filters: str) -> datetime | None:
        return max((row.updated_at for row in self.rows), default=None)

    def get_items(self, refs: Sequence[str], *, language: str) -> dict[str, Item]:
        by_ref = {row.guid.split("-")[1]: row for row in self.rows}
        return {ref: by_ref[ref] for ref in refs if ref in by_ref}

    def search(self, text: str, *, language: str, limit: int) -> Sequence[Found]:
        hits = [row for row in self.rows if text.lower() in row.title.lower()]
        return [Found(row.guid.split("-")[1], row.title, row.published_at) for row in hits[:limit]]


@pytest.fixture
def deeds(monkeypatch) -> Source:
    """The only source there is, with three deeds."""
    source = ListSource(rows=[make_item(1), make_item(2), make_item(3)])
    monkeypatch.setattr("syndication.sources.sources._entries", {"deed": source})
    return source
