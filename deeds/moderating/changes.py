"""What changed in a submission since somebody read it: since it was returned, or since the version that it corrects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deeds.models import DeedSubmission
from deeds.models.moderation import Decision
from deeds.versioning.differences import Piece, word_differences
from deeds.versioning.values import FIELD

Texts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Before:
    """What was read before: texts per language and the shared facts."""

    texts: Texts
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One field that says something else now. `language` is empty for what all languages share."""

    code: str
    label: str
    language: str


def before_of(submission: DeedSubmission) -> Before | None:
    """From rows that are loaded already (`decisions`, `base_version`); None for what nobody has read."""
    returned = next((row for row in submission.decisions.all() if row.kind == Decision.Kind.RETURNED), None)
    if returned is not None and returned.seen:
        return Before(returned.seen.get("texts", {}), returned.seen.get("facts", {}))
    version = submission.base_version
    if version is None:
        return None
    shared = {
        code: value for code, value in version.values.items() if code in FIELD and FIELD[code].is_shared
    }
    return Before({version.language: version.values, **_other_pages(submission)}, shared)


def _other_pages(submission: DeedSubmission) -> dict[str, Mapping[str, Any]]:
    """What the deed's pages in other languages said when the correction was begun."""
    if submission.deed is None or not submission.other_bases:
        return {}
    return {
        version.language: version.values
        for version in submission.deed.versions.all()
        if submission.other_bases.get(version.language) == version.number
    }


def changes(submission: DeedSubmission, before: Before) -> list[Change]:
    """In the order of a deed's page. A fact that the submission does not speak of counts as unchanged."""
    found = [
        Change(code, str(field.label), language)
        for code, field in FIELD.items()
        if not field.is_shared
        for language, words in submission.texts.items()
        if language in before.texts
        # What a correction does not speak of, such as what is in the picture, stays.
        and code in words
        and _text(words, code) != _text(before.texts[language], code)
    ]
    new = [
        Change("title", str(FIELD["title"].label), language)
        for language in submission.texts
        if language not in before.texts and _text(submission.texts[language], "title")
    ]
    shared = [
        Change(code, str(field.label), "")
        for code, field in FIELD.items()
        if field.is_shared and code in submission.facts and _differs(submission.facts, before.facts, code)
    ]
    return [*found, *new, *shared]


def pieces(submission: DeedSubmission, before: Before, change: Change) -> list[Piece]:
    """The two texts of a change word by word."""
    old = _text(before.texts.get(change.language, {}), change.code)
    return word_differences(old, _text(submission.texts[change.language], change.code))


def _text(words: Mapping[str, Any], code: str) -> str:
    return str(words.get(code) or "").strip()


def _differs(now: Mapping[str, Any], then: Mapping[str, Any], code: str) -> bool:
    values = (now.get(code) or None, then.get(code) or None)
    if all(isinstance(value, list) for value in values):
        return sorted(values[0] or []) != sorted(values[1] or [])
    return values[0] != values[1]
