"""A worker is killed with SIGKILL in the middle of its work, in a real process with a real database."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.mail.servers import HostileServer

pytestmark = pytest.mark.slow  # each starts several processes

ROOT = Path(__file__).parent.parent.parent


class Workers:
    """Starts steps of crash_worker.py on one database and one server."""

    def __init__(self, database: str, server: HostileServer) -> None:
        self.environment = os.environ | {"CRASH_DATABASE_URL": database, "CRASH_SMTP_PORT": str(server.port)}
        self.server = server

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tests.mail.crash_worker", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE)

    def run(self, *arguments: str) -> dict[str, str]:
        """Address to state after the step."""
        output, _ = self.start(*arguments).communicate(timeout=120)
        return dict(json.loads(output))

    def send_and_be_killed(self, *, at: str, message: int) -> None:
        """Kill a sending worker at a moment ("354", "end", "answered") of a message, by its number."""
        worker = self.start("send")

        def kill(moment: str, number: int) -> None:
            if (moment, number) == (at, message):
                time.sleep(0.05 if moment != "354" else 0.5)  # let it do all that it can do without us
                worker.send_signal(signal.SIGKILL)
                worker.wait()

        self.server.on_moment = kill
        worker.communicate(timeout=120)
        self.server.on_moment = lambda moment, number: None
        assert worker.returncode == -signal.SIGKILL

    def copies(self) -> Counter[str]:
        """How many whole messages each address has got."""
        return Counter(
            re.search(rb"^To: .*<(.+)>", message, re.MULTILINE)[1].decode()
            for message in self.server.seen.messages
        )


@pytest.fixture
def workers(tmp_path: Path, own_database: Callable[[], str]) -> Iterator[Workers]:
    with HostileServer() as server:
        yield Workers(own_database(), server)


@pytest.fixture
def own_database(tmp_path: Path, django_db_blocker) -> Iterator[Callable[[], str]]:
    """A database that other processes can open: a file, or one more database on the tests' PostgreSQL."""
    if connection.vendor == "sqlite":
        yield lambda: f"sqlite:///{tmp_path / 'crash.sqlite3'}"
        return
    settings, name = connection.settings_dict, f"crash_{os.getpid()}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    where = f"{settings['HOST'] or 'localhost'}:{settings['PORT'] or 5432}"
    yield lambda: f"postgres://{settings['USER']}:{settings['PASSWORD']}@{where}/{name}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_worker_killed_before_the_end_of_a_message_sends_it_once_more_and_only_that(workers: Workers):
    # The body is larger than the buffers between the two, so it is half written when the worker dies.
    workers.run("queue", "5", "8000000")

    workers.send_and_be_killed(at="354", message=2)
    states = workers.run("recover")

    assert set(states.values()) == {"sent"}
    assert workers.copies() == Counter(dict.fromkeys(states, 1))


def test_worker_killed_between_the_end_and_the_answer_leaves_one_uncertain_mail(workers: Workers):
    workers.run("queue", "8", "100")

    workers.send_and_be_killed(at="end", message=3)
    states = workers.run("recover")

    assert Counter(states.values()) == {"sent": 7, "uncertain": 1}
    assert workers.copies() == Counter(dict.fromkeys(states, 1))


def test_workers_side_by_side_mail_nobody_twice(workers: Workers):
    workers.run("queue", "90", "100")
    server, deadline = workers.server, time.monotonic() + 60

    def wait_for_all_three(moment: str, number: int) -> None:
        while server.seen.connections < 3 and time.monotonic() < deadline:
            time.sleep(0.02)

    server.on_moment = wait_for_all_three
    side_by_side = [workers.start("send") for _ in range(3)]
    for worker in side_by_side:
        worker.communicate(timeout=120)

    assert workers.copies() == Counter(dict.fromkeys(workers.run("show"), 1))
    assert server.seen.connections == 3


def test_worker_killed_at_any_moment_loses_nothing_and_mails_nobody_twice(workers: Workers):
    workers.run("queue", "120", "20000")
    # Each moment once for certain; which message it meets, chance decides. Each worker leaves its batch claimed.
    chance = random.Random(20261121)
    moments = ["end", "354", "answered", "end"]
    for moment in moments:
        workers.send_and_be_killed(
            at=moment, message=len(workers.server.seen.messages) + chance.randint(1, 6)
        )
    states = workers.run("recover")

    copies, counts = workers.copies(), Counter(states.values())
    assert len(states) == 120
    assert counts["sent"] + counts["uncertain"] == 120
    assert counts["uncertain"] <= len(moments)
    assert all(copies[address] == 1 for address, state in states.items() if state == "sent")
    assert all(copies[address] <= 1 for address, state in states.items() if state == "uncertain")
