from collections.abc import Iterator
from pathlib import Path

import pytest

from mail.sink import MailSink
from newsletter.models import Newsletter
from newsletter.services.verifying import wrong_sums
from syndication.sources import sources
from tests.newsletter.issues import StallSource, make_newsletter


@pytest.fixture(autouse=True)
def sums_come_out(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test that sends: nobody was lost, nobody doubled, everyone left out is named."""
    uses_database = "db" in request.fixturenames or request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames:
        request.getfixturevalue("transactional_db")
    elif uses_database:
        request.getfixturevalue("_django_db_helper")
    yield
    if uses_database:
        assert [str(wrong) for wrong in wrong_sums()] == []


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
