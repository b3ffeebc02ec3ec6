"""A row of somebody's table as a record: which column says what is chosen by hand, a guess comes first."""

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.tables import day_in
from deeds.importing.choices import BANDS, flag, one_of, who_took_part
from deeds.importing.old_addresses import deed_meant, old_path
from deeds.importing.running import Coming, titled
from deeds.models import Deed
from deeds.models.words import LANGUAGES
from deeds.opendata.names import REGISTERS
from deeds.opendata.records import CODE_LISTS, TEXTS, Record, record_of, utc
from deeds.versioning.values import FIELD
from registers.models import Organisation
from registers.names import called, folded

REQUIRED = ("title", "goal", "result", "organisation")
DATES = ("start_date", "end_date")
CHOSEN = (*BANDS, "participants", "whole_organisation", "goal_code")
OWN_LABELS: Mapping[str, Promise] = {
    "number": gettext_lazy("number of the deed"),
    "published_at": gettext_lazy("day of publishing"),
    "old_address": gettext_lazy("old address"),
}
# What a column may say, in the order of the form.
TARGETS = (
    *REQUIRED,
    *(name for name in FIELD if name in {*TEXTS, *CODE_LISTS, *DATES, *CHOSEN} - {*REQUIRED, "image_alt"}),
    *OWN_LABELS,
)
IN_RECORD = {"goal_code": "goal"}  # what a record calls otherwise
BLANK_PAGE = {"address": "", "published_at": None, "version": 1, **dict.fromkeys(TEXTS, "")}
BLANK: Record = {
    "number": None, "state": "published", "published_at": None, "changed_at": None, "organisation": "",
    **{name: [] for name in CODE_LISTS}, "whole_organisation": False, "participants": [], "goal": "",
    "start_date": None, "end_date": None, "stage": "", "scale": "", "cost_band": "", "hours_band": "",
    "licence": "CC-BY-4.0", "inspired_by": None, "image": None, "leads": {}, "authors": [], "adoptions": [],
}  # fmt: skip


def label_of(target: str) -> str:
    return str(OWN_LABELS[target] if target in OWN_LABELS else FIELD[target].label)


def guess(columns: Sequence[str]) -> dict[str, int]:
    """Target -> place of the first column that is called so in any language."""
    found: dict[str, int] = {}
    for target in TARGETS:
        names = _names(target)
        place = next((place for place, column in enumerate(columns) if folded(column) in names), None)
        if place is not None and place not in found.values():
            found[target] = place
    return found


def _names(target: str) -> set[str]:
    names = {folded(target.replace("_", " ")), folded(target)}
    for language in LANGUAGES:
        with translation.override(language):
            names.add(folded(label_of(target)))
    return names


