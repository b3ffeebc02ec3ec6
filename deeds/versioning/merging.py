"""Three sides of a correction: what it was based on, what stands there now, what the author proposes.

No database: values in, choices out. Nothing that somebody else changed meanwhile is overwritten unless a moderator says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deeds.versioning.values import FIELD, FIELDS, Field

CURRENT, PROPOSED, MERGED = "current", "proposed", "merged"


@dataclass(frozen=True)
class FieldSides:
    """One field that the author changed and that does not stand so on the page already."""

    field: Field
    base: Any
    current: Any
    proposed: Any

    @property
    def is_conflict(self) -> bool:
        """Whether the page has moved on in this field since the author began."""
        return (self.base or "") != (self.current or "")

    @property
    def suggestion(self) -> str:
        """What is ticked at first: in a conflict nothing, so that somebody decides."""
        return "" if self.is_conflict else PROPOSED


@dataclass(frozen=True)
class Choice:
    """A moderator's decision on a field: `take` is "current", "proposed" or, with `text`, "merged"."""

    take: str
    text: str = ""


def three_sides(
    base: Mapping[str, Any], current: Mapping[str, Any], proposed: Mapping[str, Any]
) -> list[FieldSides]:
    """The fields to decide on, in the order of the page.

    Left out is what the author did not touch, and what stands on the page as proposed already.
    """
    sides = [
        FieldSides(field, base.get(field.code), current.get(field.code), proposed.get(field.code))
        for field in FIELDS
        if field.code in proposed
    ]
    return [side for side in sides if (side.proposed or "") not in ((side.base or ""), (side.current or ""))]


def undecided(sides: Sequence[FieldSides], choices: Mapping[str, Choice]) -> list[FieldSides]:
    """Fields on which there is no valid choice; texts alone can be merged by hand."""
    return [side for side in sides if not _is_valid(side, choices.get(side.field.code))]


def _is_valid(side: FieldSides, choice: Choice | None) -> bool:
    if choice is None:
        return False
    return choice.take in {CURRENT, PROPOSED} or (choice.take == MERGED and side.field.is_text)


def merged_values(sides: Sequence[FieldSides], choices: Mapping[str, Choice]) -> dict[str, Any]:
    """What is written to the page: the fields in which the moderator did not keep what stands there."""
    chosen = ((side, choices[side.field.code]) for side in sides)
    return {
        side.field.code: choice.text.strip() if choice.take == MERGED else side.proposed
        for side, choice in chosen
        if choice.take != CURRENT
    }


def choices_from(data: Mapping[str, str]) -> dict[str, Choice]:
    """The choices as the moderator's form sends them: choice-goal=merged, text-goal=…, choice-sv.goal=…"""
    names = [name.removeprefix("choice-") for name in data if name.startswith("choice-")]
    return {
        name: Choice(data[f"choice-{name}"], data.get(f"text-{name}", "").replace("\r\n", "\n"))
        for name in names
        if name.rpartition(".")[2] in FIELD
    }
