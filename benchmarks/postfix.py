"""Postfix's smtp-sink and smtp-source: the yardsticks of sending. Unpacked, not installed: no mail server is to start here."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.postgres import free_port
from scripts.say import VAR, Stop

FOLDER = VAR / "postfix"


def program(name: str) -> tuple[str, dict[str, str]]:
    """Where it is, and the environment that it needs."""
    for folder in ("/usr/sbin", FOLDER / "usr/sbin"):
        if (path := Path(folder) / name).exists():
            return str(path), {**os.environ, "LD_LIBRARY_PATH": str(FOLDER / "usr/lib/postfix")}
    _unpack()
    return program(name)


def _unpack() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    if shutil.which("apt-get") is None:
        raise Stop("smtp-sink is of Debian's package postfix, and there is no apt-get here to fetch it.")
    fetched = subprocess.run(
        ["apt-get", "-q", "download", "postfix"], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    packages = sorted(FOLDER.glob("postfix_*.deb"))
    if fetched.returncode or not packages:
        raise Stop(f"Debian's package postfix could not be fetched: {fetched.stderr.strip()}")
    subprocess.run(["dpkg-deb", "-x", packages[-1].name, "."], cwd=FOLDER, check=True)
    if not (FOLDER / "usr/sbin/smtp-sink").exists():
        raise Stop(f"Debian's package postfix holds no smtp-sink; see {FOLDER}.")


@contextmanager
def sink(*, connections: int) -> Iterator[int]:
    """The port of an smtp-sink that takes every mail and keeps none."""
    path, environment = program("smtp-sink")
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    argv = [path, *user, f"127.0.0.1:{port}", str(connections + 8)]
    server = subprocess.Popen(argv, env=environment)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    import socket

    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise Stop("smtp-sink did not start.")


def source(*, port: int, connections: int, mails: int, size: int) -> float:
    """Seconds that smtp-source takes for as many mails of that size over as many connections, kept open (-d)."""
    path, environment = program("smtp-source")
    argv = [path, "-d", "-s", connections, "-l", size, "-m", mails, f"127.0.0.1:{port}"]
    started = time.perf_counter()
    subprocess.run([str(part) for part in argv], env=environment, check=True)
    return time.perf_counter() - started
