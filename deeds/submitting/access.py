"""The two kinds of link to a submission: the one in the mail, and the one of the browser in which it is written.

Both show and save the draft. Only the mail's link proves that the address is the author's, and lives on: the
browser's ends within a day, so that a shared computer's history opens nothing tomorrow.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from contacts.errors import LinkUnknown
from contacts.models import AccessLink
from contacts.services import extend_access_links, issue_access_link, look_up_access_link, void_access_links
from deeds.models import DeedSubmission

BY_MAIL = "deeds.submission"
IN_BROWSER = "deeds.writing"
MAIL_LINK_FOR = timedelta(days=30)
BROWSER_LINK_FOR = timedelta(hours=24)
WAITING_LINK_FOR = timedelta(days=180)  # of what is sent in: its page tells the decision


@dataclass(frozen=True)
class Access:
    """A submission, opened by a link that works."""

    submission: DeedSubmission
    token: str
    is_by_mail: bool


def open_submission(*, token: str, now: datetime) -> Access:
    """Changes nothing. Raises contacts.errors.LinkUnknown or LinkExpired."""
    link = _look_up(token, now)
    rows = DeedSubmission.objects.select_related("contact", "organisation__merged_into", "deed")
    submission = rows.filter(reference=link.reference, contact=link.contact).first()
    if submission is None:
        raise LinkUnknown(purpose=link.purpose)
    return Access(submission, token, is_by_mail=link.purpose == BY_MAIL)


def _look_up(token: str, now: datetime) -> AccessLink:
    try:
        return look_up_access_link(purpose=BY_MAIL, token=token, now=now)
    except LinkUnknown:
        return look_up_access_link(purpose=IN_BROWSER, token=token, now=now)


def browser_token(*, submission: DeedSubmission, now: datetime) -> str:
    """A link for the browser that the author has before them; for nobody's mail."""
    return _issue(submission, IN_BROWSER, BROWSER_LINK_FOR, now)


def mail_url(*, submission: DeedSubmission, now: datetime, valid_for: timedelta = MAIL_LINK_FOR) -> str:
    """The absolute address of the submission's page, for a mail to its author and nowhere else."""
    token = _issue(submission, BY_MAIL, valid_for, now)
    return settings.BASE_URL.rstrip("/") + page_path(token)


def page_path(token: str, step: str = "") -> str:
    if step:
        return reverse("deeds:submission_step", kwargs={"token": token, "step": step})
    return reverse("deeds:submission", kwargs={"token": token})


def keep_links(*, submission: DeedSubmission, until: datetime, now: datetime) -> None:
    """Let the mail's links live as long as what they lead to."""
    extend_access_links(purpose=BY_MAIL, reference=submission.reference, until=until, now=now)


def void_links(*, submission: DeedSubmission, now: datetime) -> None:
    for purpose in (BY_MAIL, IN_BROWSER):
        void_access_links(purpose=purpose, reference=submission.reference, now=now)


def _issue(submission: DeedSubmission, purpose: str, valid_for: timedelta, now: datetime) -> str:
    if submission.contact is None:
        raise ValueError(f"Submission {submission.reference} has no author left to give a link to.")
    return issue_access_link(
        contact=submission.contact,
        purpose=purpose,
        reference=submission.reference,
        valid_for=valid_for,
        is_single_use=False,
        now=now,
    )
