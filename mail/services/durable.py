"""Commits that survive a loss of power, for as long as mail is being sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def durable_commits() -> Iterator[None]:
    """On SQLite in WAL mode a site runs with synchronous=NORMAL: quick, and safe when a process dies, but the last
    commits can be lost with the power. A lost mark would send a mail twice, so a run waits for the disk."""
    if (
        connection.vendor != "sqlite" or connection.in_atomic_block
    ):  # SQLite cannot switch inside a transaction
        yield
        return
    before = _switch("PRAGMA synchronous")
    _switch("PRAGMA synchronous=FULL")
    try:
        yield
    finally:
        _switch(f"PRAGMA synchronous={before}")


def _switch(statement: str) -> int:
    with connection.cursor() as cursor:
        row = cursor.execute(statement).fetchone()
        return int(row[0]) if row else 0
