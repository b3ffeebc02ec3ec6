"""The process that saves a draft is killed with SIGKILL, in a real process with a real database."""

import json
import os
import random
import signal
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from scripts.say import ROOT
from tests.deeds.open_submission.crash_saver import FIELDS
from tests.deeds.submitting import draft

LONGEST_LIFE = 3  # times of one save


def database_url() -> str:
    """The tests' own database, as another process opens it."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    where = f"{found['HOST'] or 'localhost'}:{found['PORT'] or 5432}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{where}/{found['NAME']}"


def killed(reference: str, times: int) -> list[dict[str, Any]]:
    """What each of so many savers left, killed at moments that chance decides."""
    chance = random.Random(20261125)
    lives = "\n".join(str(chance.uniform(0, LONGEST_LIFE)) for _time in range(times))
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATABASE_URL": database_url()}
    done = subprocess.run(
        [sys.executable, "-m", "tests.deeds.open_submission.crash_saver", reference],
        cwd=ROOT, env=environment, input=lives, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [100, pytest.param(2000, marks=pytest.mark.long)])
def test_draft_is_neither_lost_nor_half_written_however_often_its_process_is_killed(times: int):
    row = draft(texts={"fi": dict.fromkeys(FIELDS, "0")})

    left = killed(row.reference, times)

    last = row.revision + 2  # which it saves before it begins to die
    for death in left:
        heard = max([last, *death["heard"]])
        # What was said to be saved is there; of a save that was cut off, all or nothing.
        assert death["revision"] in ([heard, heard + 1] if death["in_a_save"] else [heard])
        assert death["texts"] == [f"{death['revision']} " * 100]
        last = death["revision"]
    assert {death["signal"] for death in left} == {signal.SIGKILL}
    # Many died in the middle of a save, and many saves were made.
    in_a_save = sum(death["in_a_save"] for death in left)
    assert (len(left), in_a_save >= times / 10, last >= row.revision + times / 20) == (times, True, True)
