"""The rows of a run as a table for the terminal, as Markdown for the documentation and as JSON."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from statistics import median
from typing import Any

from benchmarks import npm
from benchmarks.running import Row
from scripts.say import ROOT

PACKAGES = ("django", "wagtail", "django-ninja", "mjml-python", "css-inline", "feedgen", "lxml", "aiosmtpd")
HEADS = ("workload", "case", "median", "min–max", "queries", "beside ours", "more")


def versions(database: str) -> dict[str, str]:
    found = {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}
    return found | {"database": database} | npm.versions()


def machine() -> str:
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores" if cores != 1 else "1 core"


def sqlite_version() -> str:
    return f"SQLite {sqlite3.sqlite_version}"


def commit() -> str:
    argv = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def beside_ours(row: Row, rows: Sequence[Row]) -> float | None:
    """How many times as long a yardstick takes as ours; below 1 we lose."""
    if not row.case.is_yardstick or not row.seconds:
        return None
    ours = next((other for other in rows if _is_ours(other) and other.case.group == row.case.group), None)
    return median(row.seconds) / median(ours.seconds) if ours and ours.seconds else None


def _is_ours(row: Row) -> bool:
    return not row.case.is_yardstick and not row.case.is_part


def cells(row: Row, rows: Sequence[Row]) -> tuple[str, ...]:
    """One line of the table, in the order of HEADS."""
    ratio = beside_ours(row, rows)
    return (
        row.case.group,
        row.case.name,
        shown(median(row.seconds), row) if row.seconds else "–",
        spread(row) if row.seconds else "–",
        "" if row.queries is None else f"{row.queries:g}",
        "" if ratio is None else f"{ratio:.2f} ×",
        row.note or ", ".join(f"{value:g} {name}" for name, value in row.facts.items() if value),
    )


def shown(seconds: float, row: Row) -> str:
    return f"{_number(seconds, row)} {'/s' if row.case.per_second else 'ms'}"


def spread(row: Row) -> str:
    """Lowest and highest; of rates, the lowest comes from the longest time."""
    ends = (min(row.seconds), max(row.seconds))
    return "–".join(_number(seconds, row) for seconds in (ends[::-1] if row.case.per_second else ends))


def _number(seconds: float, row: Row) -> str:
    value = 1 / seconds if row.case.per_second else seconds * 1000
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(rows: Sequence[Row]) -> list[str]:
    lines = [HEADS, *(cells(row, rows) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADS))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def markdown(rows: Sequence[Row], about: dict[str, Any]) -> str:
    listed = ", ".join(
        f"{name} {number}" if name != "database" else number for name, number in about["versions"].items()
    )
    measured = f"Measured on {about['date']}, at commit {about['commit']}, on {about['machine']},"
    took = f"in {about['minutes']} minutes ({about['processor_minutes']} of processor time)"
    load = f"Load of the machine: {about['load_before']} before, {about['load_after']} after."
    out = [f"{measured} {took}. {load}", "", f"Versions: {listed}."]
    for flow in {row.flow.key: row.flow for row in rows}.values():
        own = [row for row in rows if row.flow.key == flow.key]
        out += ["", f"### {flow.title}", "", f"{flow.workload} Beside it: {flow.yardstick}", ""]
        out += [_line(HEADS), _line(["---"] * len(HEADS)), *(_line(cells(row, rows)) for row in own)]
    return "\n".join(out) + "\n"


def _line(values: Sequence[str]) -> str:
    return f"| {' | '.join(values)} |"


def as_json(rows: Sequence[Row], about: dict[str, Any]) -> dict[str, Any]:
    return {
        **about,
        "rows": [
            {
                "flow": row.flow.key,
                "workload": row.case.group,
                "case": row.case.name,
                "seconds": [round(value, 7) for value in row.seconds],
                "median_seconds": median(row.seconds) if row.seconds else None,
                "beside_ours": beside_ours(row, rows),
                "queries": row.queries,
                "facts": row.facts,
                "note": row.note,
            }
            for row in rows
        ],
    }
