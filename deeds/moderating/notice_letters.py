"""The letters about a notice: the receipt and the answer to whoever reported, and a word to the authors."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.letters import Letter, send_letter
from contacts.models import Contact
from core.html import absolute_url
from deeds.languages import title_in
from deeds.models import Deed, DeedNotice
from deeds.models.moderation import Decision
from deeds.moderating.access import answer_url
from deeds.moderating.letters import lines


def send_receipt(*, notice: DeedNotice, contact: Contact, now: datetime) -> None:
    with translation.override(notice.language):
        letter = Letter(
            subject=_("We have received your report"),
            paragraphs=[
                _("Somebody, we hope you, reported deed %(number)d with this address.")
                % {"number": notice.deed.number},
                _("A moderator looks at it. Confirm with the button that you want to hear what is decided."),
            ],
            button=_("I want the answer"),
            url=answer_url(notice=notice, contact=contact, now=now),
            after=[
                _(
                    "Without the button the report is looked at all the same, and your address is erased within a week."
                ),
                _("If it was not you, you need not do anything."),
            ],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(f"deeds:notice:{notice.reference}", contact, letter, notice.language, now)


def send_answer(
    *, notice: DeedNotice, contact: Contact, decision: Decision, answer: str, now: datetime
) -> None:
    with translation.override(notice.language):
        letter = Letter(
            subject=_("What we decided about your report"),
            paragraphs=[
                _("You reported deed %(number)d.") % {"number": notice.deed.number},
                _outcome(decision),
                _("The reasons:"),
                *lines(answer),
                _("A person decided, not a program."),
                _(
                    "If you disagree, you can report the deed again and tell what is new, or take the matter to an "
                    "out-of-court dispute settlement body or to a court."
                ),
            ],
            button=_("See the deed"),
            url=absolute_url(notice.deed.get_absolute_url()),
            after=[_("Thank you for telling us.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(f"deeds:answer:{decision.pk}", contact, letter, notice.language, now)


def send_kept(*, deed: Deed, authors: Iterable[Contact], decision: Decision, now: datetime) -> None:
    with translation.override(decision.language):
        letter = Letter(
            subject=_("Your deed was reported and stays as it is"),
            paragraphs=[
                _("Somebody reported “%(title)s” (deed %(number)d). A moderator has looked at it.")
                % {"title": title_in(deed, decision.language), "number": deed.number},
                _("We changed nothing. The reasons:"),
                *lines(decision.reason),
            ],
            button=_("See the deed"),
            url=absolute_url(deed.get_absolute_url()),
            after=[_("You need not do anything.")],
            signature=settings.MAIL_FROM_NAME,
        )
    for contact in authors:
        _send(f"deeds:decision:{decision.pk}:{contact.pk}", contact, letter, decision.language, now)


def _outcome(decision: Decision) -> str:
    outcomes = {
        ("restricted", "whole"): _("We have hidden the deed."),
        ("restricted", "picture"): _("We have taken the picture off the deed."),
    }
    return outcomes.get((decision.kind, decision.part), _("We left the deed as it is."))


def _send(key: str, contact: Contact, letter: Letter, language: str, now: datetime) -> None:
    send_letter(key=key, to=contact.address, letter=letter, language=language, now=now)
