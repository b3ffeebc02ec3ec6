"""Somebody holds the database for seconds: work waits for it, or ends in a clear message with nothing half-written."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test import Client

from contacts.models import AccessLink
from core import ledger
from mail.models import Delivery
from mail.services import send_due as send
from mail.sink import MailSink
from newsletter.models import Subscription
from newsletter.services.subscriptions import confirm
from tests.mail.conftest import queue_issue
from tests.newsletter.subscribing import last_mail, link_in, make_newsletter, sign_up, token_in

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECONDS = 2.5


@contextmanager
def locked(table: str, *, seconds: float) -> Iterator[None]:
    """Another connection holds the write lock (PostgreSQL: of one table) for so long, or until the block ends."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():  # SQLite: BEGIN IMMEDIATE takes the lock of the whole database
            if connection.vendor == "postgresql":
                connection.cursor().execute(f'LOCK TABLE "{table}" IN EXCLUSIVE MODE')
            held.set()
            done.wait(seconds)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    try:
        yield
    finally:
        done.set()
        thread.join()


def timed(call: Callable[[], object]) -> float:
    started = datetime.now(UTC)
    call()
    return (datetime.now(UTC) - started).total_seconds()


def confirmation() -> str:
    sign_up(make_newsletter())
    return link_in(last_mail(), "confirm")


def test_confirmation_waits_for_the_lock_and_succeeds():
    token = token_in(confirmation())

    with locked(Subscription._meta.db_table, seconds=SECONDS):
        waited = timed(lambda: confirm(token=token, now=NOON))

    assert waited > SECONDS / 2
    assert Subscription.objects.get().state == "active"
    assert ledger.verify(chain="consent").is_sound


def test_delivery_is_claimed_and_sent_once_the_lock_is_gone(sink: MailSink):
    queue_issue("ada@kunta.example")

    with locked(Delivery._meta.db_table, seconds=SECONDS):
        waited = timed(lambda: send(now=NOON))

    assert waited > SECONDS / 2
    assert (Delivery.objects.get().state, sink.count) == ("sent", 1)


def test_lock_that_outlasts_our_patience_ends_in_a_page_and_the_link_still_works(client: Client):
    client.raise_request_exception = False
    link = confirmation()

    with locked(Subscription._meta.db_table, seconds=30), impatient():
        refused = client.post(link)

    after = (Subscription.objects.get().state, AccessLink.objects.get().used_at)
    answer = client.post(link)
    assert (refused.status_code, after) == (500, ("pending", None))
    assert "<h1" in refused.content.decode()
    assert (answer.status_code, Subscription.objects.get().state) == (200, "active")
    assert ledger.verify(chain="consent").entries == 2


@contextmanager
def impatient() -> Iterator[None]:
    """This connection gives up after a fifth of a second, where a site waits for twenty."""
    sqlite = connection.vendor == "sqlite"
    connection.cursor().execute("PRAGMA busy_timeout=200" if sqlite else "SET lock_timeout=200")
    yield
    connection.cursor().execute("PRAGMA busy_timeout=20000" if sqlite else "SET lock_timeout=0")
