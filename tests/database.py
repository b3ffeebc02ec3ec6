"""Keeps the migrated SQLite test database, so that a test run starts in a few seconds instead of thirty.

The copy lies in var/test-database/ under a hash of everything that makes it: our migrations, the settings, the locked
libraries. `migrate` still runs on it and finds nothing to do. PostgreSQL is migrated afresh each time.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
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


def save(path: Path) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}")
    copy = sqlite3.connect(aside)
    connection.ensure_connection()
    connection.connection.backup(copy)
    copy.close()
    aside.rename(path)
    for old in sorted(FOLDER.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """Let Django find the test database filled already, where a copy fits."""
    path = cached_database()
    if connection.vendor != "sqlite" or not path.exists():
        yield
        return
    creation = connection.creation
    plain_create = creation._create_test_db

    def create_filled(*arguments: object, **options: object) -> str:
        name = plain_create(*arguments, **options)
        shutil.copyfile(path, name)
        return name

    creation._create_test_db = create_filled
    yield
    creation._create_test_db = plain_create


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    path = cached_database()
    if connection.vendor == "sqlite" and not path.exists():
        with django_db_blocker.unblock():
            save(path)
