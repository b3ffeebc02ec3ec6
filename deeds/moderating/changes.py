"""What changed in a submission since somebody read it: since it was returned, or since the version that it corrects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deeds.models import DeedSubmission
from deeds.models.moderation import Decision, beside
from deeds.versioning.differences import Piece, word_differences
from deeds.versioning.reading import FieldDifference, field_difference
from deeds.versioning.values import FIELD
from deeds.versioning.words import Words

Texts = Mapping[str, Mapping[str, Any]]
# What a version has no field for, or names otherwise than a submission.
LABELS = {
    "links": gettext_lazy("links"),
    "image_credit": gettext_lazy("who took the picture"),
    "author": gettext_lazy("author shown"),
}


@dataclass(frozen=True)
class Before:
    """What was read before: texts per language, the shared facts, and what `beside` names."""

    texts: Texts
    facts: Mapping[str, Any]
    beside: Mapping[str, Any]


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
        seen = returned.seen
        return Before(seen.get("texts", {}), seen.get("facts", {}), seen.get("beside", {}))
    version = submission.base_version
    if version is None:
        return None
    shared = {
        code: value for code, value in version.values.items() if code in FIELD and FIELD[code].is_shared
    }
    texts = {version.language: version.values, **_other_pages(submission)}
    return Before(texts, shared, _beside_of(submission, texts))


def _other_pages(submission: DeedSubmission) -> dict[str, Mapping[str, Any]]:
    """What the deed's pages in other languages said when the correction was begun."""
    if submission.deed is None or not submission.other_bases:
        return {}
    return {
        version.language: version.values
        for version in submission.deed.versions.all()
        if submission.other_bases.get(version.language) == version.number
    }


def _beside_of(submission: DeedSubmission, texts: Texts) -> dict[str, Any]:
    """The same of a page that is corrected: only a picture that the author sent is compared with what stands there."""
    version = submission.base_version
    assert version is not None  # noqa: S101 — asked for corrections only
    found: dict[str, Any] = {"organisation": version.values.get("organisation", "")}
    if submission.pictures.all():
        found["image"] = ""
        found["image_alt"] = {code: words.get("image_alt") or "" for code, words in texts.items()}
        found["image_credit"] = ""
    return found


def changes(submission: DeedSubmission, before: Before) -> list[Change]:
    """In the order of a deed's page. A fact that the submission does not speak of counts as unchanged."""
    found = [
        Change(code, str(field.label), language)
        for code, field in FIELD.items()
        if not field.is_shared
        for language, words in submission.texts.items()
        # What a correction does not speak of, such as what is in the picture, stays.
        if code in words and _text(words, code) != _text(before.texts.get(language, {}), code)
    ]
    shared = [
        Change(code, str(field.label), "")
        for code, field in FIELD.items()
        if field.is_shared and code in submission.facts and _differs(submission.facts, before.facts, code)
    ]
    return [*found, *shared, *_links(submission, before), *_changes_beside(submission, before)]


def _links(submission: DeedSubmission, before: Before) -> Iterator[Change]:
    if _lines(submission.facts) != _lines(before.facts):
        yield Change("links", str(LABELS["links"]), "")


def _changes_beside(submission: DeedSubmission, before: Before) -> Iterator[Change]:
    now = beside(submission)
    # In our order: PostgreSQL gives the keys of JSON back in its own.
    for code in [code for code in now if code in before.beside]:
        then = before.beside[code]
        if code == "image_alt":
            languages = sorted({*now[code], *then})
            label = str(FIELD[code].label)
            yield from (
                Change(code, label, language)
                for language in languages
                if now[code].get(language, "") != then.get(language, "")
            )
        elif now[code] != then:
            yield Change(code, str(LABELS[code] if code in LABELS else FIELD[code].label), "")


def pieces(submission: DeedSubmission, before: Before, change: Change) -> list[Piece]:
    """The two texts of a change word by word."""
    old = _text(before.texts.get(change.language, {}), change.code)
    return word_differences(old, _text(submission.texts[change.language], change.code))


def differences(
    submission: DeedSubmission, before: Before, found: list[Change], *, language: str
) -> list[tuple[Change, FieldDifference | None]]:
    """Each change with what was there and what is now; None where the text itself stands on the screen, marked."""
    now = beside(submission)
    organisations = [{"organisation": side.get("organisation")} for side in (before.beside, now)]
    words = Words(language, [before.facts, submission.facts, *organisations])
    return [(change, _difference(submission, before, now, change, words)) for change in found]


def _difference(
    submission: DeedSubmission, before: Before, now: Mapping[str, Any], change: Change, words: Words
) -> FieldDifference | None:
    code = change.code
    if code == "links":
        return _listed(change, _lines(before.facts), _lines(submission.facts))
    if code == "image":
        old, new = ([side[code]] if side.get(code) else [] for side in (before.beside, now))
        return FieldDifference(
            change.label,
            removed=[_("the picture sent before") for _key in old],
            added=[_("the picture sent now") for _key in new],
        )
    if code == "image_alt" and code in before.beside:
        then, alt = (side[code].get(change.language, "") for side in (before.beside, now))
        return FieldDifference(change.label, pieces=word_differences(then, alt))
    if code in LABELS:
        return _listed(change, *([side[code]] if side[code] else [] for side in (before.beside, now)))
    if not FIELD[code].is_shared:
        gone = not _text(submission.texts[change.language], code)
        return FieldDifference(change.label, pieces=pieces(submission, before, change)) if gone else None
    sides = (before.beside, now) if code == "organisation" else (before.facts, submission.facts)
    return field_difference(words, FIELD[code], *(side.get(code) for side in sides))


def _listed(change: Change, old: list[str], new: list[str]) -> FieldDifference:
    return FieldDifference(
        change.label,
        removed=[each for each in old if each not in new],
        added=[each for each in new if each not in old],
        kept=[each for each in new if each in old],
    )


def _text(words: Mapping[str, Any], code: str) -> str:
    return str(words.get(code) or "").strip()


def _differs(now: Mapping[str, Any], then: Mapping[str, Any], code: str) -> bool:
    values = (now.get(code) or None, then.get(code) or None)
    if all(isinstance(value, list) for value in values):
        return sorted(values[0] or []) != sorted(values[1] or [])
    return values[0] != values[1]


def _lines(facts: Mapping[str, Any]) -> list[str]:
    """The author's links as a moderator reads them: words and address, nothing to follow."""
    return [f"{link.get('text', '')} <{link.get('url', '')}>".strip() for link in facts.get("links") or ()]
