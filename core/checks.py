"""A check with `--database`: the head of each ledger chain is its last entry. `verify_ledger` reads the whole."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.models import OuterRef, Subquery

from core.models import LedgerEntry, LedgerHead


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
