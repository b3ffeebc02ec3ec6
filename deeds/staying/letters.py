"""The one mail that asks what stayed, in the language of whoever is asked."""

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.letters import Letter, send_letter
from contacts.models import Contact
from deeds.languages import title_in
from deeds.models import FollowUp
from deeds.staying.access import answer_url


def send_question(*, follow_up: FollowUp, contact: Contact, now: datetime) -> None:
    with translation.override(follow_up.language):
        words = {
            "deed": title_in(follow_up.deed, follow_up.language),
            "site": settings.MAIL_FROM_NAME,
        }
        if follow_up.adoption is None:
            came = _("A year ago you published the deed “%(deed)s” on %(site)s.") % words
        else:
            came = _("A year ago you told us that you adopted the deed “%(deed)s”.") % words
        letter = Letter(
            subject=_("What stayed of it?"),
            paragraphs=[
                came,
                _(
                    "What stayed in use, and what changed? Those who think of doing the same learn most from that, "
                    "also where little stayed. It takes a minute or two."
                ),
            ],
            button=_("Tell what stayed"),
            url=answer_url(follow_up=follow_up, contact=contact, now=now),
            after=[
                _("The link works for 60 days. Do not pass it on: whoever has it answers in your name."),
                _("We ask this once. If you do not answer, you hear no more of it."),
            ],
            signature=settings.MAIL_FROM_NAME,
        )
    send_letter(
        key=f"deeds:stayed:{follow_up.reference}",
        to=contact.address,
        letter=letter,
        language=follow_up.language,
        now=now,
    )
