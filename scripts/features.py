"""docs/reference/features.md: what the product does, in which state, shown by which test.

`python -m scripts.features check` reads what the gates' tests did in this run and fails when a promise was skipped,
failed or not run at all.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass

from scripts import outcomes
from scripts.gates import catalogue
from scripts.say import ROOT, line

PAGE = ROOT / "docs" / "reference" / "features.md"
STATES = ("works", "partly", "planned")
TEST = re.compile(r"tests/[\w/.-]+\.py::[\w:]+")


@dataclass(frozen=True)
class Feature:
    name: str
    state: str
    tests: tuple[str, ...]


def read(text: str) -> list[Feature]:
    """Rows of every table whose columns are feature, state, test."""
    rows = [
        [cell.strip() for cell in row.strip().strip("|").split("|")]
        for row in text.splitlines()
        if row.startswith("|")
    ]
    body = [
        row for row in rows if len(row) == 3 and row[0].lower() != "feature" and not set(row[0]) <= set(":- ")
    ]
    return [Feature(name, state, tuple(TEST.findall(tests))) for name, state, tests in body]


def mistakes(features: list[Feature], existing: set[str]) -> list[str]:
    """What is wrong with the table itself, one sentence each. `existing` holds node ids without parameters."""
    problems = [
        f"{f.name}: the state is {f.state!r}, not one of {', '.join(STATES)}."
        for f in features
        if f.state not in STATES
    ]
    problems += [
        f"{f.name}: no test is named." for f in features if f.state in {"works", "partly"} and not f.tests
    ]
    problems += [
        f"{f.name}: there is no test {test}." for f in features for test in f.tests if test not in existing
    ]
    return problems


def without_parameters(test: str) -> str:
    return test.partition("[")[0]


def unproven(features: list[Feature], results: dict[str, str]) -> list[str]:
    """Promises whose test did not pass in this run. A test with parameters passes when each of them does."""
    by_test: dict[str, set[str]] = {}
    for test, outcome in results.items():
        by_test.setdefault(without_parameters(test), set()).add(outcome)
    problems = []
    for feature in features:
        for test in feature.tests:
            found = by_test.get(test, {"not run"})
            if found != {"passed"}:
                problems.append(f"{feature.name}: {test} {', '.join(sorted(found - {'passed'}))}.")
    return problems


def check() -> int:
    results: dict[str, str] = {}
    for path in sorted(catalogue.LOGS.glob("*.jsonl")):
        for test, outcome in outcomes.read(path).items():
            results[test] = max(results.get(test, outcome), outcome, key=outcomes.SEVERITY.__getitem__)
    features = read(PAGE.read_text(encoding="utf-8"))
    problems = unproven(features, results)
    if any(
        os.environ.get(name, "").lower() == "no" for name in ("BROWSER", "POSTGRES")
    ):  # the summary says so
        problems = [problem for problem in problems if not problem.endswith("not run.")]
    for problem in problems:
        line(problem)
    line(f"{len(features)} features, {len(problems)} without proof.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(check())
