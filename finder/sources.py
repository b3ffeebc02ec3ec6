"""Sources of the search: apps above register what can be found; the search knows none of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.registry import Registry


@dataclass(frozen=True, slots=True)
class Document:
    """One public text in one language. `text` is plain; `number` is the integer key of rows that have one.

    By `keywords` it is found too, behind what its text says, and they are shown nowhere.
    """

    source: str
    ref: str
    language: str
    title: str
    text: str
    number: int | None = None
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What a hit shows: the words and the address of a page that is public now, in `language`."""

    title: str
    url: str
    language: str
    text: str


class FinderSource(Protocol):
    """One kind of content. Registered in the app's `ready()`; its services call `finder.services` when texts change."""

    @property
    def key(self) -> str: ...  # "deed"

    @property
    def label(self) -> Any: ...  # "Deed", lazily translated

    @property
    def plural(self) -> Any: ...  # "Deeds"

    def documents(self) -> Iterator[Document]:
        """Every public text, for rebuilding the index."""
        ...

    def public(self, refs: Sequence[str]) -> set[str]:
        """Which of these refs are public now: asked for every hit, so one cheap query."""
        ...

    def results(self, refs: Sequence[str], *, language: str) -> dict[str, Result]:
        """One page of hits, in the language or the nearest one; what is not public is missing."""
        ...


finder_sources: Registry[FinderSource] = Registry("finder sources")
