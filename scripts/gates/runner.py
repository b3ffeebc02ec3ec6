"""Runs gates one after another, each with live progress, its output in var/gates/<gate>.log."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts import debian, outcomes
from scripts.gates import catalogue, report
from scripts.gates.catalogue import Gate
from scripts.say import FULL_DISK, SIGNS_OF_FULL_DISK, Stop, Ticker, run_logged, tail

LIMIT_SECONDS = 15 * 60.0
PERCENT = re.compile(r"\[ *(\d+)%\]")
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


def run_all(gates: Sequence[Gate]) -> list[Result]:
    shutil.rmtree(catalogue.LOGS, ignore_errors=True)
    catalogue.LOGS.mkdir(parents=True)
    report.plan(gates)
    return [run_one(gate) for gate in gates]


def run_one(gate: Gate) -> Result:
    if is_left_out(gate):
        result = Result(gate, "left out", note=f"{gate.switch}=no")
    else:
        result = prove(gate)
    report.result(result)
    return result


def is_left_out(gate: Gate) -> bool:
    return bool(gate.switch) and os.environ.get(gate.switch, "").lower() in {"no", "0", "false"}


def prove(gate: Gate) -> Result:
    started = time.monotonic()
    try:
        debian.install(gate.packages)
    except Stop as problem:
        without = f" (or leave it out: {gate.switch}=no make test)" if gate.switch else ""
        return Result(gate, "failed", time.monotonic() - started, f"{problem}{without}")
    log, ticker = gate.log, Ticker(gate.name)
    for step in gate.steps:
        env = catalogue.environment(gate)
        code = run_logged(
            step, log=log, tick=lambda: ticker.tick(percent(log)), env=env, limit_seconds=LIMIT_SECONDS
        )
        if code != 0:
            return Result(gate, "failed", ticker.elapsed, reason(gate, code))
    return Result(gate, "passed", ticker.elapsed, summary(gate))


def percent(log: Path) -> str:
    found = PERCENT.findall(tail(log, 3))
    return f"{found[-1]} %" if found else ""


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
