"""A row of somebody's file as a subscriber, or everything that is wrong with it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_language_info

from core.tables import day_in
from mail.addresses import normalise_address
from mail.errors import InvalidAddress
from newsletter.importing.cleaning import address_in, clean, folded
from newsletter.importing.columns import LANGUAGE, LEFT_OUT, TOPICS, Choices
from newsletter.services.imports import ImportRow
from newsletter.topics import topic_groups

OLDEST = date(1990, 1, 1)
MOST_UNKNOWN = 50  # different values; more are no topics but another column
MOST_EVIDENCE = 2000
Fault = tuple[str, str]  # a code of `words`, and the name of the column


@dataclass
class Reader:
    """Reads the rows of one file; asks for the topics once. `unknown` gathers values that mean nothing here."""

    choices: Choices
    columns: Sequence[str]
    now: datetime
    unknown: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        meanings = self.choices.meanings
        self.languages = language_names() | dict(meanings.get(LANGUAGE, {}))
        self.topics = topic_names() | dict(meanings.get(TOPICS, {}))

    def read(self, cells: Sequence[str]) -> tuple[ImportRow | None, list[Fault]]:
        """The subscriber, or None with each fault."""
        faults: list[Fault] = []
        address = self._address(cells, faults)
        row = ImportRow(
            address=address,
            language=self._language(cells, faults),
            topics=self._topics(cells, faults),
            confirmed_at=self._given_at(cells, faults),
            statement=self._said(cells, "statement", faults),
            page=self._said(cells, "where", faults),
        )
        if address and address in f"{row.statement} {row.page}".lower():
            faults.append(("names-person", ""))
        return (None if faults else row), list(dict.fromkeys(faults))

    def _cell(self, cells: Sequence[str], place: int | None) -> str:
        return clean(cells[place]) if place is not None and place < len(cells) else ""

    def _called(self, place: int | None) -> str:
        return self.columns[place] if place is not None and place < len(self.columns) else ""

    def _address(self, cells: Sequence[str], faults: list[Fault]) -> str:
        column = self._called(self.choices.address)
        address = address_in(self._cell(cells, self.choices.address))
        if not address:
            faults.append(("address-missing", column))
            return ""
        try:
            return normalise_address(address)
        except InvalidAddress:
            faults.append(("address", column))
            return ""

    def _language(self, cells: Sequence[str], faults: list[Fault]) -> str:
        place = self.choices.language_column
        said = self._cell(cells, place)
        if not said:
            if not self.choices.language:
                faults.append(("language-missing", self._called(place)))
            return self.choices.language
        code = self.languages.get(folded(said), "")
        if not code:
            self._not_known(LANGUAGE, said)
            faults.append(("language", self._called(place)))
        return code

    def _topics(self, cells: Sequence[str], faults: list[Fault]) -> tuple[str, ...]:
        found: list[str] = []
        for place in self.choices.topics_columns:
            for part in _parts(self._cell(cells, place)):
                key = self.topics.get(folded(part), "")
                if not key:
                    self._not_known(TOPICS, part)
                    faults.append(("topic", self._called(place)))
                elif key != LEFT_OUT:
                    found.append(key)
        return tuple(sorted(set(found)))

    def _given_at(self, cells: Sequence[str], faults: list[Fault]) -> datetime:
        place = self.choices.given_on_column
        said = self._cell(cells, place)
        try:
            day = day_in(said) if said else self.choices.given_on
        except ValueError:
            faults.append(("day", self._called(place)))
            return self.now
        if day is None:
            faults.append(("day-missing", self._called(place)))
        elif not OLDEST <= day <= timezone.localdate(self.now):
            faults.append(("day-not-been", self._called(place)))
        else:
            return min(timezone.make_aware(datetime.combine(day, time(12))), self.now)
        return self.now

    def _said(self, cells: Sequence[str], name: str, faults: list[Fault]) -> str:
        """What the row says of its consent, else what holds for all."""
        place = getattr(self.choices, f"{name}_column")
        said: str = self._cell(cells, place)[:MOST_EVIDENCE] or getattr(self.choices, name)
        if not said:
            faults.append((f"{name}-missing", self._called(place)))
        return said

    def _not_known(self, kind: str, value: str) -> None:
        values = self.unknown.setdefault(kind, [])
        # An address among them would be somebody's: then it is the wrong column.
        if len(values) < MOST_UNKNOWN and "@" not in value and value[:80] not in values:
            values.append(value[:80])


def _parts(cell: str) -> Iterator[str]:
    return filter(None, (clean(part) for part in re.split(r"[;,|\n]", cell)))


def language_names() -> dict[str, str]:
    """Every way to say a language of the site: its code, and its name in each of them."""
    names: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        names[folded(code)] = names[folded(get_language_info(code)["name_local"])] = code
        for spoken, _label in settings.LANGUAGES:
            with translation.override(spoken):
                names[folded(get_language_info(code)["name_translated"])] = code
    return names


def topic_names() -> dict[str, str]:
    """Every way to say a topic: its key, the code in it, its words in each language. What would mean two means none."""
    found: dict[str, set[str]] = {}
    for language, _name in settings.LANGUAGES:
        for group in topic_groups(language):
            for key, label in group.choices:
                code = key.rpartition(":")[2]
                for name in {key, label} | ({code} if not code.isdigit() else set()):
                    found.setdefault(folded(name), set()).add(key)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}


def as_meanings(values: Mapping[str, Iterable[tuple[str, str]]]) -> dict[str, dict[str, Any]]:
    """What the editor chose for unknown values, by the words under which rows are looked up."""
    return {kind: {folded(value): code for value, code in pairs if code} for kind, pairs in values.items()}
