"""Every write to the outbox. `now` is always passed in; nothing here knows a request."""

from mail.addresses import address_key, normalise_address
from mail.services.groups import cancel, discard, pause, requeue, resume
from mail.services.queue import add_deliveries, already_in, create_message, queue_single, release
from mail.services.readdress import readdress
from mail.services.send import send_due
from mail.services.suppress import erase_address, lift_suppression, suppress, suppressed
from mail.services.sweep import purge, sweep
from mail.services.types import Content, Recipient, Sender, SendReport

__all__ = [
    "Content",
    "Recipient",
    "SendReport",
    "Sender",
    "add_deliveries",
    "address_key",
    "already_in",
    "cancel",
    "create_message",
    "discard",
    "erase_address",
    "lift_suppression",
    "normalise_address",
    "pause",
    "purge",
    "queue_single",
    "readdress",
    "release",
    "requeue",
    "resume",
    "send_due",
    "suppress",
    "suppressed",
    "sweep",
]
