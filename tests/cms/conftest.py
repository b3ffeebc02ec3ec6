from collections.abc import Iterator
from pathlib import Path

import pytest

from mail.sink import MailSink


@pytest.fixture
def sink(tmp_path: Path, settings) -> Iterator[MailSink]:
    with MailSink(tmp_path / "maildir") as sink:
        settings.MAIL_SMTP_HOST, settings.MAIL_SMTP_PORT = "127.0.0.1", sink.port
        yield sink
