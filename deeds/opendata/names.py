"""What the codes of the open data mean, asked for once: names in three languages, and which area places are in."""

from collections.abc import Iterator, Mapping
from typing import Any

from deeds.models.words import LANGUAGES
from deeds.opendata.records import CODE_LISTS
from registers.models import ClientGroup, County, Goal, Municipality, Organisation, Sector, Theme

REGISTERS: Mapping[str, Any] = {
    "sectors": Sector,
    "themes": Theme,
    "client_groups": ClientGroup,
    "municipalities": Municipality,
    "goals": Goal,
}


class Names:
    def __init__(self) -> None:
        self._names = {key: _names_of(model) for key, model in REGISTERS.items()}
        self._organisations = {row["code"]: row for row in organisations()}

    def cells(self, record: Mapping[str, Any]) -> dict[str, str]:
        """The columns beside the codes of a record."""
        own = self._organisations.get(record["organisation"], {})
        cells = {"organisation_business_id": own.get("business_id", "")}
        for language in LANGUAGES:
            cells[f"organisation_name_{language}"] = own.get(f"name_{language}", "")
            for key in CODE_LISTS:
                found = (self._names[key].get(code, {}) for code in record[key])
                cells[f"{key}_names_{language}"] = "; ".join(row.get(f"name_{language}", "") for row in found)
        return cells

    def as_json(self) -> dict[str, Any]:
        """Each register as a list of codes with their names; places with the codes of their areas."""
        lists = {
            key: [{"code": code, **row} for code, row in rows.items()] for key, rows in self._names.items()
        }
        areas = dict(Municipality.objects.values_list("code", "county__code"))
        lists["municipalities"] = [row | {"area": areas[row["code"]]} for row in lists["municipalities"]]
        return {"organisations": list(self._organisations.values()), **lists, "areas": _areas()}


def _areas() -> list[dict[str, str]]:
    """Under the names by which pages call them, "Pirkanmaa", with those of the counties beside."""
    return [
        {
            "code": row.code,
            **{f"name_{language}": row.short_in(language) for language in LANGUAGES},
            **{f"county_name_{language}": row.name_in(language) for language in LANGUAGES},
        }
        for row in County.objects.order_by("code")
    ]


def _names_of(model: Any) -> dict[str, dict[str, str]]:
    rows = model._default_manager.order_by("code")
    return {row.code: _in_three(row) for row in rows}


def _in_three(row: Any) -> dict[str, str]:
    return {f"name_{language}": row.name_in(language) for language in LANGUAGES}


def organisations() -> Iterator[dict[str, Any]]:
    """Those that published or adopted a deed that readers see, and where they are at home; of a merged one also which
    carries it on.
    """
    shown = Organisation.objects.filter(deeds__state="live") | Organisation.objects.filter(
        adoptions__state="accepted", adoptions__deed__state="live"
    )
    successors = Organisation.objects.filter(pk__in=shown.values("merged_into"))
    rows = Organisation.objects.filter(pk__in=shown.order_by().values("pk")) | successors
    for row in rows.select_related("merged_into", "municipality", "county").order_by("code").distinct():
        yield {
            "code": row.code,
            "business_id": row.business_id,
            **_in_three(row),
            "merged_into": row.merged_into.code if row.merged_into else None,
            "municipality": row.municipality.code if row.municipality else None,
            "area": row.county.code if row.county else None,
        }
