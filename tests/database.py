"""Migrates the test database once and copies it afterwards, so that a test run starts in seconds instead of thirty.

SQLite: the copy lies in var/test-database/ under a hash of everything that makes it: our migrations, the settings, the
locked libraries. PostgreSQL: a template database on the same server, which lives as long as that server. `migrate`
still runs on each copy and finds nothing to do. Of several processes the first migrates and the others wait for it.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "test-database"
KEPT = 4


def cached_database() -> Path:
    made_from = [
        *sorted(ROOT.glob("*/migrations/*.py")),
        *sorted(ROOT.glob("cms/settings/*.py")),
        ROOT / "requirements-dev.lock",
    ]
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for path in made_from:
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return FOLDER / f"{digest.hexdigest()[:24]}.sqlite3"


@contextmanager
def alone() -> Iterator[None]:
    """One process at a time asks whether there is a copy, and makes it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def begin_migrated(database: Path) -> None:
    """Fill a new site's file with what is migrated, so that its `migrate` finds nothing to do."""
    with alone():
        if not cached_database().exists():
            _migrate(cached_database())
        database.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(cached_database(), database)


def _migrate(database: Path) -> None:
    aside = database.with_suffix(f".{os.getpid()}")
    own = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "DATABASE_URL": f"sqlite:///{aside}",
    }
    command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=own, check=True)
    aside.rename(database)


class SqliteCopy:
    """A file under var/, for all runs until something changes that it is made from."""

    def exists(self) -> bool:
        return cached_database().exists()

    @contextmanager
    def used(self) -> Iterator[None]:
        """Let Django find the test database filled already."""
        creation = connection.creation
        plain_create = creation._create_test_db

        def create_filled(*arguments: object, **options: object) -> str:
            name = plain_create(*arguments, **options)
            shutil.copyfile(cached_database(), name)
            return name

        creation._create_test_db = create_filled
        yield
        creation._create_test_db = plain_create

    def save(self) -> None:
        path = cached_database()
        aside = path.with_suffix(f".{os.getpid()}")
        copy = sqlite3.connect(aside)
        connection.ensure_connection()
        connection.connection.backup(copy)
        copy.close()
        aside.rename(path)
        for old in sorted(FOLDER.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)


class PostgresCopy:
    """A template on the same server. It goes with that server, which lives as long as a run of the gate."""

    name = f"tekotori_{cached_database().stem}"

    def exists(self) -> bool:
        with connection._nodb_cursor() as cursor:
            return bool(connection.creation._database_exists(cursor, self.name))

    @contextmanager
    def used(self) -> Iterator[None]:
        wanted = connection.settings_dict["TEST"]
        before, wanted["TEMPLATE"] = wanted.get("TEMPLATE"), self.name
        yield
        wanted["TEMPLATE"] = before

    def save(self) -> None:
        source = connection.settings_dict["NAME"]
        connection.close()  # a database that somebody uses is no template
        connection.close_pool()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{source}"')


@contextmanager
def kept_rows(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows for a fixture of a whole module: written once, seen by each test inside a savepoint of its own, never kept.

    What a test changes is undone in the database but not in Python objects: hand out fresh ones.
    """
    with blocker.unblock(), translation.override(settings.LANGUAGE_CODE), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def migrated_copy() -> Iterator[ExitStack]:
    """Holds back the other processes while there is no copy; closing it lets them go on."""
    waiting = ExitStack()
    waiting.enter_context(alone())
    yield waiting
    waiting.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, migrated_copy: ExitStack, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    copy = COPIES[connection.vendor]
    with django_db_blocker.unblock():
        is_there = copy.exists()
    if not is_there:
        yield
        return
    migrated_copy.close()
    with copy.used():
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, migrated_copy: ExitStack, django_db_blocker: DjangoDbBlocker
) -> None:
    copy = COPIES[connection.vendor]
    with django_db_blocker.unblock():
        if not copy.exists():
            copy.save()
    migrated_copy.close()


COPIES: dict[str, SqliteCopy | PostgresCopy] = {"sqlite": SqliteCopy(), "postgresql": PostgresCopy()}
