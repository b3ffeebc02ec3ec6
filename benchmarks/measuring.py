"""Clock, query counter and memory of one measurement. Runs inside the measured process."""

import gc
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Action = Callable[[], Any]
# An action as slow as this is not repeated: its first run is the figure.
SLOW_SECONDS = 2.0
MOST_SECONDS = 3.0  # for all repetitions of one measurement


@dataclass(frozen=True)
class Job:
    """What a flow's function is asked to do."""

    size: int = 1
    repetitions: int = 20
    round: int = 0
    folder: Path = Path()  # a folder of the run's own, with what was prepared
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Result:
    """Seconds of each repetition; for many operations in one repetition, seconds of one operation."""

    seconds: list[float] = field(default_factory=list)
    queries: float | None = None  # per operation
    facts: dict[str, float | str] = field(default_factory=dict)  # "KB", "hits": what else is worth knowing


def timed(action: Action) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def queries_of(action: Action) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def measure(
    action: Action,
    job: Job,
    *,
    operations: int = 1,
    counts_queries: bool = True,
    shows_memory: bool = False,
) -> Result:
    """Count the queries first, which also warms up; then repeat until the number or the time is used up."""
    result = Result()
    gc.collect()
    before = peak_bytes()
    first = timed(lambda: _count(action, result, counts_queries))
    if shows_memory:
        result.facts["MB of memory"] = round((peak_bytes() - before) / 1e6, 1)
    if result.queries is not None:
        result.queries = round(result.queries / operations, 2)
    result.seconds = [first / operations] if first > SLOW_SECONDS else _repeat(action, job, operations)
    return result


def _count(action: Action, result: Result, counts_queries: bool) -> None:
    if counts_queries:
        result.queries = queries_of(action)
    else:
        action()


def _repeat(action: Action, job: Job, operations: int) -> list[float]:
    seconds: list[float] = []
    deadline = time.perf_counter() + MOST_SECONDS
    while len(seconds) < job.repetitions and (time.perf_counter() < deadline or len(seconds) < 3):
        seconds.append(timed(action) / operations)
    return seconds


def peak_bytes() -> int:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