class Reader:
    """Turns the rows of one table into records; asks each register once."""

    def __init__(
        self, matches: Mapping[str, int], language: str, now: datetime, published_on: date | None = None
    ) -> None:
        self.matches, self.language, self.now = matches, language, now
        self.published_at = utc(_noon(published_on)) if published_on else None
        self.organisations = list(Organisation.objects.all())
        self.registers = {name: list(model._default_manager.all()) for name, model in REGISTERS.items()}

    def coming(self, cells: Sequence[str]) -> Coming:
        """The whole deed: what the row says, over what the deed says here already. Raises ValueError with each fault."""
        said = self._said(cells)
        values, faults = self._values(said)
        number = values.get("number")
        lacking = [] if number else [name for name in REQUIRED if name not in said]
        faults += [_("“%(name)s” is missing") % {"name": label_of(name)} for name in lacking]
        if faults:
            raise ValueError(*faults)
        deed = self._known(values, said.get("old_address", ""))
        record = self._begun(deed)
        notes = self._renamed(record, values) if number else []
        page = record["pages"][self.language]
        for target, value in values.items():
            if target in TEXTS:
                page[target] = value
            elif (part := IN_RECORD.get(target, target)) in record:
                record[part] = value
        if deed is None:
            record["published_at"] = record["published_at"] or self.published_at
            page["published_at"] = record["changed_at"] = record["published_at"]
        meaning = titled(page["title"], record["organisation"])
        return Coming(record, said.get("old_address", ""), meaning, tuple(notes))

    def after(self, cells: Sequence[str]) -> Coming:
        """What is left to do once the deed is here: the old address."""
        return Coming({"address": "", "state": "published"}, self._said(cells).get("old_address", ""))

    def _said(self, cells: Sequence[str]) -> dict[str, str]:
        """In the order of the form: a database keeps the keys of JSON in another."""
        said = {target: cells[self.matches[target]].strip() for target in TARGETS if target in self.matches}
        return {target: text for target, text in said.items() if text}

    def _values(self, said: Mapping[str, str]) -> tuple[Record, list[str]]:
        """What the cells mean, and what is wrong with them."""
        values: Record = {}
        faults: list[str] = []
        for target, text in said.items():
            try:
                values[target] = self._value(target, text)
            except ValueError as problem:
                faults += problem.args
        return values, faults

    def _begun(self, deed: Deed | None) -> Record:
        """What the deed says here already, else an empty one; of one that readers don't see its number."""
        current = record_of(deed) if deed else None
        if current is None or current["state"] != "published":
            number = deed.number if deed else None
            page = copy.deepcopy(BLANK_PAGE)
            return copy.deepcopy(BLANK) | {
                "language": self.language,
                "pages": {self.language: page},
                "number": number,
            }
        if self.language not in current["pages"]:
            raise ValueError(
                _("deed %(number)s has no page in this language") % {"number": current["number"]}
            )
        return copy.deepcopy(current)

    def _value(self, target: str, text: str) -> Any:
        readers: Mapping[str, Callable[[str], Any]] = {
            "organisation": self._organisation,
            "number": _number,
            "published_at": self._published_at,
            **dict.fromkeys(DATES, lambda text: _day(text).isoformat()),
            **{name: partial(self._codes, name) for name in CODE_LISTS},
            **{name: partial(one_of, name, label_of(name)) for name in BANDS},
            "participants": partial(who_took_part, label_of("participants")),
            "whole_organisation": flag,
            "goal_code": partial(self._code, "goals", "goal_code"),
        }
        return readers[target](text) if target in readers else text

    def _organisation(self, text: str) -> str:
        found = [row for row in self.organisations if text in {row.code, row.business_id}]
        found = found or called(self.organisations, text)
        if len(found) != 1:
            sentence = _("several organisations are called “%(name)s”") if found else _("no organisation is called “%(name)s”")  # fmt: skip
            raise ValueError(sentence % {"name": text})
        return str(found[0].code)

    def _codes(self, name: str, text: str) -> list[str]:
        parts = filter(None, (part.strip() for part in re.split(r"[;,\n]", text)))
        return sorted({self._code(name, name, part) for part in parts})

    def _code(self, register: str, target: str, text: str) -> str:
        found = called(self.registers[register], text)
        if len(found) != 1:
            words = {"value": text, "register": label_of(target)}
            raise ValueError(_("“%(value)s” is not among: %(register)s") % words)
        return str(found[0].code)

    def _published_at(self, text: str) -> str:
        moment = _noon(_day(text))
        if moment > self.now:
            raise ValueError(_("“%(value)s” has not come yet") % {"value": text})
        return str(utc(moment))

    def _known(self, values: Record, address: str) -> Deed | None:
        """The deed that the row tells of: by its number, else by its title and organisation, else by its old address."""
        if number := values.get("number"):
            found = Deed.objects.filter(number=number).first()
            if found is None:
                raise ValueError(_("there is no deed %(number)s here") % {"number": number})
            return found
        title, organisation = values.get("title", ""), values.get("organisation", "")
        return deed_meant(title=title, organisation=organisation, path=old_path(address))

    def _renamed(self, record: Record, values: Record) -> list[str]:
        """What a number that may be wrong would change. Raises ValueError where it is another deed altogether."""
        title, organisation = record["pages"][self.language]["title"], record["organisation"]
        if not title:
            return []  # readers don't see it
        named = next((row.name for row in self.organisations if row.code == organisation), organisation)
        words = {"number": record["number"], "title": title, "organisation": named}
        is_other = [
            values.get("title", title) != title,
            values.get("organisation", organisation) != organisation,
        ]
        if all(is_other):
            raise ValueError(
                _("deed %(number)s here is “%(title)s” of %(organisation)s: neither title nor organisation is that of the row. Correct the number, or leave it empty")
                % words
            )  # fmt: skip
        sentences = (
            _("Deed %(number)s is called “%(title)s” until now: is the number right?"),
            _("Deed %(number)s is of %(organisation)s until now: is the number right?"),
        )
        return [sentence % words for sentence, is_said in zip(sentences, is_other, strict=True) if is_said]


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12))).astimezone(UTC)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 100_000_000):
        raise ValueError(_("“%(value)s” is no number of a deed") % {"value": text})
    return int(text)


def _day(text: str) -> date:
    try:
        return day_in(text)
    except ValueError:
        raise ValueError(_("“%(value)s” is no day") % {"value": text}) from None


def problems_of(matches: Mapping[str, int]) -> list[str]:
    """What is wrong with a choice of columns, in sentences."""
    found = [
        _("Choose the column that says: %(name)s.") % {"name": label_of(name)}
        for name in REQUIRED
        if name not in matches
    ]
    return [*found, *_doubled(matches.values())]


def _doubled(places: Iterable[int]) -> list[str]:
    chosen = list(places)
    return [] if len(chosen) == len(set(chosen)) else [_("A column says one thing: it is chosen twice.")]
