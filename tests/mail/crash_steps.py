"""The steps that test_crash.py lets other processes take; each prints the deliveries as JSON."""

import json
import sys
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from mail.models import Delivery
from mail.services import Content, Recipient, Sender, add_deliveries, create_message, release, send_due, sweep


def queue(number: str, size: str) -> None:
    call_command("migrate", verbosity=0)
    content = Content("Hei", "", "x" * int(size), "fi")
    sender = Sender("news@tekotori.example", "Tori")
    message = create_message(group="issue:1", content=content, sender=sender, headers={}, now=timezone.now())
    recipients = (Recipient(f"a{n}@kunta.example") for n in range(int(number)))
    add_deliveries(message=message, recipients=recipients, now=timezone.now())
    release(group="issue:1", now=timezone.now())


def send() -> None:
    send_due(now=timezone.now())


def recover() -> None:
    later = timezone.now() + timedelta(hours=1)  # every lease is over
    sweep(now=later)
    send_due(now=later)


def show() -> None:
    """Nothing: every step prints the deliveries."""


STEPS = {"queue": queue, "send": send, "recover": recover, "show": show}


def take(step: str, *arguments: str) -> None:
    STEPS[step](*arguments)
    sys.stdout.write(json.dumps(list(Delivery.objects.order_by("pk").values_list("address", "state"))))
