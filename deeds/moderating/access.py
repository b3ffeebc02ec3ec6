"""The links of moderation in mails: to appeal a decision, and to confirm that a reporter wants an answer."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from contacts.models import Contact
from contacts.services import issue_access_link
from deeds.models import Decision, DeedNotice

APPEAL, ANSWER = "deeds.appeal", "deeds.notice"
APPEAL_FOR = timedelta(days=183)  # six months, as the Digital Services Act asks of complaints
ANSWER_FOR = timedelta(days=7)


def appeal_url(*, decision: Decision, contact: Contact, now: datetime) -> str:
    """Not used up by opening it: a mail scanner or a second look must not take the right away."""
    token = issue_access_link(
        contact=contact,
        purpose=APPEAL,
        reference=str(decision.pk),
        valid_for=APPEAL_FOR,
        is_single_use=False,
        now=now,
    )
    return _absolute("deeds:appeal", token)


def answer_url(*, notice: DeedNotice, contact: Contact, now: datetime) -> str:
    token = issue_access_link(
        contact=contact,
        purpose=ANSWER,
        reference=notice.reference,
        valid_for=ANSWER_FOR,
        is_single_use=False,
        now=now,
    )
    return _absolute("deeds:notice_answer", token)


def _absolute(name: str, token: str) -> str:
    return settings.BASE_URL.rstrip("/") + reverse(name, kwargs={"token": token})
