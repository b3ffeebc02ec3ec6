"""Flows that measure commits, so they cannot run inside a test's transaction."""

from pathlib import Path

import pytest

from benchmarks.flows import delivering
from benchmarks.measuring import Job
from benchmarks.prepare import prepare_base, prepare_deeds
from benchmarks.worker import run
from tests.benchmarks.conftest import TINY

FLOWS = ("delivering:outbox", "delivering:commits", "posting:outbox", "posting:transport")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_flows_of_sending_send_every_mail(addresses: None, tmp_path: Path, monkeypatch):
    # Postfix's sink is fetched for `make bench` only; ours speaks SMTP too.
    monkeypatch.setattr("benchmarks.postfix.sink", lambda connections: delivering.sink())
    prepare_base()
    prepare_deeds(TINY, tmp_path)

    job = Job(size=3, options={"issue": "small", "connections": 2})
    sent, committed, posted, handed_over = (run(f"benchmarks.flows.{target}", job) for target in FLOWS)

    assert min(posted.seconds + handed_over.seconds) > 0

    assert min(sent.seconds) > 0
    assert sent.queries is not None
    assert sent.queries > 2
    assert len(committed.seconds) == 3
