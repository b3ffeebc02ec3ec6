"""The JSON shape of an item, for the content API and whoever else answers in JSON."""

from dataclasses import asdict
from typing import Any

from syndication.items import Item


def item_json(item: Item) -> dict[str, Any]:
    """Every field of the item; dates as RFC 3339."""
    return {
        **asdict(item),
        "published_at": item.published_at.isoformat(timespec="seconds"),
        "updated_at": item.updated_at.isoformat(timespec="seconds"),
        "authors": list(item.authors),
        "categories": list(item.categories),
        "facts": [asdict(fact) for fact in item.facts],
    }
