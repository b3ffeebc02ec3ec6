"""What the person at the terminal reads: the plan, each result, the table at the end."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from scripts import debian
from scripts.gates.catalogue import Gate
from scripts.say import ROOT, clock, line, tail

if TYPE_CHECKING:
    from scripts.gates.runner import Result

TAIL_LINES = 45
PERCENT = re.compile(r"\[ *(\d+)%\]")


def plan(gates: Sequence[Gate]) -> None:
    line(f"Plan: {len(gates)} gates. The output of each stays in var/gates/<gate>.log.")
    for gate in gates:
        line(f"  {gate.name:<15} {gate.proves}{needs(gate)}")
    line()


def needs(gate: Gate) -> str:
    if not gate.packages:
        return ""
    absent = debian.missing(gate.packages)
    names = ", ".join(package.name for package in gate.packages)
    return f" (needs {names}{'; to be installed: ' + ', '.join(absent) if absent else ''})"


def progress(gates: Sequence[Gate], done: Collection[str], running: Collection[str]) -> str:
    """What runs, and how far pytest says it is."""
    lanes = ", ".join(f"{gate.name}{percent(gate)}" for gate in gates if gate.name in running)
    return f"({len(done)} of {len(gates)} done) {lanes}"


def percent(gate: Gate) -> str:
    found = PERCENT.findall(tail(gate.log, 3))
    return f" {found[-1]} %" if found else ""


def result(result: Result) -> None:
    line(f"{result.gate.name:<15} {result.state:<8} {clock(result.seconds):>6}  {result.note}".rstrip())
    log = result.gate.log
    if result.is_failure and log.exists():
        line(f"--- the last lines of {log.relative_to(ROOT)}")
        line(tail(log, TAIL_LINES))
        line("---")


def summary(results: Sequence[Result], counts: Mapping[str, int], seconds: float) -> None:
    line()
    line(f"{'gate':<15} {'result':<8} {'time':>6}")
    for one in results:
        line(f"{one.gate.name:<15} {one.state:<8} {clock(one.seconds):>6}  {one.note}".rstrip())
    line(f"{'together':<15} {'':<8} {clock(seconds):>6}")
    left_out = [one for one in results if one.state == "left out"]
    failed = [one.gate.name for one in results if one.is_failure]
    if left_out:
        line("Left out: " + ", ".join(f"{one.gate.name} ({one.note})" for one in left_out))
    line(f"Failed: {', '.join(failed)}" if failed else "Every gate that ran has passed.")
    if any(one.gate.runs_tests for one in results):
        skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
        line(f"{counts['passed']} passed, {counts['failed']} failed{skipped}")
