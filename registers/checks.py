"""Says when the registers are missing or older than the files that the project carries."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import DatabaseError, connections

from registers.loading import stale_data_sets
from registers.models import RegisterLoad


@checks.register(checks.Tags.database)
def check_registers_are_loaded(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Runs with `check --database default`; before the first migration there is nothing to say."""
    if "default" not in (databases or []) or not _has_table():
        return []
    stale = stale_data_sets()
    if not stale:
        return []
    names = ", ".join(data_set.key for data_set in stale)
    return [
        checks.Warning(
            f"These registers are missing or older than their files: {names}.",
            hint="Run `manage.py load_registers`.",
            id="tekotori_registers.W001",
        )
    ]


def _has_table() -> bool:
    try:
        return RegisterLoad._meta.db_table in connections["default"].introspection.table_names()
    except DatabaseError:
        return False
