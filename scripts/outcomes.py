"""pytest plugin: writes each test's outcome as one JSON line, and leaves out tests that a file says are done.

`--outcomes FILE` appends while the tests run, so what is known survives an interruption. `--done FILE` names
such a file of an earlier run; its passed tests are deselected. The gates and `make test-long` use both.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

# What xdist adds to the name of a test that belongs to a group.
GROUP = re.compile(r"(?<=[\]\w])@[\w-]+$")
SEVERITY = {"passed": 0, "skipped": 1, "failed": 2}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("outcomes")
    group.addoption("--outcomes", metavar="FILE", help="Append each test's outcome to FILE as JSON lines.")
    group.addoption("--done", metavar="FILE", help="Leave out the tests that passed in FILE.")


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("--outcomes")
    if path and not hasattr(config, "workerinput"):  # under xdist only the controller writes
        config.pluginmanager.register(Recorder(Path(path)), "tekotori-recorder")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    path = config.getoption("--done")
    if not path:
        return
    passed = {test for test, outcome in read(Path(path)).items() if outcome == "passed"}
    left_out = [item for item in items if item.nodeid in passed]
    items[:] = [item for item in items if item.nodeid not in passed]
    config.hook.pytest_deselected(items=left_out)


def read(path: Path) -> dict[str, str]:
    """Node id → outcome of its last run."""
    if not path.exists():
        return {}
    rows = (json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row.endswith("}"))
    return {row["test"]: row["outcome"] for row in rows}


class Recorder:
    """Joins the three phases of a test into one outcome: the worst of them."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("a", encoding="utf-8")
        self.worst: dict[str, str] = {}
        self.seconds: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = GROUP.sub("", report.nodeid)
        before = self.worst.get(test, "passed")
        self.worst[test] = max(before, report.outcome, key=SEVERITY.__getitem__)
        self.seconds[test] = self.seconds.get(test, 0.0) + report.duration
        if report.when == "teardown":
            self.write(test)

    def write(self, test: str) -> None:
        row = {"test": test, "outcome": self.worst.pop(test), "seconds": round(self.seconds.pop(test), 3)}
        self.file.write(json.dumps(row) + "\n")
        self.file.flush()

    def pytest_unconfigure(self) -> None:
        self.file.close()
