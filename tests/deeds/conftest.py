from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mail.sink import MailSink
from tests.deeds.factories import NOON


@pytest.fixture
def count_queries() -> Callable[[Callable[[], object]], int]:
    """How many queries a call takes when caches are warm: it runs twice, the second run counts."""

    def count(call: Callable[[], object]) -> int:
        call()
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It stands still at noon until it is shifted; limits begin anew."""
    cache.clear()
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sink(tmp_path: Path, settings) -> Iterator[MailSink]:
    with MailSink(tmp_path / "maildir") as sink:
        settings.MAIL_SMTP_HOST, settings.MAIL_SMTP_PORT = "127.0.0.1", sink.port
        yield sink
