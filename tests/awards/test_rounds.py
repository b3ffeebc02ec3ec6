from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from awards.errors import DeedNotPublished, NoWinners
from awards.figures import winners
from awards.models import Award, Round, Winner
from awards.services import publish_winners
from awards.topics import awards_won
from core.facts import find_fact
from deeds.sources import deed_source
from tests.awards.factories import EVERYDAY, NOON, WEEK, make_award, make_round, make_winner
from tests.deeds.factories import DeedFactory

pytestmark = pytest.mark.django_db


def test_state_follows_from_the_times():
    round = make_round()
    make_winner(round, DeedFactory(), published_at=NOON + 2 * WEEK)

    states = [round.state_at(NOON + offset) for offset in (-2 * WEEK, -WEEK, WEEK, 2 * WEEK)]

    assert states == [Round.State.PLANNED, Round.State.OPEN, Round.State.CLOSED, Round.State.PUBLISHED]


@pytest.mark.parametrize(
    "values",
    [
        {"closes_at": NOON - 2 * WEEK},
        {"categories": [], "year": None},
        {"opens_at": datetime.min.replace(tzinfo=UTC)},
    ],
)
def test_round_whose_values_contradict_is_refused(values):
    with pytest.raises(ValidationError):
        make_round(**values)

    assert not Round.objects.exists()


def test_award_has_one_round_a_year():
    award = make_award()
    make_round(award)

    with pytest.raises(ValidationError):
        make_round(award)


def test_round_without_winners_is_not_published():
    with pytest.raises(NoWinners):
        publish_winners(round=make_round(), now=NOON + WEEK)


def test_winners_are_not_published_while_deeds_are_nominated():
    round = make_round()
    make_winner(round, DeedFactory())

    with pytest.raises(ValidationError):
        publish_winners(round=round, now=NOON)

    assert Round.objects.get().published_at is None


def test_only_a_published_deed_wins():
    deed = DeedFactory()
    deed.source_page.unpublish()
    deed.refresh_from_db()

    with pytest.raises(DeedNotPublished):
        make_winner(make_round(), deed)


@pytest.mark.parametrize("values", [{"place": "4"}, {"reasons": {}}])
def test_winner_has_a_known_place_and_a_reason(values):
    with pytest.raises(ValidationError):
        make_winner(make_round(), DeedFactory(), **values)

    assert not Winner.objects.exists()


def test_words_fall_back_to_a_language_that_exists():
    make_winner(make_round(), DeedFactory(), reasons={"sv": "Bäst."})

    reason = Winner.objects.get().reason_in("en")

    assert (reason.text, reason.language) == ("Bäst.", "sv")


def test_figure_counts_deeds_of_published_rounds_once():
    award, deed = make_award(), DeedFactory()
    past = {"opens_at": NOON - 9 * WEEK, "closes_at": NOON - 8 * WEEK, "categories": [EVERYDAY]}
    for year in (2024, 2025):
        make_winner(make_round(award, year=year, **past), deed, published_at=NOON - 7 * WEEK)
    make_winner(make_round(award), DeedFactory(), published_at=NOON + timedelta(days=3650))

    assert (winners.number(), winners.recount()) == (1, 1)


def test_award_is_a_topic():
    make_award()

    assert find_fact("award:vuoden-teot").labels == {
        "fi": "Vuoden teot", "sv": "Årets gärningar", "en": "Deeds of the Year",
    }  # fmt: skip


def test_deed_that_won_is_about_its_award_once_the_winners_are_published(django_assert_num_queries):
    won, other = DeedFactory(), DeedFactory()
    make_winner(make_round(), won, published_at=NOON + WEEK)
    award = Award.objects.get()

    def topics() -> set[str]:
        found = deed_source.get_items([str(won.number), str(other.number)], language="fi")
        return {key for item in found.values() for key in item.topics if key.startswith("award")}

    with time_machine.travel(NOON - WEEK):
        before = topics()
    with time_machine.travel(NOON + 2 * WEEK):
        after = topics()
        with django_assert_num_queries(1):
            both = awards_won([won.pk, other.pk])

    assert (before, after, both) == (set(), {f"award:{award.code}"}, {won.pk: [f"award:{award.code}"]})
