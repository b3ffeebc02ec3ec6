"""A throw-away PostgreSQL: temporary folder, free port on loopback, unprivileged user, gone at the end.

    python -m scripts.postgres run -- .venv/bin/pytest        sets DATABASE_URL for the command

Nothing of the system changes. Whatever a killed run has left behind is cleared by the next one.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from scripts import debian
from scripts.say import Stop, line, tail
from scripts.throwaway import abandoned, running_on

PREFIX = "tekotori-postgres-"
USER = "tekotori"
START_SECONDS = 60
# Durability is of no use to a database that lives for minutes.
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
}


def programs() -> Path:
    """Folder of initdb and postgres: Debian's newest, else the PATH's."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise Stop("PostgreSQL's initdb is not on this machine.")
    return Path(found).resolve().parent


def unprivileged() -> dict[str, object]:
    """Arguments for subprocess: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def throwaway() -> Iterator[str]:
    """Yield the DATABASE_URL of a fresh server. It is stopped and its folder removed whatever happens inside."""
    debian.install(debian.POSTGRESQL)
    clear_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    server: subprocess.Popen[bytes] | None = None
    try:
        (folder / "owner").write_text(str(os.getpid()))
        password = secrets.token_hex(16)
        make_cluster(folder, password)
        port = free_port()
        server = start(folder, port)
        wait_until_ready(server, folder, port)
        yield f"postgres://{USER}:{password}@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            stop(server.pid, wait=server.wait)
        shutil.rmtree(folder, ignore_errors=True)


def make_cluster(folder: Path, password: str) -> None:
    (folder / "password").write_text(password)
    give_away(folder)
    argv = [programs() / "initdb", "-D", folder / "data", "-U", USER, "--pwfile", folder / "password"]
    argv += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    done = subprocess.run(argv, cwd="/", capture_output=True, text=True, check=False, **unprivileged())  # type: ignore[call-overload]  # user, group
    if done.returncode != 0:
        raise Stop(f"initdb failed: {done.stderr.strip().splitlines()[-1]}")


def give_away(folder: Path) -> None:
    """The folder belongs to the server's user, not to root."""
    owner = unprivileged()
    if owner:
        for path in (folder, *folder.iterdir()):
            os.chown(path, owner["user"], owner["group"])  # type: ignore[arg-type]  # numbers, see unprivileged()


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    settings = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    argv = [programs() / "postgres", "-D", folder / "data", "-p", str(port), *settings]
    with (folder / "log").open("wb") as log:
        # A session of its own: Ctrl-C at the terminal must end the tests first and the server after them.
        return subprocess.Popen(  # type: ignore[call-overload]  # user, group
            argv,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **unprivileged(),
        )


def wait_until_ready(server: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    probe = [str(programs() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(probe, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise Stop(f"PostgreSQL did not start: {tail(folder / 'log', 3)}")
        time.sleep(0.1)


def stop(pid: int, *, wait: object = None) -> None:
    """End a server by its id: at once but cleanly, then with less patience."""
    for kind in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        try:
            os.kill(pid, kind)
            if ended(pid, wait):
                return
        except ProcessLookupError:
            return


def ended(pid: int, wait: object, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if callable(wait):
                wait(timeout=0.05)
                return True
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        except subprocess.TimeoutExpired:
            continue
        time.sleep(0.05)
    return False


def clear_leftovers() -> None:
    """Stop and remove servers whose owner was killed before it could do so."""
    for folder in abandoned(PREFIX):
        pid = server_pid(folder)
        if pid is not None:
            stop(pid)
        shutil.rmtree(folder, ignore_errors=True)


def server_pid(folder: Path) -> int | None:
    return running_on(folder, "data/postmaster.pid")


def end_like_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def run(argv: list[str]) -> int:
    """Run a command with DATABASE_URL set to a fresh server. Returns its exit code."""
    # A shell starts what runs in its background with SIGINT ignored, and Python leaves it at that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, end_like_interrupt)
    signal.signal(signal.SIGHUP, end_like_interrupt)
    with throwaway() as url:
        command = subprocess.Popen(argv, env=os.environ | {"DATABASE_URL": url})
        try:
            return command.wait()
        except KeyboardInterrupt:
            command.send_signal(signal.SIGINT)
            try:
                command.wait(timeout=15)
            except subprocess.TimeoutExpired:
                command.kill()
                command.wait()
            return 130


if __name__ == "__main__":
    if sys.argv[1:3] != ["run", "--"] or len(sys.argv) < 4:
        line("usage: python -m scripts.postgres run -- COMMAND")
        sys.exit(2)
    try:
        sys.exit(run(sys.argv[3:]))
    except Stop as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
