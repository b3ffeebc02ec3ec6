"""The values of versions in words: names instead of codes, days as people write them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import formats, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from deeds.facts import participant_names
from deeds.models.shared import CostBand, HoursBand, Licence, Scale, Stage
from deeds.versioning.values import FIELDS, Field
from registers.models import ClientGroup, Goal, Municipality, Organisation, Sector, Theme

REGISTERS: Mapping[str, Any] = {
    "organisation": Organisation,
    "municipalities": Municipality,
    "sectors": Sector,
    "themes": Theme,
    "client_groups": ClientGroup,
    "goal_code": Goal,
}
CHOICES: Mapping[str, Mapping[Any, Any]] = {
    "stage": dict(Stage.choices),
    "scale": dict(Scale.choices),
    "cost_band": dict(CostBand.choices),
    "hours_band": dict(HoursBand.choices),
    "licence": dict(Licence.choices),
}


class Words:
    """Says values in one language. Asks each register once, for all the codes that the given values hold."""

    def __init__(self, language: str, sides: Iterable[Mapping[str, Any]]) -> None:
        self.language = language
        rows = list(sides)
        self._names = {code: self._register_names(code, rows) for code in REGISTERS}
        with translation.override(language):
            self._names["participants"] = participant_names()

    def label(self, field: Field) -> str:
        with translation.override(self.language):
            return str(capfirst(str(field.label)))

    def items(self, field: Field, value: Any) -> list[str]:
        """The parts of a value: one name per code, at most one for every other kind; none for an empty value."""
        if not value:
            return []
        with translation.override(self.language):
            return sorted(self._parts(field, value), key=str.casefold)

    def _parts(self, field: Field, value: Any) -> list[str]:
        names = self._names.get(field.code, {})
        if field.kind == "codes":
            return [names.get(code, str(code)) for code in value]
        return [self._one(field, value, names)]

    def _one(self, field: Field, value: Any, names: Mapping[str, str]) -> str:
        if field.kind == "choice":
            return str(CHOICES[field.code].get(value, value))
        if field.kind == "date":
            return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
        if field.kind == "number":
            return _("Deed %(number)s") % {"number": value}
        if field.kind in {"flag", "picture"}:
            return _("yes")
        return names.get(value, str(value))

    def _register_names(self, code: str, sides: list[Mapping[str, Any]]) -> dict[str, str]:
        wanted = {one for side in sides for one in _codes(side.get(code))}
        if not wanted:
            return {}
        rows = REGISTERS[code]._default_manager.filter(code__in=wanted)
        return {row.code: row.name_in(self.language) for row in rows}


def _codes(value: Any) -> list[str]:
    if not value:
        return []
    return list(value) if isinstance(value, list) else [value]


def field_labels(fields: Iterable[Field], language: str) -> list[str]:
    """Names of fields, in the order of the page."""
    wanted = {field.code for field in fields}
    with translation.override(language):
        return [str(capfirst(str(field.label))) for field in FIELDS if field.code in wanted]
