"""pytest plugin: which of the tests the gates on PostgreSQL run, all of which run on SQLite.

`--one-case` keeps one case of each parametrised test: its cases put other values through the same statements. What is
about the database itself is a test of its own.

`--pages=no` leaves out what looks at pages through a client, `--pages=only` the rest. What services, queries and races do
is proved on both databases; of pages, every public route and every address of the admin (marker `every_database`).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

CLIENTS = {"client", "admin_client"}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("cases")
    group.addoption("--one-case", action="store_true", help="Run one case of each parametrised test.")
    group.addoption("--pages", choices=("no", "only"), help="Leave out tests of pages, or run only those.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--one-case"):
        names: set[str] = set()
        _keep(config, items, lambda item: is_first(item, names))
    wanted = config.getoption("--pages")
    if wanted:
        _keep(config, items, lambda item: is_of_pages(item) == (wanted == "only"))


def is_first(item: pytest.Item, names: set[str]) -> bool:
    name = item.nodeid.partition("[")[0]
    is_new = name not in names
    names.add(name)
    return is_new


def is_of_pages(item: pytest.Item) -> bool:
    """Whether a test looks through a client, neither about real transactions nor about every database."""
    database = item.get_closest_marker("django_db")
    is_about_transactions = database is not None and bool(database.kwargs.get("transaction"))
    looks = CLIENTS & set(getattr(item, "fixturenames", ()))
    return bool(looks) and not is_about_transactions and item.get_closest_marker("every_database") is None


def _keep(config: pytest.Config, items: list[pytest.Item], is_kept: Callable[[pytest.Item], bool]) -> None:
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        (kept if is_kept(item) else left_out).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)
