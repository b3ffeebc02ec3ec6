"""Runs gates, two at a time, with live progress; the output of each in var/gates/<gate>.log."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from scripts import debian, outcomes
from scripts.gates import catalogue, report
from scripts.gates.catalogue import Gate
from scripts.say import FULL_DISK, SIGNS_OF_FULL_DISK, Stop, Ticker, run_in_turns, tail

LIMIT_SECONDS = 30 * 60.0  # busy cores take three times as long as quiet ones
# Browser tests wait more than they compute; what runs beside them takes the time that they leave.
LANES = 2
TURN_SECONDS = 0.1
PYTEST_SUMMARY = re.compile(r"^=*\s*(\d+ \w+(?:, \d+ \w+)* in [\d.]+s.*?)\s*=*$", re.M)


@dataclass(frozen=True)
class Result:
    gate: Gate
    state: str  # passed | failed | left out
    seconds: float = 0.0
    note: str = ""

    @property
    def is_failure(self) -> bool:
        return self.state == "failed"


Run = Generator[None, None, Result]


def run_all(gates: Sequence[Gate]) -> list[Result]:
    """The results in the gates' order. A gate that looks at the others' outcomes waits until all of them have ended."""
    shutil.rmtree(catalogue.LOGS, ignore_errors=True)
    catalogue.LOGS.mkdir(parents=True)
    report.plan(gates)
    results: dict[str, Result] = {}
    waiting, running = list(gates), dict[str, Run]()
    ticker = Ticker("Gates")
    try:
        while waiting or running:
            while waiting and len(running) < LANES and not (waiting[0].is_about_the_others and running):
                gate = waiting.pop(0)
                running[gate.name] = run_one(gate)
            for name, run in list(running.items()):
                try:
                    next(run)
                except StopIteration as end:
                    results[name] = end.value
                    del running[name]
                    ticker.clear()
                    report.result(end.value)
            ticker.tick(report.progress(gates, results, running))
    finally:
        for run in running.values():
            run.close()
    return [results[gate.name] for gate in gates]


def run_one(gate: Gate) -> Run:
    if is_left_out(gate):
        return Result(gate, "left out", note=f"{gate.switch}=no")
    return (yield from prove(gate))


def is_left_out(gate: Gate) -> bool:
    return bool(gate.switch) and os.environ.get(gate.switch, "").lower() in {"no", "0", "false"}


def prove(gate: Gate) -> Run:
    started = time.monotonic()

    def ended(state: str, note: str) -> Result:
        return Result(gate, state, time.monotonic() - started, note)

    try:
        debian.install(gate.packages)
    except Stop as problem:
        without = f" (or leave it out: {gate.switch}=no make test)" if gate.switch else ""
        return ended("failed", f"{problem}{without}")
    for step in gate.steps:
        env = catalogue.environment(gate)
        code = yield from run_in_turns(
            step, log=gate.log, env=env, limit_seconds=LIMIT_SECONDS, turn_seconds=TURN_SECONDS
        )
        if code != 0:
            return ended("failed", reason(gate, code))
    return ended("passed", summary(gate))


def summary(gate: Gate) -> str:
    """pytest's own closing line, or the last line that another tool wrote."""
    text = tail(gate.log, 60)
    if gate.runs_tests:
        found = PYTEST_SUMMARY.findall(text)
        return str(found[-1]) if found else ""
    lines = [
        row.strip() for row in text.splitlines() if row.strip() and not row.startswith("[*]")
    ]  # ruff's hint
    return lines[-1][:80] if lines else ""


def reason(gate: Gate, code: int) -> str:
    if code == 124:
        return f"stopped after {LIMIT_SECONDS / 60:.0f} minutes"
    if SIGNS_OF_FULL_DISK.search(tail(gate.log, 200)):
        return FULL_DISK
    return summary(gate) or f"exit code {code}"


def totals(gates: Sequence[Gate]) -> dict[str, int]:
    """How many tests passed, failed and were skipped, over all gates that ran tests."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for gate in gates:
        for outcome in outcomes.read(catalogue.LOGS / f"{gate.name}.jsonl").values():
            counts[outcome] += 1
    return counts
