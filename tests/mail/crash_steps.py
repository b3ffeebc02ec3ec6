"""The steps that test_crash.py lets other processes take; each hands back the deliveries' addresses and states."""

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from mail.models import Delivery
from mail.services import (
    Content,
    Recipient,
    Sender,
    add_deliveries,
    create_message,
    release,
    send,
    send_due,
    sweep,
)
from mail.services.send import Run


def queue(number: int, size: int) -> None:
    call_command("migrate", verbosity=0)
    content = Content("Hei", "", "x" * size, "fi")
    sender = Sender("news@tekotori.example", "Tori")
    message = create_message(group="issue:1", content=content, sender=sender, headers={}, now=timezone.now())
    recipients = (Recipient(f"a{n}@kunta.example") for n in range(number))
    add_deliveries(message=message, recipients=recipients, now=timezone.now())
    release(group="issue:1", now=timezone.now())


def send_all() -> None:
    send_due(now=timezone.now())


def recover(hours: int = 1) -> None:
    later = timezone.now() + timedelta(hours=hours)  # every lease is over
    sweep(now=later)
    send_due(now=later)


def send_and_die(point: str, number: int, hours: int) -> None:
    """Take over what the dead had, and send until this point is reached for so many times."""
    POINTS[point](_dying(number))
    recover(hours)


def _dying(number: int) -> Callable[[], None]:
    left = [number]

    def step() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def _before_claim(die: Callable[[], None]) -> None:
    _wrap(send, "claim", before=die)


def _after_mark(die: Callable[[], None]) -> None:
    _wrap(Run, "_end", before=die)


def _between_dot_and_answer(die: Callable[[], None]) -> None:
    _wrap(Run, "_end", after=die)


def _in_the_result_write(die: Callable[[], None]) -> None:
    _wrap(send, "settle", after=die)


def _wrap(
    place: Any, name: str, *, before: Callable[[], None] = int, after: Callable[[], None] = int
) -> None:
    """Before the call, or after it and before what follows it, the commit for one."""
    original = getattr(place, name)

    def wrapped(*arguments: Any, **keywords: Any) -> Any:
        before()
        result = original(*arguments, **keywords)
        after()
        return result

    setattr(place, name, wrapped)


POINTS = {
    "before claim": _before_claim,
    "after mark": _after_mark,
    "between dot and 250": _between_dot_and_answer,
    "in the result write": _in_the_result_write,
}
STEPS: dict[str, Callable[..., None]] = {
    "queue": queue,
    "send": send_all,
    "recover": recover,
    "die": send_and_die,
    "show": int,
}


def take(
    answer: Connection, database: dict[str, Any], port: int, connections_: int, step: str, *args: Any
) -> None:
    """In a process of its own, which was forked before it had any connection."""
    connections.settings["default"].update(database)
    del connections["default"]  # Django makes one for the database that stood there before
    settings.MAIL_SMTP_PORT, settings.MAIL_CONNECTIONS = port, connections_
    STEPS[step](*args)
    answer.send(list(Delivery.objects.order_by("pk").values_list("address", "state")))
