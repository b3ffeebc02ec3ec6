"""300 sample subscribers: confirmed elsewhere, some of them paused, gone or not to be mailed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from mail.services import suppress
from newsletter.models import Newsletter
from newsletter.services.imports import ImportReport, ImportRow, import_confirmed

READERS = {"fi": 190, "sv": 70, "en": 40}
# Every n-th reader, so that each language has some of each kind.
PAUSED_EVERY = 19
ENDED_EVERY = 23
SUPPRESSED_EVERY = 29
TOPICS = ("sector:social-health", "sector:education", "sector:technical", "theme:wellbeing", "theme:digital")
EVIDENCE = "Sample content: this reader was made up for the demonstration, and the address leads nowhere."


def address(language: str, number: int) -> str:
    words = {"fi": "lukija", "sv": "lasare", "en": "reader"}
    return f"{words[language]}-{number:03}@{language}.tekotori.example"


def sample_addresses() -> list[str]:
    return [
        address(language, number) for language, readers in READERS.items() for number in range(1, readers + 1)
    ]


def sample_rows(now: datetime) -> Iterator[ImportRow]:
    for language, readers in READERS.items():
        for number in range(1, readers + 1):
            yield _row(language, number, now)


def _row(language: str, number: int, now: datetime) -> ImportRow:
    confirmed_at = now - timedelta(days=30 + number)
    return ImportRow(
        address=address(language, number),
        language=language,
        confirmed_at=confirmed_at,
        topics=(TOPICS[number % len(TOPICS)],) if number % 3 == 0 else (),
        paused_until=timezone.localdate(now) + timedelta(days=60) if number % PAUSED_EVERY == 0 else None,
        ended_at=confirmed_at + timedelta(days=9) if number % ENDED_EVERY == 0 else None,
    )


def load_subscribers(*, newsletter: Newsletter, now: datetime) -> ImportReport:
    """Import the sample readers with evidence; those who are known already keep what they chose."""
    report = import_confirmed(newsletter=newsletter, rows=sample_rows(now), evidence=EVIDENCE, now=now)
    for language, readers in READERS.items():
        for number in range(SUPPRESSED_EVERY, readers + 1, SUPPRESSED_EVERY):
            suppress(address=address(language, number), reason="bounced", now=now)
    return report
