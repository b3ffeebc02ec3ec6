"""Topics that subscribers tick and what they tell of their work, as the installed apps offer them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from core.facts import Fact, FactGroup, fact_groups


@dataclass(frozen=True)
class TopicGroup:
    """A family of facts with its words in one language: `choices` are (key, words)."""

    key: str
    label: str
    choices: list[tuple[str, str]]


def topic_groups(language: str) -> list[TopicGroup]:
    """Every group that has topics, in the words of a language."""
    return _groups(language, _is_ticked)


def attribute_groups(language: str) -> list[TopicGroup]:
    """Every group of which a subscriber may tell one, in the words of a language."""
    return _groups(language, _is_told)


def every_group(language: str) -> list[TopicGroup]:
    """Every group of facts, also those that are known from elsewhere: for segments."""
    return _groups(language, lambda fact: True)


def topic_labels(keys: Iterable[str], language: str) -> list[str]:
    """Topics in words, in the order of the groups; a key whose app or row is gone stands as it is, last."""
    known = {key: label for group in topic_groups(language) for key, label in group.choices}
    wanted = set(keys)
    return [label for key, label in known.items() if key in wanted] + sorted(wanted - known.keys())


def _groups(language: str, is_wanted: Callable[[Fact], bool]) -> list[TopicGroup]:
    groups = (_group(group, language, is_wanted) for group in fact_groups)
    return [group for group in groups if group.choices]


def _group(group: FactGroup, language: str, is_wanted: Callable[[Fact], bool]) -> TopicGroup:
    choices = [(fact.key, _words(fact.labels, language)) for fact in group.facts() if is_wanted(fact)]
    return TopicGroup(key=group.key, label=_words(group.labels, language), choices=choices)


def _is_ticked(fact: Fact) -> bool:
    # What is known of a person (an attribute) asks other rows than what they ticked (a topic).
    return fact.filter() == Q(topic_rows__key=fact.key)


def _is_told(fact: Fact) -> bool:
    return fact.filter() == Q(attribute_rows__key=fact.key)


def _words(labels: Mapping[str, str], language: str) -> str:
    return str(labels.get(language) or labels.get("en") or next(iter(labels.values()), ""))
