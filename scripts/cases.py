"""pytest plugin: `--one-case` keeps one case of each parametrised test.

The gate on PostgreSQL uses it: the cases of one test put other values through the same statements, and all of them run
on SQLite. What is about the database itself is a test of its own.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("cases").addoption(
        "--one-case", action="store_true", help="Run one case of each parametrised test."
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--one-case"):
        return
    seen: set[str] = set()
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        name = item.nodeid.partition("[")[0]
        (left_out if name in seen else kept).append(item)
        seen.add(name)
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)
