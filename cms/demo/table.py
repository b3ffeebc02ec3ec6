"""The summary of the main job: what was meant to arrive beside what did."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One language of the issue. `delivered` is counted in the sink, everything else comes from the database."""

    language: str
    audience: int
    delivered: int
    left_out: dict[str, int]
    html_bytes: int
    milliseconds: float

    @property
    def is_whole(self) -> bool:
        return self.audience == self.delivered


def table(rows: Sequence[Row]) -> list[str]:
    """The summary as aligned lines with a sum."""
    head = ("language", "audience", "delivered", "left out", "HTML bytes", "compile ms")
    body = [
        (
            row.language,
            str(row.audience),
            str(row.delivered),
            _reasons(row.left_out),
            f"{row.html_bytes:,}",
            f"{row.milliseconds:.1f}",
        )
        for row in rows
    ]
    total = (
        "all",
        str(sum(row.audience for row in rows)),
        str(sum(row.delivered for row in rows)),
        str(sum(sum(row.left_out.values()) for row in rows)),
        "",
        "",
    )
    widths = [max(len(line[column]) for line in (head, *body, total)) for column in range(len(head))]
    rule = tuple("-" * width for width in widths)
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in (head, rule, *body, rule, total)]  # fmt: skip


def _reasons(left_out: dict[str, int]) -> str:
    if not left_out:
        return "0"
    listed = ", ".join(f"{number} {reason}" for reason, number in sorted(left_out.items()))
    return f"{sum(left_out.values())} ({listed})"
