"""The mail that confirms thanks, in the language of the page from which they came."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.letters import Letter, send_letter
from core.html import absolute_url
from deeds.languages import title_in
from deeds.models import Deed


def send_confirmation(*, deed: Deed, address: str, language: str, token: str, now: datetime) -> None:
    with translation.override(language):
        organisation = deed.organisation.label_in(language) if deed.organisation else ""
        letter = Letter(
            subject=_("Confirm your thanks"),
            paragraphs=[
                _("Somebody, we hope you, wants to thank for the deed “%(deed)s” of %(organisation)s.")
                % {"deed": title_in(deed, language), "organisation": organisation},
                _("Confirm it within seven days. The number of thanks is shown, and nothing of who thanked."),
            ],
            button=_("Read and confirm"),
            url=absolute_url(reverse("deeds:thanks_confirm", args=[token])),
            after=[_("If it was not you, you need not do anything: nothing is counted.")],
            signature=settings.MAIL_FROM_NAME,
        )
    send_letter(
        key=f"deeds:thanks:{deed.number}:{token.rpartition('.')[2]}",
        to=address,
        letter=letter,
        language=language,
        now=now,
    )
