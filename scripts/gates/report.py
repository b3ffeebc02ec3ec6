"""What the person at the terminal reads: the plan, each result, the table at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scripts import debian
from scripts.gates.catalogue import Gate
from scripts.say import ROOT, clock, line, tail

if TYPE_CHECKING:
    from scripts.gates.runner import Result

TAIL_LINES = 45


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


def result(result: Result) -> None:
    line(f"{result.gate.name:<15} {result.state:<8} {clock(result.seconds):>6}  {result.note}".rstrip())
    log = result.gate.log
    if result.is_failure and log.exists():
        line(f"--- the last lines of {log.relative_to(ROOT)}")
        line(tail(log, TAIL_LINES))
        line("---")


def summary(results: Sequence[Result], counts: Mapping[str, int]) -> None:
    line()
    line(f"{'gate':<15} {'result':<8} {'time':>6}")
    for one in results:
        line(f"{one.gate.name:<15} {one.state:<8} {clock(one.seconds):>6}  {one.note}".rstrip())
    line(f"{'together':<15} {'':<8} {clock(sum(one.seconds for one in results)):>6}")
    left_out = [one for one in results if one.state == "left out"]
    failed = [one.gate.name for one in results if one.is_failure]
    if left_out:
        line("Left out: " + ", ".join(f"{one.gate.name} ({one.note})" for one in left_out))
    line(f"Failed: {', '.join(failed)}" if failed else "Every gate that ran has passed.")
    if any(one.gate.runs_tests for one in results):
        skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
        line(f"{counts['passed']} passed, {counts['failed']} failed{skipped}")
