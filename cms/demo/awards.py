"""The sample award: its round with categories and winners, and their pages in three languages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from awards.models import Award, AwardPage, Round, RoundPage
from awards.services import (
    CategoryFields,
    PageTexts,
    WinnerFields,
    award_values,
    create_award,
    create_award_page,
    create_round,
    create_round_page,
    publish_page,
    publish_winners,
    round_values,
    set_winners,
)
from cms.demo.files import LANGUAGES, moment, read_toml
from cms.demo.samples import remember
from core.translation import translate_page
from deeds.models import Deed

OPEN_FOR = timedelta(days=60)


@transaction.atomic
def load_award(*, site_home: Page, root: Path, user: User, now: datetime) -> Award:
    """Load demo/content/award.toml from the project's folder `root`; a second run finds it and doubles nothing."""
    row = read_toml(root / "demo" / "content" / "award.toml")
    known = Award.objects.filter(code=row["slug"]).first()
    if known is not None:
        return known
    names = {language: row[language]["title"] for language in LANGUAGES}
    award = create_award(code=row["slug"], names=names, now=now)
    round = _load_round(award, row, now)
    page = _load_award_page(site_home, award, row, user)
    _load_round_page(page, round, row["round"], user, moment(row["round"]["published_at"]))
    _load_round_page(page, _open_round(award, row, now), row["open_round"], user, now)
    remember([award, page])  # removing walks back: the pages first, then what they show
    return award


def _load_round(award: Award, row: Mapping[str, Any], now: datetime) -> Round:
    times = {name: moment(row["round"][name]) for name in ("opens_at", "closes_at", "published_at")}
    round = create_round(
        award=award,
        year=row["year"],
        opens_at=times["opens_at"],
        closes_at=times["closes_at"],
        categories=[_category(category) for category in row["category"]],
        now=now,
    )
    set_winners(round=round, winners=[_winner(winner) for winner in row["winner"]], now=now)
    return publish_winners(round=round, at=times["published_at"], now=now)


def _open_round(award: Award, row: Mapping[str, Any], now: datetime) -> Round:
    """The next year's round, open for jurors from the day of loading."""
    # On the hour, as people set such times.
    closes_at = timezone.localtime(now + OPEN_FOR).replace(hour=16, minute=0, second=0, microsecond=0)
    return create_round(
        award=award,
        year=row["year"] + 1,
        opens_at=now - timedelta(days=1),
        closes_at=closes_at,
        categories=[replace(_category(category), closes_at=closes_at) for category in row["category"]],
        now=now,
    )


def _category(row: Mapping[str, Any]) -> CategoryFields:
    return CategoryFields(
        code=row["code"],
        names={language: row[language]["name"] for language in LANGUAGES},
        descriptions={language: row[language]["description"] for language in LANGUAGES},
        closes_at=moment(row["closes_at"]),
    )


def _winner(row: Mapping[str, Any]) -> WinnerFields:
    deed = Deed.objects.get(number=row["deed"])
    return WinnerFields(category=row["category"], deed=deed, place=str(row["place"]), reasons=row["reason"])


def _load_award_page(home: Page, award: Award, row: Mapping[str, Any], user: User) -> AwardPage:
    first_at = moment(row["round"]["opens_at"])
    texts = _texts(row["fi"], slug=row["slug"], show_in_menus=True)
    page = create_award_page(parent=home, award=award, texts=texts, user=user, now=first_at)
    page = publish_page(page=page, user=user, now=first_at)
    for locale in _other_locales():
        values = award_values(_texts(row[locale.language_code]))
        translate_page(source=page, locale=locale, target_values=values, user=user, now=first_at)
    return page


def _load_round_page(
    parent: AwardPage, round: Round, row: Mapping[str, Any], user: User, published_at: datetime
) -> RoundPage:
    texts = _texts(row["fi"], slug=str(round.year))
    page = create_round_page(parent=parent, round=round, texts=texts, user=user, now=published_at)
    page = publish_page(page=page, user=user, now=published_at)
    for locale in _other_locales():
        values = round_values(_texts(row[locale.language_code], slug=str(round.year)))
        translate_page(source=page, locale=locale, target_values=values, user=user, now=published_at)
    return page


def _texts(row: Mapping[str, str], **more: Any) -> PageTexts:
    return PageTexts(title=row["title"], intro=row["intro"], search_description=row["intro"][:255], **more)


def _other_locales() -> list[Locale]:
    return [Locale.objects.get(language_code=code) for code in LANGUAGES if code != "fi"]
