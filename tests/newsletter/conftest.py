from collections.abc import Iterator
from pathlib import Path

import pytest

from mail.sink import MailSink
from newsletter.models import Newsletter
from syndication.sources import sources
from tests.newsletter.issues import StallSource, make_newsletter


@pytest.fixture
def stall(monkeypatch: pytest.MonkeyPatch) -> StallSource:
    """A source that is registered for one test."""
    source = StallSource()
    monkeypatch.setitem(sources._entries, source.key, source)
    return source


@pytest.fixture
def letter(db: None, stall: StallSource) -> Newsletter:
    return make_newsletter()


@pytest.fixture
def sink(tmp_path: Path, settings) -> Iterator[MailSink]:
    with MailSink(tmp_path / "maildir") as sink:
        settings.MAIL_SMTP_HOST, settings.MAIL_SMTP_PORT = "127.0.0.1", sink.port
        yield sink
