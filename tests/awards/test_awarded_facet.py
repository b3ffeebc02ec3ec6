import pytest

from deeds.asking import Question, count, numbers
from tests.awards.factories import EVERYDAY, NOON, WEEK, make_round, make_winner
from tests.deeds.factories import DeedFactory

pytestmark = pytest.mark.django_db
PAST = {"opens_at": NOON - 9 * WEEK, "closes_at": NOON - 8 * WEEK}


def test_winners_of_published_rounds_are_counted_and_found_as_awarded():
    winner, _other = DeedFactory(title="Paras"), DeedFactory(title="Muu")
    hidden = DeedFactory(title="Salassa vielä")
    make_winner(make_round(year=2025, categories=[EVERYDAY], **PAST), winner, published_at=NOON - 7 * WEEK)
    make_winner(
        make_round(award=winner.wins.get().category.round.award, year=2024, categories=[EVERYDAY], **PAST),
        hidden,
    )

    counts = count(Question(), language="fi")

    assert counts.by_facet["awarded"] == {"1": 1}
    assert numbers(Question(values={"awarded": ["1", "2"]}), limit=20) == [winner.number]
