"""Speaks to the person at the terminal: progress of slow steps, and failures as one line. Standard library only."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
FULL_DISK = "The disk is full: free about 2 GB and run the same command again."
NO_NETWORK = "The packages could not be fetched: check the network or the proxy settings and run the same command again."

QUIET_SECONDS = 2.0  # a step says how long it has been running only after this
LINE_SECONDS = 15.0  # without a terminal, one line of progress each so many seconds

SIGNS_OF_FULL_DISK = re.compile(r"No space left on device|os error 28|Disk quota exceeded|disk is full", re.I)
SIGNS_OF_NO_NETWORK = re.compile(
    r"dns error|failed to lookup|name resolution|Connection refused|Network is unreachable|timed out|error sending request"
    r"|NewConnectionError|Could not connect|Failed to fetch|Temporary failure resolving|No route to host|ProxyError",
    re.I,
)


class Stop(Exception):
    """Ends a command with one line that says what to do, and no traceback."""


def line(text: str = "") -> None:
    print(text, flush=True)


def clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


class Ticker:
    """Shows that a step is alive: one line rewritten on a terminal, a new line now and then elsewhere."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.started = time.monotonic()
        self.shown_at = self.started
        self.on_terminal = sys.stdout.isatty()

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def tick(self, detail: str = "") -> None:
        pause = 0.5 if self.on_terminal else LINE_SECONDS
        if self.elapsed < QUIET_SECONDS or time.monotonic() - self.shown_at < pause:
            return
        self.shown_at = time.monotonic()
        text = f"{self.title} ... {clock(self.elapsed)} {detail}".rstrip()
        print(
            f"\r\x1b[2K{text[:110]}" if self.on_terminal else text,
            end="" if self.on_terminal else "\n",
            flush=True,
        )

    def clear(self) -> None:
        """Take the rewritten line away before something else is printed."""
        if self.on_terminal:
            print("\r\x1b[2K", end="", flush=True)

    def end(self, text: str) -> None:
        print(f"\r\x1b[2K{text}" if self.on_terminal else text, flush=True)


def run_logged(
    argv: Sequence[str | Path],
    *,
    log: Path,
    tick: Callable[[], None],
    env: Mapping[str, str] | None = None,
    limit_seconds: float = 3600.0,
) -> int:
    """Run a command with its output in `log`, calling `tick` while it runs. Its children end with it.

    Returns the exit code; 124 when it ran longer than `limit_seconds`.
    """
    running = run_in_turns(argv, log=log, env=env, limit_seconds=limit_seconds)
    try:
        while True:
            try:
                next(running)
            except StopIteration as end:
                return int(end.value)
            tick()
    finally:
        running.close()


def run_in_turns(
    argv: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    limit_seconds: float = 3600.0,
    turn_seconds: float = 0.2,
) -> Generator[None, None, int]:
    """The same as a generator, so that one loop can watch several commands: it waits a turn, then yields."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        # A session of its own, so that an interruption ends the command's whole family and nothing else.
        process = subprocess.Popen(
            [str(part) for part in argv],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + limit_seconds
        try:
            while time.monotonic() < deadline:
                try:
                    return process.wait(timeout=turn_seconds)
                except subprocess.TimeoutExpired:
                    yield
            return 124
        finally:
            end_family(process)


def end_family(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads its own session, and all that it started."""
    if process.poll() is not None:
        return
    for kind, patience in ((signal.SIGINT, 10), (signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, kind)
            process.wait(timeout=patience)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def step(title: str, argv: Sequence[str | Path], *, log: Path, env: Mapping[str, str] | None = None) -> None:
    """Run one step of the set-up. Raises Stop with the likely reason when it fails."""
    start = log.stat().st_size if log.exists() else 0
    ticker = Ticker(title)
    line(f"{title} ...")
    code = run_logged(argv, log=log, tick=ticker.tick, env=env)
    if code == 0:
        ticker.end(f"{title}: done in {ticker.elapsed:.1f} s")
        return
    with log.open("rb") as text:
        text.seek(start)
        raise Stop(reason(title, text.read().decode(errors="replace"), log))


def reason(title: str, output: str, log: Path) -> str:
    """The one line for a failed step."""
    if SIGNS_OF_FULL_DISK.search(output):
        return FULL_DISK
    if SIGNS_OF_NO_NETWORK.search(output):
        return NO_NETWORK
    lines = [text.strip() for text in output.splitlines() if text.strip()]
    where = log.relative_to(ROOT) if log.is_relative_to(ROOT) else log
    return f"{title} failed ({where}): {lines[-1][:300] if lines else 'no output'}"


def tail(path: Path, lines: int) -> str:
    """The last lines of a log."""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""
