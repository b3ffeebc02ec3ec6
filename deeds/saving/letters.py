"""The mails to those who follow searches and deeds, each in the search's language."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.letters import Letter, Link, send_letter
from deeds.languages import Shown
from deeds.models import SavedSearch
from deeds.saving.addresses import (
    all_url,
    confirm_url,
    list_headers,
    list_url,
    manage_url,
    stop_all_url,
    stop_url,
)
from deeds.saving.wording import followed_in_words as said


def send_confirmation(*, search: SavedSearch, token: str, now: datetime) -> None:
    with translation.override(search.language):
        letter = Letter(
            subject=_("Confirm that you follow a deed")
            if search.deed
            else _("Confirm that you follow new deeds"),
            paragraphs=[
                _wanted(search),
                _("Confirm it within seven days, and we mail you what is new, %(every)s at most.")
                % {"every": search.get_every_display()},
            ],
            button=_("Read and confirm"),
            url=confirm_url(token),
            after=[_("If it was not you, you need not do anything: you will hear no more from us.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(search, f"confirm:{token[:12]}", letter, now)


def _wanted(search: SavedSearch) -> str:
    if search.deed is None:
        # Also of an organisation or a theme that is followed from a deed's page: nobody saved a search there.
        words = _("Somebody, we hope you, wants to know of new deeds: %(search)s.")
        return words % {"search": said(search)}
    return _("Somebody, we hope you, wants to know what becomes of this deed: %(deed)s.") % {
        "deed": said(search)
    }


def send_known(*, search: SavedSearch, now: datetime) -> None:
    with translation.override(search.language):
        letter = Letter(
            subject=_("You follow this deed already")
            if search.deed
            else _("You follow these new deeds already"),
            paragraphs=[
                _("Somebody, perhaps you, asked once more to follow this: %(search)s.")
                % {"search": said(search)},
                _("With the button you can choose how often we write, or stop it."),
            ],
            button=_("See what I follow"),
            url=manage_url(search, now=now),
            after=[_("If it was not you, you need not do anything. Nothing has changed.")],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(search, f"known:{now.isoformat()}", letter, now)


def send_full(*, search: SavedSearch, most: int, now: datetime) -> None:
    """To an address that has as many searches as one may have; names the oldest, which may be stopped."""
    with translation.override(search.language):
        letter = Letter(
            subject=_("You follow %(most)s things already") % {"most": most},
            paragraphs=[
                _("That is as many as one address may have, so this one was not added."),
                _("Your oldest one is: %(search)s. With the button you can stop it, and then follow another.")
                % {"search": said(search)},
            ],
            button=_("See what I follow"),
            url=all_url(search, now=now),
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
            "%(total)s new deed that you wanted to know of",
            "%(total)s new deeds that you wanted to know of",
            total,
        ) % {"total": total}
        left = total - len(shown)
        more = [_("%(left)s more are in the list.") % {"left": left}] if left > 0 else []
        letter = Letter(
            subject=subject,
            paragraphs=[_("You follow: %(followed)s.") % {"followed": said(search)}],
            links=deed_links(shown, search.language),
            button=_("See the list"),
            url=list_url(search),
            after=[*more, *_ways(search, now)],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(search, f"new:{since.isoformat()}", letter, now)


def send_deed_news(*, search: SavedSearch, links: Sequence[Link], since: datetime, now: datetime) -> None:
    """What became of one deed since the last mail."""
    with translation.override(search.language):
        letter = Letter(
            subject=_("News of a deed that you follow"),
            paragraphs=[_("You follow: %(followed)s.") % {"followed": said(search)}],
            links=links,
            button=_("See the deed"),
            url=list_url(search),
            after=_ways(search, now),
            signature=settings.MAIL_FROM_NAME,
        )
    _send(search, f"new:{since.isoformat()}", letter, now)


def send_digest(
    *, searches: Sequence[SavedSearch], links: Sequence[Link], left: int, since: datetime, now: datetime
) -> None:
    """One mail for several searches or deeds of one reader; its one click stops everything that the reader follows."""
    first = searches[0]
    with translation.override(first.language):
        followed = "; ".join(map(said, searches))
        more = [_("%(left)s more are in the list.") % {"left": left}] if left > 0 else []
        letter = Letter(
            subject=_("News of what you follow on %(site)s") % {"site": settings.MAIL_FROM_NAME},
            paragraphs=[_("You follow: %(followed)s.") % {"followed": followed}],
            links=links,
            button=_("See what I follow"),
            url=all_url(first, now=now),
            after=[*more, _stop_all(first, now)],
            signature=settings.MAIL_FROM_NAME,
        )
    _send(first, f"digest:{since.isoformat()}", letter, now, stop=stop_all_url(first, now=now))


def _ways(search: SavedSearch, now: datetime) -> list[str]:
    stop = _("Stop following this deed: %(url)s") if search.deed else _("Stop following these: %(url)s")
    return [
        _("Choose how often we write: %(url)s") % {"url": manage_url(search, now=now)},
        stop % {"url": stop_url(search, now=now)},
        _("See everything that you follow: %(url)s") % {"url": all_url(search, now=now)},
    ]


def _stop_all(search: SavedSearch, now: datetime) -> str:
    return _("Stop everything that you follow: %(url)s") % {"url": stop_all_url(search, now=now)}


def deed_links(shown: Sequence[Shown], language: str) -> list[Link]:
    return [_link(row, language) for row in shown]


def _link(shown: Shown, language: str) -> Link:
    organisation = shown.deed.organisation.label_in(shown.language) if shown.deed.organisation else ""
    other = shown.language if shown.language != language else ""
    return Link(shown.title, shown.url, organisation, other)


def _send(search: SavedSearch, key: str, letter: Letter, now: datetime, *, stop: str = "") -> None:
    send_letter(
        key=f"saved-search:{search.reference}:{key}",
        to=search.contact.address,
        letter=letter,
        language=search.language,
        headers=list_headers(stop or stop_url(search, now=now)),
        now=now,
    )
