"""The deed of the week: which it is, and every write of picks."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.html import clean_words
from deeds.errors import DeedNotPublished
from deeds.models import Deed, DeedPick
from deeds.models.words import LANGUAGES

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

# A pick stays up while editors are on holiday, but not so long that nobody believes its name.
SHOWN_FOR = timedelta(days=14)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def begun_picks(*, now: datetime) -> "QuerySet[DeedPick]":
    """Picks of published deeds whose week has begun, the newest first."""
    picks = DeedPick.objects.filter(deed__state=Deed.State.LIVE, week_date__lte=timezone.localdate(now))
    return picks.select_related("deed__organisation__merged_into").order_by("-week_date")


def current_pick(*, now: datetime) -> DeedPick | None:
    oldest = monday_of(timezone.localdate(now)) - SHOWN_FOR + timedelta(days=7)
    return begun_picks(now=now).filter(week_date__gte=oldest).first()


@transaction.atomic
def save_pick(
    *,
    deed: Deed,
    week_date: date,
    sentences: Mapping[str, str],
    user: "AbstractBaseUser | None",
    now: datetime,
    pick: DeedPick | None = None,
) -> DeedPick:
    """Pick a deed for the week of a day, or change a pick. Raises DeedNotPublished, ValidationError for a taken week."""
    if not deed.is_live:
        raise DeedNotPublished(number=deed.number)
    row = pick or DeedPick()
    row.deed, row.week_date, row.changed_at = deed, week_date, now
    row.picked_by = user  # type: ignore[assignment]  # the project's user model, whichever it is
    for language in LANGUAGES:
        setattr(row, f"sentence_{language}", clean_words(sentences.get(language, "").strip()))
    row.full_clean()
    row.save()
    return row
