"""Reads the data files of this app into the registers: adds, updates and closes rows; never deletes one."""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models, transaction

from registers.errors import UnknownCode
from registers.models import (
    ClientGroup,
    County,
    Goal,
    Municipality,
    Region,
    Register,
    RegisterLoad,
    Sector,
    Theme,
)

DATA_DIR = Path(__file__).parent / "data"


@dataclass(frozen=True)
class DataSet:
    """One file of one register, and the day from which it holds."""

    model: type[Register]
    file: str
    valid_from: date

    @property
    def key(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def path(self) -> Path:
        return DATA_DIR / self.file

    def sha256(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def rows(self) -> Iterator[dict[str, str]]:
        with self.path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield {column: value.strip() for column, value in row.items()}


YEAR_2026 = date(2026, 1, 1)
# In the order of their references: municipalities point at counties and regions.
DATA_SETS = (
    DataSet(Region, "regions_2026.csv", YEAR_2026),
    DataSet(County, "counties_2026.csv", YEAR_2026),
    DataSet(Municipality, "municipalities_2026.csv", YEAR_2026),
    DataSet(Sector, "sectors.csv", YEAR_2026),
    DataSet(Theme, "themes.csv", YEAR_2026),
    DataSet(ClientGroup, "client_groups.csv", YEAR_2026),
    DataSet(Goal, "goals.csv", YEAR_2026),
)


@dataclass(frozen=True)
class LoadReport:
    """What loading one file did, in rows."""

    register: str
    created: int
    updated: int
    unchanged: int
    closed: int

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged


def _english_name(values: Mapping[str, Any]) -> str:
    """Municipalities have no English names: English texts use the name in the majority's language."""
    swedish = values.get("language_status") in {
        Municipality.LanguageStatus.SWEDISH,
        Municipality.LanguageStatus.BILINGUAL_SWEDISH,
    }
    return str(values["name_sv"] if swedish else values["name_fi"])


References = dict[str, dict[str, int]]  # column "county_code" -> code -> primary key


def _references(model: type[Register]) -> References:
    return {
        f"{field.name}_code": dict(field.related_model._default_manager.values_list("code", "pk"))
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.name != "merged_into"
    }


def _field_value(model: type[Register], column: str, text: str, references: References) -> tuple[str, Any]:
    """The field and value of one cell; a column "county_code" fills the reference `county`."""
    if column in references:
        if text not in references[column]:
            raise UnknownCode(register=column.removesuffix("_code"), code=text)
        return f"{column.removesuffix('_code')}_id", references[column][text]
    field: Any = model._meta.get_field(column)
    if isinstance(field, models.DecimalField):
        return column, Decimal(text).quantize(Decimal(1).scaleb(-int(field.decimal_places or 0)))
    return column, field.to_python(text)


def _row_values(model: type[Register], row: Mapping[str, str], references: References) -> dict[str, Any]:
    cells = ((column, text) for column, text in row.items() if column != "code")
    values = dict(_field_value(model, column, text, references) for column, text in cells)
    values.setdefault("name_en", _english_name(values))
    return values | {"valid_to": None}


def _apply(data_set: DataSet, row: Register | None, code: str, values: Mapping[str, Any]) -> str:
    """Write one row; says "created", "updated" or "unchanged"."""
    if row is None:
        data_set.model(code=code, valid_from=data_set.valid_from, **values).save()
        return "created"
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return "unchanged"
    for name in changed:
        setattr(row, name, values[name])
    row.save()
    return "updated"


def _close_missing(data_set: DataSet, codes: set[str]) -> int:
    """Rows that the file no longer has ended the day before it holds."""
    last_day = data_set.valid_from - timedelta(days=1)
    missing = data_set.model.objects.filter(valid_to__isnull=True).exclude(code__in=codes)
    return missing.update(valid_to=last_day)


@transaction.atomic
def load_data_set(data_set: DataSet, *, now: datetime) -> LoadReport:
    """Make one register equal to its file. Running it twice changes nothing the second time."""
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    references = _references(data_set.model)
    known = {row.code: row for row in data_set.model.objects.all()}
    codes = set()
    for line in data_set.rows():
        code = line["code"]
        codes.add(code)
        counts[_apply(data_set, known.get(code), code, _row_values(data_set.model, line, references))] += 1
    closed = _close_missing(data_set, codes)
    RegisterLoad.objects.update_or_create(
        register=data_set.key, defaults={"sha256": data_set.sha256(), "rows": len(codes), "loaded_at": now}
    )
    return LoadReport(register=data_set.key, closed=closed, **counts)


@transaction.atomic
def load_registers(*, now: datetime) -> list[LoadReport]:
    """Load every file, in the order of their references."""
    return [load_data_set(data_set, now=now) for data_set in DATA_SETS]


def stale_data_sets() -> list[DataSet]:
    """The data sets that were never loaded, or whose file has changed since."""
    loaded = dict(RegisterLoad.objects.values_list("register", "sha256"))
    return [data_set for data_set in DATA_SETS if loaded.get(data_set.key) != data_set.sha256()]
