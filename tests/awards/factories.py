"""Awards for tests, through the services."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from awards.models import Award, AwardPage, Category, Round, RoundPage
from awards.services import (
    CategoryFields,
    PageTexts,
    WinnerFields,
    create_award,
    create_award_page,
    create_round,
    create_round_page,
    publish_page,
    publish_winners,
    set_winners,
)
from deeds.models import Deed
from tests.deeds.factories import front_page

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
NAMES = {"fi": "Vuoden teot", "sv": "Årets gärningar", "en": "Deeds of the Year"}
EVERYDAY = CategoryFields(
    code="everyday",
    names={"fi": "Arjen teko", "sv": "Vardagsgärningen", "en": "Everyday deed"},
    descriptions={"fi": "Pieni muutos.", "sv": "En liten ändring.", "en": "A small change."},
)
TOGETHER = CategoryFields(
    code="together",
    names={"fi": "Yhdessä tehty", "sv": "Gjort tillsammans", "en": "Done together"},
    closes_at=NOON + timedelta(days=1),
)


def make_award(**values: Any) -> Award:
    return create_award(**{"code": "vuoden-teot", "names": NAMES, "now": NOON, **values})


def make_round(award: Award | None = None, **values: Any) -> Round:
    """A round that is open at NOON; its category "together" closes a day later, "everyday" with the round."""
    times = {"opens_at": NOON - WEEK, "closes_at": NOON + WEEK}
    defaults = {"year": 2026, "categories": [EVERYDAY, TOGETHER], "now": NOON, **times}
    return create_round(award=award or make_award(), **{**defaults, **values})


def category(round: Round, code: str = "everyday") -> Category:
    return round.categories.get(code=code)


def make_juror(address: str = "raati@example.org", *, may: bool = True) -> Any:
    user = get_user_model().objects.create_user(address, address, "salasana-2026")
    if may:
        user.user_permissions.add(Permission.objects.get(codename="nominate"))
    return user


def make_winner(round: Round, deed: Deed, *, published_at: datetime | None = None, **values: Any) -> None:
    """The deed as the round's only winner; readers see it from `published_at` on."""
    reasons = values.pop("reasons", {"fi": "Paras.", "sv": "Bäst.", "en": "The best."})
    winner = WinnerFields(
        **{"category": "everyday", "deed": deed, "place": "1", "reasons": reasons, **values}
    )
    set_winners(round=round, winners=[winner], now=NOON)
    if published_at:
        publish_winners(round=round, at=published_at, now=NOON)


def make_pages(round: Round) -> tuple[AwardPage, RoundPage]:
    texts = PageTexts(title="Vuoden teot", intro="Palkinto hyvistä teoista.", slug="vuoden-teot")
    page = create_award_page(parent=front_page(), award=round.award, texts=texts, user=None, now=NOON)
    page = publish_page(page=page, user=None, now=NOON)
    texts = PageTexts(title="Vuoden teot 2026", intro="Ehdolla olivat arjen teot.", slug="2026")
    round_page = create_round_page(parent=page, round=round, texts=texts, user=None, now=NOON)
    return page, publish_page(page=round_page, user=None, now=NOON)
