"""Flows that measure commits, so they cannot run inside a test's transaction."""

from pathlib import Path

import pytest

from benchmarks.measuring import Job
from benchmarks.prepare import prepare_base, prepare_deeds
from benchmarks.worker import run
from tests.benchmarks.conftest import TINY

FLOWS = ("delivering:outbox", "delivering:commits")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_outbox_flow_sends_every_mail_with_its_marks(addresses: None, tmp_path: Path):
    prepare_base()
    prepare_deeds(TINY, tmp_path)

    sent, committed = (
        run(f"benchmarks.flows.{target}", Job(size=3, options={"issue": "small"})) for target in FLOWS
    )

    assert min(sent.seconds) > 0
    assert sent.queries is not None
    assert sent.queries > 2
    assert len(committed.seconds) == 3
