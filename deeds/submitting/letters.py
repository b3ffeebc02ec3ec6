"""The mails of a submission: at most two until it is decided, each with a link to its page."""

from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from contacts.letters import Letter, send_letter
from deeds.models import DeedSubmission
from deeds.submitting.access import mail_url
from deeds.submitting.errors import MailsUsedUp

MOST_MAILS = 2


def send_link(*, submission: DeedSubmission, now: datetime) -> None:
    """The link by which a draft is resumed on any device, and by which the address is confirmed. Raises MailsUsedUp."""
    _count(submission)
    with translation.override(submission.language):
        letter = Letter(
            subject=_("Your deed: the link to your draft"),
            paragraphs=[
                _("Somebody, we hope you, began to publish a deed with this address."),
                _(
                    "With the button you can go on with it on any device and see later how it fares. Using it also "
                    "confirms your address, which a moderator needs before reading the deed."
                ),
                _(
                    "A draft is kept for 30 days. Do not pass the link on: whoever has it can change the deed."
                ),
            ],
            button=_("Open my deed"),
            url=mail_url(submission=submission, now=now),
            after=[_("If it was not you, you need not do anything: nothing is published without you.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(submission, letter, now)


def send_expiry_notice(*, submission: DeedSubmission, now: datetime) -> None:
    """A few days before a draft's texts are erased. Raises MailsUsedUp."""
    _count(submission)
    with translation.override(submission.language):
        letter = Letter(
            subject=_("Your draft is about to expire"),
            paragraphs=[_expiry(submission), _what_to_do(submission)],
            button=_("Open my deed"),
            url=mail_url(submission=submission, now=now),
            after=[_("If you no longer need it, you need not do anything: the draft is erased by itself.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(submission, letter, now)


def _expiry(submission: DeedSubmission) -> str:
    assert submission.expires_at is not None  # noqa: S101 — the sweep picks drafts by this column
    day = date_format(localtime(submission.expires_at), "DATE_FORMAT")
    if submission.title:
        return _("The draft “%(title)s” is erased on %(day)s, with everything in it.") % {
            "title": submission.title,
            "day": day,
        }
    return _("Your draft of a deed is erased on %(day)s, with everything in it.") % {"day": day}


def _what_to_do(submission: DeedSubmission) -> str:
    if submission.waits_for_address:
        return _("It is sent in, but your address is not confirmed. Open it with the button and confirm.")
    return _("Open it with the button and go on, or send it in. Each save keeps it for 30 days more.")


def _count(submission: DeedSubmission) -> None:
    """Take one of the two mails, or refuse: of two calls at once one takes the last."""
    rows = DeedSubmission.objects.filter(pk=submission.pk, mails_sent__lt=MOST_MAILS)
    if not rows.update(mails_sent=F("mails_sent") + 1):
        raise MailsUsedUp(reference=submission.reference)
    submission.mails_sent += 1


def _send(submission: DeedSubmission, letter: Letter, now: datetime) -> None:
    assert submission.contact is not None  # noqa: S101 — mail_url has refused a submission without an author
    send_letter(
        key=f"deeds:submission:{submission.reference}:{submission.mails_sent}",
        to=submission.contact.address,
        letter=letter,
        language=submission.language,
        now=now,
    )
