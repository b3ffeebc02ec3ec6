"""Which column of a file says what: chosen by hand, a guess comes first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from newsletter.importing.cleaning import folded

ADDRESS, LANGUAGE, TOPICS, STATEMENT, WHERE, GIVEN_ON = (
    "address", "language", "topics", "statement", "where", "given_on",
)  # fmt: skip
LABELS: Mapping[str, str | Promise] = {
    ADDRESS: gettext_lazy("E-mail address"),
    LANGUAGE: gettext_lazy("Language"),
    TOPICS: gettext_lazy("Topics"),
    STATEMENT: gettext_lazy("Text of the consent"),
    WHERE: gettext_lazy("Where it was given"),
    GIVEN_ON: gettext_lazy("Day on which it was given"),
}
# As other systems and people call them, beside the labels above in every language.
CALLED = {
    ADDRESS: ("email", "e-mail", "email address", "mail", "address", "sposti", "s-posti", "sähköposti", "e-post", "epost"),
    LANGUAGE: ("language", "lang", "locale", "kieli", "språk"),
    TOPICS: ("topics", "tags", "interests", "aiheet", "ämnen"),
    STATEMENT: ("consent text", "consent", "suostumus", "samtycke"),
    WHERE: ("source", "page", "signup source", "lähde", "källa"),
    GIVEN_ON: ("confirm_time", "optin_time", "created_at", "subscribed_at", "date", "päivä", "pvm", "datum"),
}  # fmt: skip
LANGUAGES = ("fi", "sv", "en")
LEFT_OUT = "-"  # what a value may mean beside a topic of this site


@dataclass(frozen=True)
class Choices:
    """What the editor chose: places of columns, and what holds where a row says nothing. `meanings`: value -> code."""

    address: int
    language_column: int | None = None
    topics_columns: Sequence[int] = ()
    statement_column: int | None = None
    where_column: int | None = None
    given_on_column: int | None = None
    language: str = ""
    statement: str = ""
    where: str = ""
    given_on: date | None = None
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        day = self.given_on.isoformat() if self.given_on else None
        return asdict(self) | {"given_on": day, "topics_columns": list(self.topics_columns)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Choices":
        day = value["given_on"]
        return cls(**{**value, "given_on": date.fromisoformat(day) if day else None})


def guess(columns: Sequence[str]) -> dict[str, int]:
    """Target -> place of the first column that is called so."""
    found: dict[str, int] = {}
    for target in LABELS:
        names = set(_names(target))
        for place, column in enumerate(columns):
            if folded(column) in names and place not in found.values():
                found.setdefault(target, place)
    return found


def _names(target: str) -> Iterable[str]:
    yield from CALLED[target]
    yield target
    for language in LANGUAGES:
        with translation.override(language):
            yield folded(str(LABELS[target]))
