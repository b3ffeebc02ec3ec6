"""What apps above say of deeds that their items are about: topics beside sectors and themes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from core.registry import Registry


@dataclass(frozen=True, eq=False)
class DeedTopics:
    """`topics_of` gives keys of facts by the deeds' keys in the database, in one query for all of them."""

    key: str  # "award"
    topics_of: Callable[[Collection[int]], Mapping[int, Sequence[str]]]


deed_topics: Registry[DeedTopics] = Registry("deed topics")


def further_topics(deeds: Collection[int]) -> dict[int, tuple[str, ...]]:
    found = [entry.topics_of(deeds) for entry in deed_topics] if deeds else []
    return {deed: tuple(key for topics in found for key in topics.get(deed, ())) for deed in deeds}
