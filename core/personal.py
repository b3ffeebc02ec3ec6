"""What of a person each table holds, and until when. A field that nobody has thought about fails a system check.

Every app lists the fields of its models that could hold something of a person, whether they do or not; see
docs/reference/personal-data.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from core.registry import Registry

OURS = "tekotori_"  # how the labels of our apps begin
# Numbers, times and yes or no name nobody. Everything else is asked about, also kinds of fields that are yet to come.
NAMELESS = (
    models.BooleanField,
    models.IntegerField,
    models.FloatField,
    models.DecimalField,
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.UUIDField,
)


@dataclass(frozen=True)
class Ends:
    """A clock: a sweep takes it away so long after something."""

    after: timedelta
    since: str  # "the decision"
    sweep: str  # its key in core.tasks.sweeps

    def __str__(self) -> str:
        return f"{self.after.days} days after {self.since} (`{self.sweep}`)"


@dataclass(frozen=True)
class Stays:
    """No clock: it stays as long as something is so, or until the person asks to be erased."""

    as_long_as: str

    def __str__(self) -> str:
        return f"as long as {self.as_long_as}"


Rules = tuple[Ends | Stays, ...]


@dataclass(frozen=True, eq=False)
class Table:
    """What one model holds of people. Names of fields stand in one text, with spaces between them."""

    key: str  # the model's label: "tekotori_deeds.DeedThread"
    holding: str = (
        ""  # the key in contacts.holdings by which a person sees and erases it; "" for what staff wrote
    )
    personal: Mapping[str, Rules] = field(default_factory=dict)
    others: str = ""  # could hold something personal by its kind, and does not
    is_person: bool = False  # a row is somebody, so whatever points at it is personal

    def rules(self) -> dict[str, Rules]:
        return {name: rules for names, rules in self.personal.items() for name in names.split()}

    @property
    def named(self) -> set[str]:
        return {*self.rules(), *self.others.split()}


personal_tables: Registry[Table] = Registry("personal_tables")


# Who on the staff did something: deleting the account empties it.
ACCOUNT: Rules = (Stays("the account exists"),)


def register(*tables: Table) -> None:
    for table in tables:
        personal_tables.register(table)


def our_models() -> list[type[models.Model]]:
    found = (model for model in apps.get_models() if model._meta.app_label.startswith(OURS))
    return sorted((model for model in found if not model._meta.proxy), key=lambda model: model._meta.label)


def asked_about(model: type[models.Model]) -> set[str]:
    """The model's own fields that could hold something of a person."""
    meta = model._meta
    return {field.name for field in (*meta.local_fields, *meta.local_many_to_many) if _could(field)}


def _could(field: Any) -> bool:
    if field.is_relation:
        return _is_person(field.related_model)
    # One of a few known words names nobody.
    return not (isinstance(field, NAMELESS) or field.choices)


def _is_person(model: type[models.Model]) -> bool:
    table = personal_tables.get(model._meta.label)
    return model is get_user_model() or (table is not None and table.is_person)


def rows() -> Iterator[str]:
    """The rows of the table in docs/reference/personal-data.md: model, fields, until when, what shows and erases them."""
    for table in personal_tables:
        for names, rules in table.personal.items():
            fields = ", ".join(f"`{name}`" for name in names.split())
            kept = "; ".join(map(str, rules))
            holding = f"`{table.holding}`" if table.holding else "written by staff"
            yield f"| `{table.key.removeprefix(OURS)}` | {fields} | {kept} | {holding} |"


OWN_TABLES = (
    Table("tekotori_core.LedgerEntry", others="chain kind subject facts_json commitment previous seal"),
    Table("tekotori_core.LedgerHead", others="chain seal"),
    Table(
        "tekotori_core.LedgerSalt",
        holding="contact",
        personal={
            "salt": (Stays("what was agreed to or decided may have to be proved; erasing deletes it"),)
        },
        others="seal",
    ),
)
