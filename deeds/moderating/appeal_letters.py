"""The letter that tells an author what became of an appeal."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.letters import Letter, send_letter
from contacts.models import Contact
from core.html import absolute_url
from deeds.models import Appeal
from deeds.models.moderation import Decision
from deeds.moderating.letters import lines


def send_outcome(*, appeal: Appeal, contact: Contact, decision: Decision, now: datetime) -> None:
    about = appeal.decision
    with translation.override(appeal.language):
        letter = Letter(
            subject=_("What we decided about your appeal"),
            paragraphs=[
                _outcome(decision, about),
                _("The reasons:"),
                *lines(decision.reason),
                _by_whom(decision, about),
                _("You can also take the matter to an out-of-court dispute settlement body or to a court."),
            ],
            **_where(about, appeal.language),
            after=[_("You need not do anything.")],
            signature=settings.MAIL_FROM_NAME,
        )
    send_letter(
        key=f"deeds:appeal:{appeal.pk}", to=contact.address, letter=letter, language=appeal.language, now=now
    )


def _outcome(decision: Decision, about: Decision) -> str:
    if decision.kind == Decision.Kind.CONFIRMED:
        return _("We have looked at your appeal. The decision stands.")
    if about.kind == Decision.Kind.RESTRICTED:
        return _("We have looked at your appeal and agree with you. The restriction is lifted.")
    return _(
        "We have looked at your appeal and agree with you. Your deed is in the queue again, and we write when it is published."
    )


def _by_whom(decision: Decision, about: Decision) -> str:
    if decision.decided_by_id == about.decided_by_id:
        return _("The same person decided again, since there is nobody else to decide.")
    return _("Somebody else than whoever made the first decision decided.")


def _where(about: Decision, language: str) -> dict[str, Any]:
    if about.deed is not None and about.kind == Decision.Kind.RESTRICTED:
        return {"button": _("See the deed"), "url": absolute_url(about.deed.get_absolute_url())}
    terms = reverse("deeds:terms", kwargs={"language": language})
    return {"button": _("Read our terms of publishing"), "url": absolute_url(terms)}
