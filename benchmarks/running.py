"""Runs the cases: each round of a case in a fresh process, ours and yardsticks in turn, so that a busy machine
slows both alike."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks import npm
from benchmarks.catalogue import Case, Flow
from benchmarks.databases import Databases, last_line
from scripts.say import ROOT

Show = Callable[[str], None]


@dataclass
class Row:
    """What came of a case: the seconds of all its rounds, or a note why there are none."""

    flow: Flow
    case: Case
    seconds: list[float] = field(default_factory=list)
    queries: float | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    is_failure: bool = False


class Runner:
    """`together`: one process for all of a flow's cases that share a database, one round: a smoke test, no figures."""

    def __init__(self, databases: Databases, *, together: bool = False, show: Show = print) -> None:
        self.databases, self.together, self.show = databases, together, show

    def run(self, flows: Sequence[Flow]) -> list[Row]:
        rows = [Row(flow, case) for flow in flows for case in flow.cases]
        turns = list(self._turns(rows))
        for place, (number, batch) in enumerate(turns, 1):
            # Where one round came to nothing, another would too.
            if batch := [row for row in batch if not row.note]:
                self._measure(batch, number)
                for row in batch:
                    what = f"{row.flow.key:8} {row.case.group} · {row.case.name}"
                    self.show(f"[{place:3}/{len(turns)}] {what}: {_newest(row)}")
        return rows

    def _turns(self, rows: Sequence[Row]) -> Iterator[tuple[int, list[Row]]]:
        """Round by round within a flow, every second round backwards; the rows of a turn share a process."""
        for own in _grouped(rows, lambda row: row.flow.key):
            if self.together:
                yield from (
                    (1, batch) for batch in _grouped(own, lambda row: (row.case.deeds, row.case.writes))
                )
                continue
            for number in range(max(row.case.rounds for row in own)):
                for row in own if number % 2 == 0 else reversed(own):
                    if number < row.case.rounds:
                        yield number, [row]

    def _measure(self, batch: Sequence[Row], number: int) -> None:
        asked: list[Row] = []
        orders = []
        for row in batch:
            try:
                orders.append(self._order(row.case, number))
                asked.append(row)
            except npm.NpmMissing as error:
                row.note = str(error)
        answers, problem = self._ask(batch[0].case, orders)
        for row, answer in zip(asked, answers, strict=False):
            row.seconds += answer["seconds"]
            row.queries = answer["queries"] if answer["queries"] is not None else row.queries
            row.facts |= answer["facts"]
        for row in asked[len(answers) :]:
            row.note, row.is_failure = problem, not problem.startswith("ended")

    def _order(self, case: Case, number: int) -> dict[str, Any]:
        return {
            "target": f"benchmarks.flows.{case.target}",
            "needs_django": case.deeds is not None,
            "job": {
                "size": case.size,
                "repetitions": 2 if self.together else case.repetitions,
                "round": number,
                "folder": str(self.databases.files(case.deeds or 0)),
                "options": dict(case.options) | self._npm(case),
            },
        }

    def _ask(self, case: Case, orders: Sequence[dict[str, Any]]) -> tuple[list[Any], str]:
        """The answers in order, and what went wrong with the first that is missing."""
        if not orders:
            return [], ""
        argv = [sys.executable, "-m", "benchmarks.worker", json.dumps(orders)]
        env = self.databases.env(self._database(case))
        worker = subprocess.Popen(
            argv, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            out, errors = worker.communicate(timeout=case.cap_seconds)
            problem = f"failed: {last_line(errors)}"
        except subprocess.TimeoutExpired:
            problem = f"ended after {case.cap_seconds} s"
            worker.kill()
            out, _errors = worker.communicate()
        except BaseException:
            worker.kill()
            worker.wait()
            raise
        return [json.loads(text) for text in out.splitlines()], problem

    def _npm(self, case: Case) -> dict[str, str]:
        if case.target != "compiling:npm":
            return {}
        return {"modules": str(npm.install()), "node": npm.program("node")}

    def _database(self, case: Case) -> str:
        if case.deeds is None:
            return "none"
        filled = self.databases.with_deeds(case.deeds)
        return self.databases.copy_of(filled, "written") if case.writes else filled


def _grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> list[list[Row]]:
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return list(found.values())


def _newest(row: Row) -> str:
    if row.note:
        return row.note
    return f"{row.seconds[-1] * 1000:,.2f} ms" if row.seconds else f"{row.queries} queries"
