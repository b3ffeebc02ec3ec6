"""The throw-away server itself: what it leaves behind is nothing, however it ends."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from scripts import postgres
from scripts.say import ROOT

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Servers of this test live in a folder of their own, which the unprivileged user may enter."""
    with tempfile.TemporaryDirectory(prefix="tekotori-test-") as name:
        Path(name).chmod(0o755)
        monkeypatch.setenv("TMPDIR", name)
        monkeypatch.setattr(tempfile, "tempdir", None)
        yield Path(name)


def start_a_command_that_waits(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """`run` with a command that sleeps. Returns the process and the id of its server."""
    argv = [sys.executable, "-m", "scripts.postgres", "run", "--", "sleep", "60"]
    process = subprocess.Popen(argv, cwd=ROOT, start_new_session=True)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        pids = [postgres.server_pid(path) for path in folder.glob(f"{postgres.PREFIX}*")]
        if (
            pids
            and pids[0]
            and (next(folder.glob(f"{postgres.PREFIX}*")) / "log").read_text().count("ready to accept")
        ):
            return process, pids[0]
        time.sleep(0.1)
    raise AssertionError("the server did not start")


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_server_answers_and_is_gone_afterwards(own_folder: Path):
    with postgres.throwaway() as url, psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT current_setting('fsync'), current_setting('listen_addresses')"
        ).fetchone()
        assert row == ("off", "127.0.0.1")

    assert list(own_folder.iterdir()) == []


def test_server_takes_nobody_without_the_password():
    with (
        postgres.throwaway() as url,
        pytest.raises(psycopg.OperationalError, match="password authentication failed"),
    ):
        psycopg.connect(url.replace("@", "wrong@"))


def test_exit_code_of_the_command_is_handed_on():
    argv = [
        sys.executable,
        "-m",
        "scripts.postgres",
        "run",
        "--",
        "sh",
        "-c",
        'test -n "$DATABASE_URL" && exit 7',
    ]

    assert subprocess.run(argv, cwd=ROOT).returncode == 7


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_is_left_after_a_signal(kind: signal.Signals, own_folder: Path):
    process, server = start_a_command_that_waits(own_folder)

    process.send_signal(kind)

    assert process.wait(timeout=30) == 130
    assert (is_alive(server), list(own_folder.iterdir())) == (False, [])


def test_next_run_clears_what_a_killed_one_has_left(own_folder: Path):
    process, server = start_a_command_that_waits(own_folder)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert is_alive(server)

    postgres.clear_leftovers()

    assert (is_alive(server), list(own_folder.iterdir())) == (False, [])
