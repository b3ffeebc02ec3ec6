"""What a segment asks of a reader, as a value: the same for a saved segment and for one that is being composed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    ANY = "any"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Condition:
    """Of these facts a reader has at least one, every one or none. A key whose app is gone, nobody has."""

    kind: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All of it holds of a reader; what is empty asks nothing. Days are days of the site's time zone."""

    conditions: tuple[Condition, ...] = ()
    languages: tuple[str, ...] = ()
    joined_since: date | None = None
    joined_before: date | None = None

    @property
    def keys(self) -> set[str]:
        return {key for condition in self.conditions for key in condition.keys}

    def stored(self) -> dict[str, Any]:
        """As plain JSON. Equal rules give equal JSON, however they were ticked."""
        conditions = {(condition.kind, tuple(sorted(set(condition.keys)))) for condition in self.conditions}
        return {
            "conditions": [{"kind": kind, "keys": list(keys)} for kind, keys in sorted(conditions) if keys],
            "languages": sorted(set(self.languages)),
            "joined_since": self.joined_since.isoformat() if self.joined_since else None,
            "joined_before": self.joined_before.isoformat() if self.joined_before else None,
        }
