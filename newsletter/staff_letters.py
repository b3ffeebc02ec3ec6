"""Mails to the staff about what happened while nobody looked."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from contacts.letters import Letter, send_letter
from newsletter.addresses import absolute
from newsletter.models import Dispatch


def send_held_up(*, dispatch: Dispatch, reasons: Mapping[str, str], user: User, now: datetime) -> None:
    """To whoever pressed send: languages (code -> "edited" or "errors") that did not go at their time."""
    language = preferred_language(user)
    issue, name = dispatch.issue, " ".join(dispatch.issue.name.split())
    with translation.override(language):
        words = {
            "edited": _(
                "%(language)s was edited after somebody pressed send, so it has to be approved again."
            ),
            "errors": _("%(language)s was approved, and the checks find errors in it now."),
        }
        paragraphs = [_("A part of the issue %(issue)s did not go at its time.") % {"issue": name}]
        paragraphs += [
            words[why] % {"language": get_language_info(code)["name_translated"].capitalize()}
            for code, why in reasons.items()
        ]
        letter = Letter(
            subject=_("Not sent: %(issue)s") % {"issue": name},
            paragraphs=[*paragraphs, _("Nobody got it. Look at it, approve it and send it again.")],
            button=_("Check and send"),
            url=absolute(reverse("newsletter_send", args=[issue.pk])),
            after=[],
            signature=issue.newsletter.name,
        )
    key = f"newsletter:held-up:{dispatch.pk}:{now.isoformat()}"
    send_letter(key=key, to=user.email, letter=letter, language=language, now=now)


def preferred_language(user: User) -> str:
    """The language in which somebody of the staff uses the admin."""
    profile = UserProfile.objects.filter(user=user).first()
    chosen = (profile.preferred_language if profile else "") or settings.LANGUAGE_CODE
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
