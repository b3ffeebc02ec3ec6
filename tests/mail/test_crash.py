"""A worker is killed with SIGKILL in the middle of its work, in a real process with a real database."""

import multiprocessing
import os
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.mail.crash_steps import POINTS
from tests.mail.servers import HostileServer

pytestmark = pytest.mark.slow  # each starts several processes

SQLITE = {
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
}


class Workers:
    """Starts steps of crash_steps.py on one database and one server, each in a process of its own."""

    def __init__(self, database: dict[str, Any], server: HostileServer) -> None:
        self.database, self.server, self.connections = database, server, 1
        # Forked from a process that has imported Django already, not from this one with its threads.
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["tests.mail.crash_worker"])

    def start(self, step: str, *arguments: Any) -> "Worker":
        return Worker(self, step, arguments)

    def run(self, step: str, *arguments: Any) -> dict[str, str]:
        """Address to state after the step."""
        return self.start(step, *arguments).result()

    def send_and_be_killed(self, *, at: str, message: int) -> None:
        """Kill a sending worker at a moment ("354", "end", "answered") of a message, by its number."""
        worker = self.start("send")

        def kill(moment: str, number: int) -> None:
            if (moment, number) == (at, message):
                time.sleep(0.05 if moment != "354" else 0.5)  # let it do all that it can do without us
                worker.process.kill()
                worker.process.join()

        self.server.on_moment = kill
        worker.process.join(120)
        self.server.on_moment = lambda moment, number: None
        assert worker.was_killed

    def copies(self) -> Counter[str]:
        """How many whole messages each address has got."""
        return Counter(
            re.search(rb"^To: .*<(.+)>", message, re.MULTILINE)[1].decode()
            for message in self.server.seen.messages
        )


class Worker:
    def __init__(self, workers: Workers, step: str, arguments: tuple[Any, ...]) -> None:
        from tests.mail.crash_steps import take

        self.answer, theirs = workers.context.Pipe(duplex=False)
        given = (theirs, workers.database, workers.server.port, workers.connections, step, *arguments)
        self.process = workers.context.Process(target=take, args=given)
        self.process.start()
        theirs.close()

    @property
    def was_killed(self) -> bool:
        return self.process.exitcode == -signal.SIGKILL

    def result(self) -> dict[str, str]:
        states = dict(self.answer.recv())
        self.process.join(60)
        return states


@pytest.fixture
def workers(own_database: dict[str, Any]) -> Iterator[Workers]:
    with HostileServer() as server:
        yield Workers(own_database, server)


@pytest.fixture
def own_database(tmp_path: Path, django_db_blocker) -> Iterator[dict[str, Any]]:
    """A database that other processes can open: a file, or one more database on the tests' PostgreSQL."""
    if connection.vendor == "sqlite":
        yield SQLITE | {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "crash.sqlite3")}
        return
    name = f"crash_{os.getpid()}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    wanted = ("ENGINE", "HOST", "PORT", "USER", "PASSWORD")
    yield {key: connection.settings_dict[key] for key in wanted} | {"NAME": name}
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_worker_killed_before_the_end_of_a_message_sends_it_once_more_and_only_that(workers: Workers):
    # The body is larger than the buffers between the two, so it is half written when the worker dies.
    workers.run("queue", 5, 8_000_000)

    workers.send_and_be_killed(at="354", message=2)
    states = workers.run("recover")

    assert set(states.values()) == {"sent"}
    assert workers.copies() == Counter(dict.fromkeys(states, 1))


def test_worker_killed_between_the_end_and_the_answer_leaves_one_uncertain_mail(workers: Workers):
    workers.run("queue", 8, 100)

    workers.send_and_be_killed(at="end", message=3)
    states = workers.run("recover")

    assert Counter(states.values()) == {"sent": 7, "uncertain": 1}
    assert workers.copies() == Counter(dict.fromkeys(states, 1))


def test_workers_side_by_side_mail_nobody_twice(workers: Workers):
    workers.run("queue", 90, 100)
    server, deadline = workers.server, time.monotonic() + 60

    def wait_for_all_three(moment: str, number: int) -> None:
        while server.seen.connections < 3 and time.monotonic() < deadline:
            time.sleep(0.02)

    server.on_moment = wait_for_all_three
    side_by_side = [workers.start("send") for _ in range(3)]
    for worker in side_by_side:
        worker.result()

    assert workers.copies() == Counter(dict.fromkeys(workers.run("show"), 1))
    assert server.seen.connections == 3


@pytest.mark.parametrize(("people", "kills"), [(300, 20), pytest.param(10_000, 200, marks=pytest.mark.long)])
def test_worker_killed_at_any_point_loses_nothing_and_mails_nobody_twice(
    workers: Workers, capsys, people: int, kills: int
):
    workers.connections = 4
    workers.run("queue", people, 500)
    chance, hits = random.Random(20261125), Counter[str]()

    for number in range(kills):  # an hour apart, so that the dead one's lease is over
        # Each point as often as the others; how far the worker gets before it, chance decides.
        point = list(POINTS)[number % len(POINTS)]
        times = chance.randint(1, 2 if point == "before claim" else 6)
        worker = workers.start("die", point, times, number + 1)
        worker.process.join(120)
        hits[point] += worker.was_killed
    states = workers.run("recover", kills + 1)

    copies, counts = workers.copies(), Counter(states.values())
    with capsys.disabled():
        sys.stdout.write(f"\nKilled {hits.total()} times: {dict(hits)}; of {people} mails {dict(counts)}.\n")
    assert hits == Counter(dict.fromkeys(POINTS, kills // len(POINTS)))
    assert counts["sent"] + counts["uncertain"] == len(states) == people
    # A kill after the mark leaves what each open connection was about to end or had ended, and no more.
    assert counts["uncertain"] <= workers.connections * (kills - hits["before claim"])
    assert all(copies[address] == 1 for address, state in states.items() if state == "sent")
    assert all(copies[address] <= 1 for address, state in states.items() if state == "uncertain")


def test_of_four_workers_two_are_killed_and_each_person_is_mailed_once(workers: Workers):
    workers.run("queue", 200, 100)

    dying = [workers.start("die", point, 3, 0) for point in ("after mark", "in the result write")]
    living = [workers.start("send") for _ in range(2)]
    for worker in (*dying, *living):
        worker.process.join(120)
    states = workers.run("recover", 2)

    copies, counts = workers.copies(), Counter(states.values())
    assert [worker.was_killed for worker in dying] == [True, True]
    assert counts["sent"] + counts["uncertain"] == 200
    assert counts["uncertain"] <= 2  # one for the only connection of each of the dead
    assert all(copies[address] == 1 for address, state in states.items() if state == "sent")
    assert max(copies.values()) == 1
