"""From the outbox into an SMTP server on the loopback: with its marks, beside sending without any."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from benchmarks.flows import mailing
from benchmarks.measuring import Job, Result, queries_of, timed
from scripts.say import ROOT

COUNTED = 20


@contextmanager
def sink() -> Iterator[int]:
    """The port of a server in a process of its own, and Django's settings pointing at it."""
    from django.conf import settings

    argv = [sys.executable, "-m", "benchmarks.sink"]
    server = subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        port = int(server.stdout.readline())
        settings.MAIL_SMTP_HOST = settings.EMAIL_HOST = "127.0.0.1"
        settings.MAIL_SMTP_PORT = settings.EMAIL_PORT = port
        yield port
    finally:
        server.communicate("", timeout=10)


def outbox(job: Job) -> Result:
    """Claim, render, hand over, mark durably before each end, settle."""
    from mail.services import send_due

    with sink():
        now = queue(mailing.make_message(job), COUNTED, group="count")
        queries = queries_of(lambda: send_due(lane="bulk", now=now))
        now = queue(mailing.make_message(job), job.size, group="time")
        seconds = timed(lambda: send_due(lane="bulk", now=now))
    check_all_sent(COUNTED, group="count")
    check_all_sent(job.size, group="time")
    return Result([seconds / job.size], queries=round(queries / COUNTED, 2))


def queue(message: Any, count: int, *, group: str) -> Any:
    from benchmarks.texts import NOON
    from mail.services import Content, Recipient, Sender, add_deliveries, create_message, release

    content = Content(message.subject, message.html, message.text, "fi")
    sender = Sender(message.sender_address, message.sender_name)
    saved = create_message(group=group, content=content, sender=sender, headers=mailing.HEADERS, now=NOON)
    people = (
        Recipient(f"reader-{number}@example.org", f"Lukija {number}", mailing.tokens(number))
        for number in range(count)
    )
    add_deliveries(message=saved, recipients=people, now=NOON)
    release(group=group, now=NOON)
    return NOON + timedelta(minutes=1)


def check_all_sent(count: int, *, group: str) -> None:
    from mail.models import Delivery, State

    sent = Delivery.objects.filter(state=State.SENT, message__group=group).count()
    if sent != count:
        raise AssertionError(f"{sent} of {count} deliveries of {group} were sent.")


def commits(job: Job) -> Result:
    """One row changed in a transaction of its own, as durably as a mark."""
    from django.db import transaction

    from mail.models import Delivery
    from mail.services.durable import durable_commits

    queue(mailing.make_message(job), 1, group="commit")
    row = Delivery.objects.filter(message__group="commit")

    def commit(number: int) -> None:
        with transaction.atomic():
            row.update(attempts=number)

    with durable_commits():
        return Result([timed(lambda number=number: commit(number)) for number in range(job.size)], queries=1)


def kept_connection(job: Job) -> Result:
    """smtplib alone: finished messages over one connection, nothing written down."""
    from mail.mime import Template

    template, people = Template(mailing.make_message(job)), mailing.make_deliveries(job.size)
    with sink() as port, smtplib.SMTP("127.0.0.1", port) as server:
        server.ehlo()
        started = time.perf_counter()
        for person in people:
            mail = template.render(person)
            server.sendmail(mail.sender, [mail.recipient], mail.data)
        return Result([(time.perf_counter() - started) / job.size])


def django_backend(job: Job) -> Result:
    """EmailMultiAlternatives.send() for each person, as Django does it: a message and a connection each."""
    from django.core.mail import get_connection

    message, people = mailing.make_message(job), mailing.make_deliveries(job.size)
    with sink() as port:
        started = time.perf_counter()
        for person in people:
            mail = mailing.django_message(message, person)
            mail.connection = get_connection(
                "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=port
            )
            mail.send()
        return Result([(time.perf_counter() - started) / job.size])
