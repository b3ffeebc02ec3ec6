"""The throw-away Dovecot: what it leaves behind is nothing, however its run ends."""

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from scripts import dovecot
from scripts.say import ROOT

pytestmark = pytest.mark.slow

WAITS = """
import time
from scripts import dovecot
with dovecot.throwaway():
    print("ready", flush=True)
    time.sleep(60)
"""


def test_a_server_whose_run_was_killed_is_stopped_and_cleared_by_the_next(monkeypatch: pytest.MonkeyPatch):
    with tempfile.TemporaryDirectory(prefix="tekotori-test-") as name:
        Path(name).chmod(0o755)  # the unprivileged user may enter
        monkeypatch.setenv("TMPDIR", name)
        monkeypatch.setattr(tempfile, "tempdir", None)
        run = subprocess.Popen([sys.executable, "-c", WAITS], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert run.stdout
        assert run.stdout.readline() == "ready\n"
        left = next(Path(name).glob(f"{dovecot.PREFIX}*"))
        pid = dovecot.server_pid(left)
        run.send_signal(signal.SIGKILL)
        run.communicate()

        with dovecot.throwaway() as server:
            assert server.certificate.exists()
            assert not left.exists()

        assert list(Path(name).iterdir()) == []
        deadline = time.monotonic() + 10
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not Path(f"/proc/{pid}").exists()
