"""What became of deliveries, in the words of whoever sent the issue, and why a server gave one back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mail.models import State


@dataclass(frozen=True)
class Outcome:
    """States that mean the same to a reader of the report; `look` is the class that colours them."""

    key: str
    label: Promise
    states: frozenset[State]
    look: str


OUTCOMES: Sequence[Outcome] = (
    Outcome("arrived", _("arrived, says the reader's mail server"), frozenset({State.DELIVERED}), "arrived"),
    Outcome("taken", _("taken by the reader's mail server"), frozenset({State.SENT}), "taken"),
    Outcome("waiting", _("waiting for their turn"), frozenset({State.QUEUED, State.SENDING}), "waiting"),
    Outcome("deferred", _("not taken yet, tried again"), frozenset({State.DEFERRED}), "deferred"),
    Outcome(
        "returned", _("given back"), frozenset({State.REJECTED, State.BOUNCED, State.FAILED}), "returned"
    ),
    Outcome(
        "complained", _("arrived, and were reported as unwanted"), frozenset({State.COMPLAINED}), "complained"
    ),
    Outcome("uncertain", _("probably arrived, the line broke"), frozenset({State.UNCERTAIN}), "uncertain"),
    Outcome(
        "cancelled",
        _("not sent: the reader had left, or sending was stopped"),
        frozenset({State.CANCELLED}),
        "cancelled",
    ),
)
RETURNED = next(outcome.states for outcome in OUTCOMES if outcome.key == "returned")
DEFERRED = frozenset({State.DEFERRED})
# Those of which the server's answer and the time of the last change say something; the others are far more.
TROUBLED = RETURNED | DEFERRED | {State.COMPLAINED}

# The middle number of a status (RFC 3463, section 3): what the trouble is about.
REASONS = {
    "1": _("there is no such address"),
    "2": _("the mailbox is full or closed"),
    "3": _("the reader's mail system is in trouble"),
    "4": _("the way to the reader's mail system is in trouble"),
    "5": _("the two mail systems do not understand each other"),
    "6": _("the mail system does not take such content"),
    "7": _("refused by policy, or taken for spam"),
    "": pgettext_lazy("answer of a mail server", "no reason given"),
}


def reason_of(status: str) -> str:
    """The key of a reason for "5.1.1" or the like; "" for plain reply codes and what no table knows.

    >>> reason_of("5.1.1"), reason_of("4.7.26"), reason_of("550"), reason_of("")
    ('1', '7', '', '')
    """
    numbers = status.split(".")
    return numbers[1] if len(numbers) == 3 and numbers[1] in REASONS else ""
