"""What a database keeps on disk of rows that are gone."""

from django.db import connection

WAIT_MILLISECONDS = 2000


def clear_log() -> None:
    """Empty SQLite's write-ahead log, which holds older rows until it is written over; elsewhere nothing.

    To be called after a commit. Whoever reads just then (a long export) keeps the log in use: after two seconds it
    stays as it is, and what is written next goes over it.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        before = int(cursor.execute("PRAGMA busy_timeout").fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout={WAIT_MILLISECONDS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={before}")
