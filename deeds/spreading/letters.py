"""The mails of adopting, each in the language in which the person wrote."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.letters import Letter, send_letter
from core.html import absolute_url
from deeds.languages import title_in
from deeds.models import Adoption


def send_confirmation(*, adoption: Adoption, token: str, now: datetime) -> None:
    with translation.override(adoption.language):
        letter = Letter(
            subject=_("Confirm that you adopted a deed"),
            paragraphs=[
                _("Somebody, we hope you, says that %(organisation)s adopted the deed “%(deed)s”.")
                % _names(adoption),
                _("Confirm it within seven days. Your address is not shown anywhere."),
            ],
            button=_("Read and confirm"),
            url=absolute_url(reverse("adoptions:confirm", args=[token])),
            after=[_("If it was not you, you need not do anything: nothing is shown, and we forget it.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(adoption, f"confirm:{token[:12]}", letter, now)


def send_accepted(*, adoption: Adoption, now: datetime) -> None:
    with translation.override(adoption.language):
        letter = Letter(
            subject=_("Your adoption is shown"),
            paragraphs=[
                _("%(organisation)s now stands among those who adopted the deed “%(deed)s”.")
                % _names(adoption),
                _("Thank you for telling others that it can be done elsewhere too."),
            ],
            button=_("See the deed"),
            url=absolute_url(adoption.deed.get_absolute_url()),
            after=[],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(adoption, "accepted", letter, now)


def send_refused(*, adoption: Adoption, now: datetime) -> None:
    with translation.override(adoption.language):
        letter = Letter(
            subject=_("Your adoption is not shown"),
            paragraphs=[
                _("You told us that %(organisation)s adopted the deed “%(deed)s”. We do not show it.")
                % _names(adoption),
                _("The reason: %(reason)s") % {"reason": adoption.reason},
                _("If you think that this is a mistake, answer this mail, or tell us again and say more."),
            ],
            button=_("See the deed"),
            url=absolute_url(adoption.deed.get_absolute_url()),
            after=[],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(adoption, "refused", letter, now)


def _names(adoption: Adoption) -> dict[str, str]:
    return {
        "organisation": adoption.organisation.name_in(adoption.language),
        "deed": title_in(adoption.deed, adoption.language),
    }


def _send(adoption: Adoption, key: str, letter: Letter, now: datetime) -> None:
    if adoption.contact is None:  # erased meanwhile: nobody to write to
        return
    send_letter(
        key=f"adoption:{adoption.reference}:{key}",
        to=adoption.contact.address,
        letter=letter,
        language=adoption.language,
        now=now,
    )
