"""The mails of saved searches, each in the search's language."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.letters import Letter, Link, send_letter
from deeds.choosing import Choices
from deeds.languages import Shown
from deeds.models import SavedSearch
from deeds.saving.addresses import confirm_url, list_headers, list_url, manage_url, stop_url
from deeds.saving.wording import in_words


def send_confirmation(*, search: SavedSearch, token: str, now: datetime) -> None:
    with translation.override(search.language):
        letter = Letter(
            subject=_("Confirm your saved search"),
            paragraphs=[
                _("Somebody, we hope you, wants to know of new deeds that meet this search: %(search)s.")
                % {"search": said(search)},
                _("Confirm it within seven days, and we mail you what is new, %(every)s at most.")
                % {"every": search.get_every_display()},
            ],
            button=_("Read and confirm"),
            url=confirm_url(token),
            after=[_("If it was not you, you need not do anything: you will hear no more from us.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(search, f"confirm:{token[:12]}", letter, now)


def send_known(*, search: SavedSearch, now: datetime) -> None:
    with translation.override(search.language):
        letter = Letter(
            subject=_("You have this saved search already"),
            paragraphs=[
                _("Somebody, perhaps you, saved this search once more: %(search)s.")
                % {"search": said(search)},
                _("With the button you can choose how often we write, or stop it."),
            ],
            button=_("See my search"),
            url=manage_url(search, now=now),
            after=[_("If it was not you, you need not do anything. Nothing has changed.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(search, f"known:{now.isoformat()}", letter, now)


def send_full(*, search: SavedSearch, most: int, now: datetime) -> None:
    """To an address that has as many searches as one may have; names the oldest, which may be stopped."""
    with translation.override(search.language):
        letter = Letter(
            subject=_("You have %(most)s saved searches") % {"most": most},
            paragraphs=[
                _("That is as many as one address may have, so the new one was not saved."),
                _("Your oldest one is: %(search)s. With the button you can stop it, and then save another.")
                % {"search": said(search)},
            ],
            button=_("See my search"),
            url=manage_url(search, now=now),
            after=[],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(search, f"full:{now.isoformat()}", letter, now)


def send_new(
    *, search: SavedSearch, shown: Sequence[Shown], total: int, since: datetime, now: datetime
) -> None:
    """What is new since the last mail, at most once for each span of time."""
    with translation.override(search.language):
        subject = ngettext(
            "%(total)s new deed that meets your search", "%(total)s new deeds that meet your search", total
        ) % {"total": total}
        left = total - len(shown)
        more = [_("%(left)s more are in the list.") % {"left": left}] if left > 0 else []
        letter = Letter(
            subject=subject,
            paragraphs=[_("Your search: %(search)s.") % {"search": said(search)}],
            links=[_link(row, search.language) for row in shown],
            button=_("See the list"),
            url=list_url(search),
            after=[
                *more,
                _("Choose how often we write: %(url)s") % {"url": manage_url(search, now=now)},
                _("Stop this search: %(url)s") % {"url": stop_url(search, now=now)},
            ],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(search, f"new:{since.isoformat()}", letter, now)


def said(search: SavedSearch) -> str:
    return in_words(Choices.parse(search.query), search.language)


def _link(shown: Shown, language: str) -> Link:
    organisation = shown.deed.organisation.label_in(shown.language) if shown.deed.organisation else ""
    other = shown.language if shown.language != language else ""
    return Link(shown.title, shown.url, organisation, other)


def _send(search: SavedSearch, key: str, letter: Letter, now: datetime) -> None:
    send_letter(
        key=f"saved-search:{search.reference}:{key}",
        to=search.contact.address,
        letter=letter,
        language=search.language,
        headers=list_headers(search, now=now),
        now=now,
    )
