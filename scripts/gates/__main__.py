"""`python -m scripts.gates [gate ...]`: names on the command line, else in GATES, else every gate."""

from __future__ import annotations

import os
import signal
import sys
import time
from types import FrameType

from scripts.gates import catalogue, report, runner
from scripts.say import Stop, line


def end_like_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(names: list[str]) -> int:
    signal.signal(signal.SIGTERM, end_like_interrupt)
    gates = catalogue.select(names or os.environ.get("GATES", "").replace(",", " ").split())
    started = time.monotonic()
    results = runner.run_all(gates)
    counts = runner.totals(gates)
    report.summary(results, counts, time.monotonic() - started)
    return 1 if any(result.is_failure for result in results) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        line("\nInterrupted: what was running has been stopped.")
        sys.exit(130)
