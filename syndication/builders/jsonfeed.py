import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from syndication.builders.generator import title_of
from syndication.builders.info import FeedInfo
from syndication.builders.text import clean, one_line
from syndication.items import Enclosure, Item


class JsonFeedBuilder:
    """JSON Feed 1.1. What it has no word for (kind, organisation, facts) stands under "_tekotori"."""

    content_type = "application/feed+json"

    def build(self, feed: FeedInfo, items: Sequence[Item]) -> bytes:
        feed, items = clean(feed), clean(tuple(items))
        document = _without_empty(_channel(feed)) | {
            "items": [_without_empty(_item(feed, item)) for item in items]
        }
        return (json.dumps(document, ensure_ascii=False) + "\n").encode()


def _channel(feed: FeedInfo) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": one_line(feed.title),
        "home_page_url": feed.page_url,
        "feed_url": feed.self_url,
        "description": feed.description,
        "language": feed.language,
        "icon": feed.image.url if feed.image else None,
        "authors": [{"name": feed.author}] if feed.author else None,
        "next_url": next((link.url for link in feed.page_links if link.rel == "next"), None),
        "hubs": [{"type": "WebSub", "url": url} for url in feed.hubs],
    }


def _item(feed: FeedInfo, item: Item) -> dict[str, Any]:
    return {
        "id": item.guid,
        "url": item.url,
        "title": title_of(item),
        "content_html": item.html or None,
        "content_text": None if item.html else item.summary.strip() or title_of(item),
        "summary": item.summary,
        "image": item.image.url if item.image else None,
        "date_published": _date(item.published_at),
        "date_modified": _date(item.updated_at),
        "authors": [{"name": author} for author in item.authors],
        "tags": list(item.categories),
        "language": item.language if item.language != feed.language else None,
        "attachments": [_attachment(item.enclosure)] if item.enclosure else None,
        "_tekotori": _without_empty(
            {
                "kind": item.kind,
                "organisation": item.organisation,
                "facts": [{"label": fact.label, "value": fact.value} for fact in item.facts],
            }
        ),
    }


def _attachment(enclosure: Enclosure) -> dict[str, Any]:
    return _without_empty(
        {
            "url": enclosure.url,
            "mime_type": enclosure.type,
            "size_in_bytes": enclosure.bytes,
            "duration_in_seconds": enclosure.duration_seconds,
        }
    )


def _date(value: datetime) -> str:
    return value.isoformat(timespec="seconds")


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [])}
