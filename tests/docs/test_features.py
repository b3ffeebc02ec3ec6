import subprocess
import sys

import pytest

from scripts import features
from scripts.say import ROOT

TABLE = """
| feature | state | test |
| --- | --- | --- |
| A deed has a page | works | `tests/deeds/test_page.py::test_page_shows_goal` |
| Two at once | partly | `tests/a/test_b.py::test_c` `tests/a/test_b.py::test_d` |
| Events | planned | |
"""


def collected(paths: list[str]) -> set[str]:
    """Node ids that pytest finds in these files, without parameters."""
    argv = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "", "-p", "no:randomly", *paths]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    return {features.without_parameters(line) for line in done.stdout.splitlines() if "::" in line}


@pytest.mark.slow
def test_every_feature_names_tests_that_exist():
    rows = features.read(features.PAGE.read_text(encoding="utf-8"))
    paths = sorted({test.partition("::")[0] for row in rows for test in row.tests})

    assert rows
    assert features.mistakes(rows, collected([path for path in paths if (ROOT / path).exists()])) == []


def test_rows_are_read_from_the_table():
    assert features.read(TABLE) == [
        features.Feature("A deed has a page", "works", ("tests/deeds/test_page.py::test_page_shows_goal",)),
        features.Feature("Two at once", "partly", ("tests/a/test_b.py::test_c", "tests/a/test_b.py::test_d")),
        features.Feature("Events", "planned", ()),
    ]


def test_a_missing_test_an_unknown_state_and_an_unproven_promise_are_mistakes():
    rows = [
        features.Feature("One", "works", ()),
        features.Feature("Two", "nearly", ("tests/a.py::test_a",)),
        features.Feature("Three", "partly", ("tests/a.py::test_gone",)),
    ]

    assert features.mistakes(rows, {"tests/a.py::test_a"}) == [
        "Two: the state is 'nearly', not one of works, partly, planned.",
        "One: no test is named.",
        "Three: there is no test tests/a.py::test_gone.",
    ]


def test_a_skipped_a_failed_and_an_unrun_test_prove_nothing():
    rows = [
        features.Feature(name, "works", (f"tests/a.py::test_{name}",))
        for name in ("one", "two", "three", "four")
    ]
    results = {
        "tests/a.py::test_one": "passed",
        "tests/a.py::test_two[fi]": "passed",
        "tests/a.py::test_two[sv]": "failed",
        "tests/a.py::test_three": "skipped",
    }

    assert features.unproven(rows, results) == [
        "two: tests/a.py::test_two failed.",
        "three: tests/a.py::test_three skipped.",
        "four: tests/a.py::test_four not run.",
    ]
