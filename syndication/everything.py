"""The feed "all": new items of every source, for who wants to miss nothing."""

from collections.abc import Sequence
from heapq import merge
from itertools import islice

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from syndication.feeds import PAGE_SIZE, Feed, FeedFamily, Version
from syndication.items import Item
from syndication.sources import sources

# Each page merges the newest of every source, so a page costs what all pages before it cost. Whoever wants older
# items follows one source's own feed, which reaches back to its first.
MOST_ITEMS = 10 * PAGE_SIZE


def newest_first(item: Item) -> tuple[float, str]:
    return (-item.published_at.timestamp(), item.guid)


def items(language: str, limit: int, offset: int) -> list[Item]:
    upto = min(offset + limit, MOST_ITEMS)
    runs: list[Sequence[Item]] = [source.items(language=language, limit=upto) for source in sources]
    return list(islice(merge(*runs, key=newest_first), offset, upto))


def version(language: str) -> Version:
    changed = [source.last_modified(language=language) for source in sources]
    counts = [(source.key, source.count(language=language)) for source in sources]
    total = sum(count for _key, count in counts)
    # The counts one by one: an item less here and one more there would leave the sum as it was.
    return Version(max(filter(None, changed), default=None), min(total, MOST_ITEMS), repr(counts))


def feeds(language: str) -> list[Feed]:
    with override(language):
        return [
            Feed(
                key="all",
                language=language,
                title=_("Everything new – %(site)s") % {"site": settings.WAGTAIL_SITE_NAME},
                description=_("Deeds, articles, episodes and newsletters as they are published."),
                page_url=f"{settings.BASE_URL.rstrip('/')}/{language}/",
                items=lambda limit, offset: items(language, limit, offset),
                version=lambda: version(language),
            )
        ]


everything = FeedFamily(key="all", feeds=feeds)
