"""Versions as readers see them: a list of what changed when, one version whole, and two side by side."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from deeds.languages import live_pages
from deeds.models import Deed, DeedPage, DeedVersion
from deeds.versioning.differences import Piece, word_differences
from deeds.versioning.values import FIELDS, Field, changed_fields
from deeds.versioning.words import Words, field_labels


@dataclass(frozen=True)
class VersionLine:
    """One version in the list. `changed` names the fields that differ from the version before; empty for the first."""

    number: int
    published_at: datetime
    changed: list[str]
    has_removed: bool = False  # moderators have taken words out of it

    @property
    def previous(self) -> int:
        return self.number - 1


@dataclass(frozen=True)
class FieldDifference:
    """How one field differs: `pieces` of a text, or what a list or a single value lost, gained and kept."""

    label: str
    pieces: list[Piece] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    is_new_picture: bool = False
    removed_on: date | None = (
        None  # moderators took the words out of one of the two, so there is nothing to compare
    )


@dataclass(frozen=True)
class FieldWords:
    """One field of a version in words: a text, or the parts of any other value; or when its text was removed."""

    label: str
    text: str
    items: list[str]
    removed_on: date | None = None


def public_page(deed: Deed, language: str) -> DeedPage | None:
    """The page whose versions may be read: live and public, of a deed that is."""
    if not deed.is_live:
        return None
    pages = live_pages([deed]).get(deed.translation_key, {})
    has_source = any(page.pk == deed.source_page_id for page in pages.values())
    return pages.get(language) if has_source else None


def changed_since_first(page: DeedPage) -> DeedVersion | None:
    """The latest version of a page that readers have seen change; None while there is one version only."""
    deed = page.deed
    if deed is None or not deed.is_live:
        return None
    versions = deed.versions.filter(language=page.language_code, number__gt=1).defer("values")
    return versions.order_by("-number").first()


def version_lines(deed: Deed, language: str) -> list[VersionLine]:
    """Newest first."""
    versions = list(deed.versions.filter(language=language).order_by("number"))
    lines = [_line(versions[0], [])] if versions else []
    for before, after in pairwise(versions):
        changed = field_labels(changed_fields(before.values, after.values), language)
        lines.append(_line(after, changed))
    return lines[::-1]


def _line(version: DeedVersion, changed: list[str]) -> VersionLine:
    return VersionLine(version.number, version.published_at, changed, bool(version.removed))


def version_words(version: DeedVersion) -> list[FieldWords]:
    """Everything that a version says, in its own language; what was left empty is left out."""
    words = Words(version.language, [version.values])
    shown = ((each, version.values.get(each.code)) for each in FIELDS if each.kind != "picture")
    removed = removal_days(version)
    return [
        FieldWords(
            words.label(each),
            text=value if value and each.is_text else "",
            items=words.items(each, value),
            removed_on=removed.get(each.code),
        )
        for each, value in shown
        if value or each.code in removed
    ]


def removal_days(*versions: DeedVersion) -> dict[str, date]:
    """The fields of which moderators took the words out of any of the versions, with the day."""
    return {code: date.fromisoformat(day) for version in versions for code, day in version.removed.items()}


def version_differences(before: DeedVersion, after: DeedVersion) -> list[FieldDifference]:
    """What differs between two versions of a page, field by field in the order of the page."""
    words, removed = Words(before.language, [before.values, after.values]), removal_days(before, after)
    return [
        FieldDifference(words.label(each), removed_on=removed[each.code])
        if each.code in removed
        else field_difference(words, each, before.values.get(each.code), after.values.get(each.code))
        for each in changed_fields(before.values, after.values)
    ]


def field_difference(words: Words, each: Field, before: Any, after: Any) -> FieldDifference:
    label = words.label(each)
    if each.is_text:
        return FieldDifference(label, pieces=word_differences(before or "", after or ""))
    if each.kind == "picture" and before and after:
        return FieldDifference(label, is_new_picture=True)
    old, new = words.items(each, before), words.items(each, after)
    return FieldDifference(
        label,
        removed=[item for item in old if item not in new],
        added=[item for item in new if item not in old],
        kept=[item for item in new if item in old],
    )
