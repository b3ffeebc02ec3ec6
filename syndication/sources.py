"""Sources: how content apps offer items to channels that do not know them (design decision 3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from core.registry import Registry
from syndication.items import Item


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of the chooser in the admin."""

    ref: str
    title: str
    date: datetime


class Source(Protocol):
    """Items of one kind. An app registers one instance in its `ready()`.

    A `ref` is stable and the same in every language: a deed's number, else the page's translation key.
    `filters` are the source's own ("sector", "theme", "series", "show", ...); items and count take the same.
    """

    @property
    def key(self) -> str: ...  # "deed"; also the `kind` of its items

    @property
    def label(self) -> Any: ...  # "Deed", lazily translated

    def items(
        self,
        *,
        language: str,
        since: datetime | None = None,
        limit: int | None = None,
        offset: int = 0,
        **filters: str,
    ) -> Sequence[Item]:
        """What is public, newest `published_at` first, ties by guid; `since` is exclusive."""
        ...

    def count(self, *, language: str, **filters: str) -> int:
        """How many items there are in all."""
        ...

    def last_modified(self, *, language: str, **filters: str) -> datetime | None:
        """The newest change to anything that the items show, or None without items.

        Together with `count` it stands for the feed's bytes, so both must be cheap: one query on an index.
        """
        ...

    def get_items(self, refs: Sequence[str], *, language: str) -> dict[str, Item]:
        """The public items of these refs; a ref that is gone or not public is missing in the answer."""
        ...

    def search(self, text: str, *, language: str, limit: int) -> Sequence[Found]:
        """For the chooser: hits in titles, newest first; all of them for an empty text."""
        ...


@runtime_checkable
class Suggesting(Protocol):
    """What a source may offer besides: items that belong on top of whatever is put together next."""

    def suggested(self, *, now: datetime) -> Sequence[str]:
        """Refs of public items, the most important first; few, or none."""
        ...


sources: Registry[Source] = Registry("sources")


def suggested_pairs(*, now: datetime) -> list[tuple[str, str]]:
    """What all sources suggest now, as (source key, ref): for the draft of a newsletter's next issue."""
    return [
        (source.key, ref)
        for source in sources
        if isinstance(source, Suggesting)
        for ref in source.suggested(now=now)
    ]


def resolve_refs(pairs: Sequence[tuple[str, str]], *, language: str) -> Mapping[tuple[str, str], Item]:
    """Items by (source key, ref), one call per source. What is gone, or whose app is gone, is missing."""
    found: dict[tuple[str, str], Item] = {}
    for key in sorted({key for key, _ref in pairs}):
        source = sources.get(key)
        if source is not None:
            refs = [ref for pair_key, ref in pairs if pair_key == key]
            found |= {(key, ref): item for ref, item in source.get_items(refs, language=language).items()}
    return found
