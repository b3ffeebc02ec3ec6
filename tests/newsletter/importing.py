"""What the tests of importing subscribers share."""

import io
from datetime import date
from typing import Any

from newsletter.importing.columns import Choices
from newsletter.importing.jobs import begin_import, match_columns, take_in
from newsletter.importing.running import run_import
from newsletter.models import Newsletter, SubscriberImport
from tests.newsletter.subscribing import NOON

GIVEN = {"statement": "Tilaan uutiskirjeen.", "where": "Messut", "given_on": date(2025, 3, 2)}


def begun(newsletter: Newsletter, text: str | bytes, user: Any = None) -> SubscriberImport:
    data = text.encode() if isinstance(text, str) else text
    return begin_import(newsletter=newsletter, name="lista.csv", file=io.BytesIO(data), user=user, now=NOON)


def matched(newsletter: Newsletter, text: str | bytes, **choices: Any) -> SubscriberImport:
    """A file whose first column is the address, waiting to be tried out."""
    job = begun(newsletter, text)
    match_columns(job=job, choices=Choices(**{"address": 0, "language": "fi"} | GIVEN | choices), now=NOON)
    return job


def tried(newsletter: Newsletter, text: str | bytes, **choices: Any) -> SubscriberImport:
    job = matched(newsletter, text, **choices)
    run_import(job=job, now=NOON)
    return job


def taken(newsletter: Newsletter, text: str | bytes, **choices: Any) -> SubscriberImport:
    job = tried(newsletter, text, **choices)
    take_in(job=job, user=None, now=NOON)
    run_import(job=job, now=NOON)
    return job


def refusals(job: SubscriberImport) -> list[tuple[int, list[list[str]]]]:
    return [(row.number, row.codes) for row in job.refusals.all()]
