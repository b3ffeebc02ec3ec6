"""Facts: topics and contact attributes by which subscribers choose and editors segment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from core.registry import Registry


@dataclass(frozen=True, eq=False)
class Fact:
    """One choice. `labels` maps a language code to the words; `filter` selects subscriptions that have it.

    A topic ("sector:education") is what a subscriber ticks; an attribute ("organisation-type:county") is what
    is known of the contact.
    """

    key: str
    labels: Mapping[str, str]
    group: str  # "sector", "theme", "series", ...
    filter: Callable[[], Q]


@dataclass(frozen=True, eq=False)
class FactGroup:
    """A family of facts that an app provides from its rows, read when asked: registers change while we run."""

    key: str  # "sector"
    labels: Mapping[str, str]
    facts: Callable[[], list[Fact]]


fact_groups: Registry[FactGroup] = Registry("facts")


def topic(key: str, labels: Mapping[str, str], group: str) -> Fact:
    """A fact that a subscriber ticks: it holds where the subscription's `topics` list has its key."""
    return Fact(key=key, labels=labels, group=group, filter=lambda: Q(topic_rows__key=key))


def attribute(key: str, labels: Mapping[str, str], group: str) -> Fact:
    """A fact that a subscriber may tell of themselves, one of its group: it holds where they told it."""
    return Fact(key=key, labels=labels, group=group, filter=lambda: Q(attribute_rows__key=key))


def find_fact(key: str) -> Fact | None:
    """The fact "group:code", or None if its app or row is gone."""
    group = fact_groups.get(key.partition(":")[0])
    return next((fact for fact in group.facts() if fact.key == key), None) if group else None


def all_facts() -> list[Any]:
    return [(group, group.facts()) for group in fact_groups]
