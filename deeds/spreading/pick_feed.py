"""The feed of the deeds of the week: the deed's item under its own guid, with the editor's sentence first."""

from dataclasses import replace
from datetime import UTC, datetime, time

from django.db.models import Max
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.html import clean
from core.pages import page_url
from deeds.front import front_index
from deeds.languages import Shown, shown_in
from deeds.models import DeedIndexPage, DeedPick
from deeds.sources import deed_item, deed_source
from deeds.spreading.picking import begun_picks
from syndication.feeds import Feed, FeedFamily, Version
from syndication.items import Item

KEY = "deed-of-the-week"


def begins_at(pick: DeedPick) -> datetime:
    """The Monday's first moment in Helsinki."""
    return timezone.make_aware(datetime.combine(pick.week_date, time.min)).astimezone(UTC)


def pick_items(*, language: str, limit: int, offset: int, now: datetime) -> list[Item]:
    picks = list(
        begun_picks(now=now)[offset : offset + limit].prefetch_related("deed__sectors", "deed__themes")
    )
    shown = {entry.deed.pk: entry for entry in shown_in({pick.deed for pick in picks}, language)}
    return [pick_item(pick, shown[pick.deed_id]) for pick in picks if pick.deed_id in shown]


def pick_item(pick: DeedPick, shown: Shown) -> Item:
    item, sentence = deed_item(shown), pick.sentence_in(shown.language)
    said = format_html('<p lang="{}"><strong>{}</strong></p>', sentence.language, sentence.text)
    begun = begins_at(pick)
    return replace(
        item,
        guid=f"{KEY}:{pick.week_date.isoformat()}:{shown.language}",
        summary=sentence.text,
        html=clean(f"{said}\n{item.html or format_html('<p>{}</p>', item.summary)}", "feed"),
        published_at=begun,
        updated_at=max(begun, item.updated_at, pick.changed_at.astimezone(UTC)),
    )


def feed_version(*, language: str, now: datetime) -> Version:
    """A week that begins makes the count grow, so the bytes may change without any write."""
    picks = begun_picks(now=now)
    newest = picks.aggregate(pick=Max("changed_at"), deed=Max("deed__changed_at"), week=Max("week_date"))
    if newest["pick"] is None:
        return Version(last_modified=None, count=0)
    begun = timezone.make_aware(datetime.combine(newest["week"], time.min))
    return Version(
        last_modified=max(newest["pick"], newest["deed"], begun),
        count=picks.count(),
        # An organisation's new name changes items too, though neither deed nor pick was touched.
        extra=str(deed_source.last_modified(language=language)),
    )


def pick_feeds(language: str) -> list[Feed]:
    """One feed; none in a language without a list of deeds."""
    index = front_index(language)
    if index is None:
        return []
    with translation.override(language):
        return [
            Feed(
                key=KEY,
                language=language,
                title=_("Deed of the week"),
                description=_("One deed a week, picked by the editors, with the reason why."),
                page_url=page_url(index),
                items=lambda limit, offset: pick_items(
                    language=language, limit=limit, offset=offset, now=timezone.now()
                ),
                version=lambda: feed_version(language=language, now=timezone.now()),
            )
        ]


pick_family = FeedFamily(key=KEY, feeds=pick_feeds, pages=(DeedIndexPage._meta.label,))
