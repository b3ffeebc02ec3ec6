"""Whether each part of a record is what it should be. Parts that nobody knows are left out, so that they never differ."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from deeds.opendata.columns import LEAD, LIVE, PAGE, TOMBSTONE
from deeds.opendata.records import CODE_LISTS, TEXTS, Record

MOST = 2_000_000_000  # what an integer of the database holds
YEARS = range(1900, 2200)  # outside of them a moment can't be shown in every time zone
NEEDED = ("title", "goal", "result")
MAY_LACK = {"address", "adopters", "stayed"}


def checked(record: Any) -> Record:
    """The known parts of a record. Raises ValueError with everything that is missing or wrong, in one sentence."""
    if not isinstance(record, dict):
        raise ValueError(_("it is no deed"))
    if record.get("state") not in ("published", "retired"):
        raise ValueError(_("“state” is neither published nor retired"))
    names = TOMBSTONE if record["state"] == "retired" else (*LIVE, "image", "pages", "leads")
    faults: list[str] = []
    found = _parts(record, names, faults)
    if record["state"] == "published" and not faults:
        _check_inner(found, faults)
    if faults:
        raise ValueError("; ".join(faults))
    return found


def _check_inner(record: Record, faults: list[str]) -> None:
    for name, inner in (("pages", PAGE), ("leads", LEAD)):
        may_lack = set(TEXTS) - set(NEEDED) if name == "pages" else set()  # a file that is older than a field
        for language, part in record[name].items():
            whole = dict.fromkeys(sorted(may_lack), "") | part if isinstance(part, dict) else part
            record[name][language] = _parts(whole, inner, faults, f"{language}.")
    for name, inner in (
        ("authors", ("name", "role")),
        ("adoptions", ("organisation", "kind", "resulting_deed", "stayed")),
    ):
        record[name] = [_parts(part, inner, faults, f"{name}.") for part in record[name]]
    for adoption in record["adoptions"]:
        if adoption.get("stayed"):
            adoption["stayed"] = _parts(adoption["stayed"], ("stage", "kept"), faults, "adoptions.stayed.")
    if record["image"] is not None:
        record["image"] = _parts(record["image"], ("address", "credit"), faults, "image.")
    if record["language"] not in record["pages"]:
        faults.append(_("the page in the language of the original is missing"))


def _parts(value: Any, names: Collection[str], faults: list[str], where: str = "") -> Record:
    if not isinstance(value, dict):
        faults.append(_wrong(where.rstrip(".")))
        return {}
    for name in names:
        if name not in value and name not in MAY_LACK:
            faults.append(_("“%(name)s” is missing") % {"name": where + name})
        elif name in value and not KINDS.get(name, _is_text)(value[name]):
            faults.append(_wrong(where + name))
    return {name: part for name, part in value.items() if name in names}


def _wrong(name: str) -> str:
    return _("“%(name)s” is of another kind than it should be") % {"name": name}


def _is_text(value: Any) -> bool:
    """That a database can keep: neither NUL nor half of a surrogate pair."""
    return isinstance(value, str) and not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(part) for part in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < MOST


def _is_moment(value: Any) -> bool:
    found = parse_datetime(value) if _is_text(value) else None
    return found is not None and found.tzinfo is not None and found.year in YEARS


def _is_day(value: Any) -> bool:
    return _is_text(value) and date.fromisoformat(value).year in YEARS


def _readable(kind: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def holds(value: Any) -> bool:
        try:
            return kind(value)
        except ValueError:
            return False

    return holds


def _maybe(kind: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value in (None, "") or kind(value)


def _is_of(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kind)


KINDS: Mapping[str, Callable[[Any], bool]] = {
    "number": _is_number,
    **dict.fromkeys(("inspired_by", "replaced_by", "resulting_deed", "version"), _maybe(_is_number)),
    "adopters": lambda _value: True,  # counted here, not read
    **dict.fromkeys(("published_at", "changed_at", "retired_at"), _maybe(_readable(_is_moment))),
    **dict.fromkeys(("start_date", "end_date"), _maybe(_readable(_is_day))),
    **dict.fromkeys((*CODE_LISTS, "participants"), _is_texts),
    "whole_organisation": _is_of(bool),
    **dict.fromkeys(("pages", "leads"), _is_of(dict)),
    **dict.fromkeys(("authors", "adoptions"), _is_of(list)),
    **dict.fromkeys(("image", "stayed"), _maybe(_is_of(dict))),
}
