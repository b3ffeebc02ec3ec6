"""Every field that could hold something of a person is classified; with `--database`, the ledger's heads are its ends."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.models import OuterRef, Subquery

from core.models import LedgerEntry, LedgerHead
from core.personal import Ends, Table, asked_about, our_models, personal_tables
from core.proof import MOST_BITS, wanted_bits
from core.tasks import sweeps


@register(Tags.models)
def personal_fields_have_rules(**kwargs: Any) -> list[CheckMessage]:
    """Each field is called personal, with its rule, or not personal: a new one fails until somebody has decided."""
    tables = {table.key: table for table in personal_tables}
    asked = {model._meta.label: asked_about(model) for model in our_models()}
    return [*_unnamed(tables, asked), *_unknown(tables, asked), *_without_end(tables)]


def _unnamed(tables: dict[str, Table], asked: dict[str, set[str]]) -> Iterator[CheckMessage]:
    for label, names in asked.items():
        named = tables[label].named if label in tables else set()
        for name in sorted(names - named):
            yield Error(
                f"{label}.{name} could hold something of a person, and nobody has said whether it does.",
                hint="Name it in the app's personal.py: with until when it is kept, or among the others.",
                id="tekotori_core.E002",
            )


def _unknown(tables: dict[str, Table], asked: dict[str, set[str]]) -> Iterator[CheckMessage]:
    for table in tables.values():
        for name in sorted(table.named - asked.get(table.key, set())):
            yield Error(
                f"{table.key} has no field {name} that could hold something of a person.",
                hint="Take it out of the app's personal.py.",
                id="tekotori_core.E003",
            )


def _without_end(tables: dict[str, Table]) -> Iterator[CheckMessage]:
    for table in tables.values():
        for name, rules in table.rules().items():
            lost = [rule for rule in rules if isinstance(rule, Ends) and sweeps.get(rule.sweep) is None]
            if lost or not rules:
                yield Error(
                    f"{table.key}.{name} is personal, and nothing ends it.",
                    hint="Give it a rule, with a sweep that is registered in core.tasks.sweeps.",
                    id="tekotori_core.E004",
                )


@register(Tags.security)
def check_proof_bits(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A proof of work that takes a phone minutes would never be ready."""
    bits = wanted_bits()
    if 0 <= bits <= MOST_BITS:
        return []
    return [
        Error(
            f"PUBLIC_FORM_PROOF_BITS is {bits}; it must be from 0, which turns the proof off, to {MOST_BITS}.",
            hint="13 takes a computer well under a second; each bit more takes twice the time.",
            id="tekotori_core.E005",
        )
    ]


@register(Tags.database)
def ledger_heads_are_last(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    return [_broken(head) for alias in databases or () if _has_ledger(alias) for head in _heads_astray(alias)]


def _has_ledger(alias: str) -> bool:
    # `migrate` runs this check before the first migration has made the tables.
    return LedgerEntry._meta.db_table in connections[alias].introspection.table_names()


def _heads_astray(alias: str) -> list[LedgerHead]:
    last = (
        LedgerEntry.objects.using(alias)
        .filter(chain=OuterRef("chain"))
        .order_by("-number")
        .values("seal")[:1]
    )
    heads = LedgerHead.objects.using(alias).annotate(last_seal=Subquery(last))
    return [head for head in heads if head.seal != (head.last_seal or "")]


def _broken(head: LedgerHead) -> CheckMessage:
    return Error(
        f"The ledger chain {head.chain!r} does not end at its head, entry {head.number}.",
        hint="Run `manage.py verify_ledger` to see which entries are altered or missing.",
        id="tekotori_core.E001",
    )
