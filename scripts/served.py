"""The site as visitors meet it, for pictures and browser tests: gunicorn, demo settings, a free loopback port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scripts.say import ROOT, Stop, end_family, tail

START_SECONDS = 40
BROWSER = "/usr/bin/chromium-headless-shell"
# Debian's Chromium as root, and without the requests that it makes on its own account.
BROWSER_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
)


def settings_environment(var: Path) -> dict[str, str]:
    """The demo's settings with all data under `var`, whatever the caller's own environment says."""
    foreign = ("DATABASE_URL", "CACHE_URL", "DEBUG", "BASE_URL")
    own = {name: value for name, value in os.environ.items() if name not in foreign}
    return own | {"DJANGO_SETTINGS_MODULE": "cms.settings.demo", "VAR_DIR": str(var), "LOG_LEVEL": "WARNING"}


def manage(*arguments: str, var: Path) -> str:
    """Run a management command on the data under `var`; its output. Raises Stop when it fails."""
    return python("manage.py", *arguments, var=var)


def python(*arguments: str, var: Path) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=settings_environment(var),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-12:]
        raise Stop("\n".join([f"{' '.join(arguments)} failed:", *last]))
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 — our own loopback address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Stop(f"The site did not start:\n{tail(log, 12)}")


@contextmanager
def served(var: Path, *, threads: int = 4, extra: Mapping[str, str] | None = None) -> Iterator[str]:
    """The site's address, for as long as the block runs."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.NamedTemporaryFile(prefix="tekotori-site-", suffix=".log") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "cms.wsgi",
                "--bind",
                f"127.0.0.1:{port}",
                "--threads",
                str(threads),
            ],
            cwd=ROOT,
            env=settings_environment(var) | {"BASE_URL": address} | dict(extra or {}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(address, process, Path(log.name))
            yield address
        finally:
            end_family(process)
