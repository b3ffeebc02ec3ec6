"""Which addresses a file has named already, on disk, so that a long file needs no more memory than a short one."""

import hashlib
import sqlite3
from contextlib import closing
from types import TracebackType
from typing import Self


class Seen:
    """A nameless database of hashes that is gone with the process."""

    def __init__(self) -> None:
        self.database = sqlite3.connect("", isolation_level=None)
        self.database.execute("PRAGMA synchronous=OFF")
        self.database.execute("PRAGMA cache_size=-2000")
        self.database.execute("CREATE TABLE seen (hash BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID")
        self.database.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.database.close()

    def first(self, address: str, number: int) -> int:
        """The number of the row that named the address first: this one, or one before it."""
        digest = hashlib.blake2b(address.encode(), digest_size=16).digest()
        with closing(self.database.cursor()) as cursor:
            cursor.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (digest, number))
            return int(cursor.execute("SELECT number FROM seen WHERE hash = ?", (digest,)).fetchone()[0])
