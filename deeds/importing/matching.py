"""A row of somebody's table as a record: which column says what is chosen by hand, a guess comes first."""

import copy
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.contrib.redirects.models import Redirect

from deeds.models import Deed, DeedPage
from deeds.models.words import LANGUAGES
from deeds.opendata.names import REGISTERS
from deeds.opendata.records import CODE_LISTS, TEXTS, Record, record_of, utc
from deeds.versioning.values import FIELD
from registers.models import Organisation
from registers.names import called, folded

REQUIRED = ("title", "goal", "result", "organisation")
DATES = ("start_date", "end_date")
OWN_LABELS: Mapping[str, Promise] = {
    "number": gettext_lazy("number of the deed"),
    "published_at": gettext_lazy("day of publishing"),
    "old_address": gettext_lazy("old address"),
}
# What a column may say, in the order of the form.
TARGETS = (
    *REQUIRED,
    *(name for name in FIELD if name in {*TEXTS, *CODE_LISTS, *DATES} - {*REQUIRED, "image_alt"}),
    *OWN_LABELS,
)
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

    def __init__(self, matches: Mapping[str, int], language: str, now: datetime) -> None:
        self.matches, self.language, self.now = matches, language, now
        self.organisations = list(Organisation.objects.all())
        self.registers = {name: list(REGISTERS[name]._default_manager.all()) for name in CODE_LISTS}

    def record(self, cells: Sequence[str]) -> Record:
        """The whole deed: what the row says, over what the deed says here already. Raises ValueError with a sentence."""
        said = {
            target: cells[place].strip()
            for target, place in self.matches.items()
            if place < len(cells) and cells[place].strip()
        }
        values = {target: self._value(target, text) for target, text in said.items()}
        deed = self._known(values)
        record = self._begun(deed)
        page = record["pages"][self.language]
        for target, value in values.items():
            if target in TEXTS:
                page[target] = value
            elif target in record:
                record[target] = value
        if lacking := [name for name in REQUIRED if not (page.get(name) or record.get(name))]:
            raise ValueError(_("“%(name)s” is missing") % {"name": label_of(lacking[0])})
        if deed is None:
            page["published_at"] = record["changed_at"] = record["published_at"]
        return record

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

    def old_address(self, cells: Sequence[str]) -> str:
        place = self.matches.get("old_address")
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def _value(self, target: str, text: str) -> Any:
        readers: Mapping[str, Callable[[str], Any]] = {
            "organisation": self._organisation,
            "number": _number,
            "published_at": self._published_at,
            **dict.fromkeys(DATES, lambda text: _day(text).isoformat()),
            **{name: partial(self._codes, name) for name in CODE_LISTS},
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
        codes = []
        for part in filter(None, (part.strip() for part in re.split(r"[;,\n]", text))):
            found = called(self.registers[name], part)
            if len(found) != 1:
                raise ValueError(
                    _("“%(value)s” is not among: %(register)s") % {"value": part, "register": label_of(name)}
                )
            codes.append(found[0].code)
        return sorted(set(codes))

    def _published_at(self, text: str) -> str:
        moment = timezone.make_aware(datetime.combine(_day(text), time(12))).astimezone(UTC)
        if moment > self.now:
            raise ValueError(_("“%(value)s” has not come yet") % {"value": text})
        return str(utc(moment))

    def _known(self, values: Record) -> Deed | None:
        """The deed that the row tells of: by its number, its old address, or its title and organisation."""
        if number := values.get("number"):
            found = Deed.objects.filter(number=number).first()
            if found is None:
                raise ValueError(_("there is no deed %(number)s here") % {"number": number})
            return found
        path = old_path(values.get("old_address", ""))
        redirect = (
            Redirect.objects.filter(old_path=path, redirect_page__isnull=False).first() if path else None
        )
        pages = DeedPage.objects.filter(alias_of__isnull=True)
        if redirect is not None:
            page = pages.filter(pk=redirect.redirect_page_id).first()
        else:
            page = pages.filter(
                title=values.get("title", ""), organisation__code=values.get("organisation", ""), live=True
            ).first()
        return Deed.objects.filter(translation_key=page.translation_key).first() if page else None


def old_path(address: str) -> str:
    """As Wagtail's redirects keep it; "" for none and for the front page."""
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    path = str(Redirect.normalise_path(f"/{parts.path.lstrip('/')}{query}")) if address else ""
    return "" if path == "/" else path


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 100_000_000):
        raise ValueError(_("“%(value)s” is no number of a deed") % {"value": text})
    return int(text)


def _day(text: str) -> date:
    """2026-03-02, with or without a time, or 2.3.2026."""
    finnish = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    try:
        return (
            date(int(finnish[3]), int(finnish[2]), int(finnish[1]))
            if finnish
            else date.fromisoformat(text[:10])
        )
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
