import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mail.models import Delivery, Message
from mail.services import Content, Recipient, Sender, add_deliveries, create_message, release
from mail.sink import MailSink
from tests.mail.servers import HostileServer

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SENDER = Sender("news@tekotori.example", "Tekojen tori", "reply@tekotori.example")
CONTENT = Content("Hei %%name%%", "<p>Hei %%name%%, %%link%%</p>", "Hei %%name%%, %%link%%", "fi")
LIST_HEADERS = {
    "List-Id": "Tekojen torin uutiskirje <news.tekotori.example>",
    "List-Unsubscribe": "<https://tekotori.example/n/unsubscribe/%%link%%/>",
}


@pytest.fixture
def sink(tmp_path: Path, settings) -> Iterator[MailSink]:
    with MailSink(tmp_path / "maildir") as sink:
        settings.MAIL_SMTP_HOST, settings.MAIL_SMTP_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def hostile(settings) -> Iterator[HostileServer]:
    with HostileServer() as server:
        settings.MAIL_SMTP_HOST, settings.MAIL_SMTP_PORT = "127.0.0.1", server.port
        settings.MAIL_SMTP_TIMEOUT = 5
        settings.MAIL_CONNECTIONS = 1  # so that scripts and answers come in the order of the queue
        yield server


@pytest.fixture
def unused_tcp_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def queue_issue(
    *addresses: str, group: str = "issue:1", content: Content = CONTENT, now: datetime = NOON
) -> Message:
    """A released issue in one language with a delivery per address."""
    message = create_message(group=group, content=content, sender=SENDER, headers=LIST_HEADERS, now=now)
    recipients = [
        Recipient(a, a.partition("@")[0].title(), {"link": f"t-{n}"}) for n, a in enumerate(addresses)
    ]
    add_deliveries(message=message, recipients=recipients, now=now)
    release(group=group, now=now)
    return message


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))
