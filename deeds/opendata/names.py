"""What the codes of the open data mean: names in three languages, asked for once."""

from collections.abc import Iterator, Mapping
from typing import Any

from deeds.models.words import LANGUAGES
from deeds.opendata.records import CODE_LISTS
from registers.models import ClientGroup, Goal, Municipality, Organisation, Sector, Theme

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
        """Each register as a list of codes with their names."""
        lists = {
            key: [{"code": code, **row} for code, row in rows.items()] for key, rows in self._names.items()
        }
        return {"organisations": list(self._organisations.values()), **lists}


def _names_of(model: Any) -> dict[str, dict[str, str]]:
    rows = model._default_manager.order_by("code")
    return {row.code: _in_three(row) for row in rows}


def _in_three(row: Any) -> dict[str, str]:
    return {f"name_{language}": row.name_in(language) for language in LANGUAGES}


def organisations() -> Iterator[dict[str, Any]]:
    """Those that published or adopted a deed that readers see; of a merged one also which carries it on."""
    shown = Organisation.objects.filter(deeds__state="live") | Organisation.objects.filter(
        adoptions__state="accepted", adoptions__deed__state="live"
    )
    successors = Organisation.objects.filter(pk__in=shown.values("merged_into"))
    rows = Organisation.objects.filter(pk__in=shown.order_by().values("pk")) | successors
    for row in rows.select_related("merged_into").order_by("code").distinct():
        yield {
            "code": row.code,
            "business_id": row.business_id,
            **_in_three(row),
            "merged_into": row.merged_into.code if row.merged_into else None,
        }
