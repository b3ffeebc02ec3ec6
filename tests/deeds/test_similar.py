import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from deeds.likeness import likeness, packed, pairs_of, text_of_fields, unpacked
from deeds.models import Deed, DeedFingerprint, DeedFingerprintKey
from deeds.services import set_lead
from deeds.similar import MINIMUM_SCORE, similar_deeds
from tests.deeds.factories import NOON, DeedFactory, locale
from tests.deeds.near_duplicates.mutations import (
    MUTATIONS,
    PER_MUTATION,
    Pair,
    hard_negatives,
    pairs,
    samples,
)

NEEDED = 0.95


def score(pair: Pair) -> float:
    language = pair.original.language
    texts = (text_of_fields(pair.texts), text_of_fields(pair.original.texts))
    return likeness(*(pairs_of(text, language) for text in texts))


def judged(count: int) -> tuple[dict[str, float], float]:
    """Recall of each mutation, and the share of different deeds taken for near-duplicates."""
    found = dict.fromkeys(MUTATIONS, 0)
    for pair in pairs(count):
        found[pair.mutation] += score(pair) >= MINIMUM_SCORE
    negatives = hard_negatives(count * len(MUTATIONS))
    wrong = sum(score(pair) >= MINIMUM_SCORE for pair in negatives)
    return {name: hits / count for name, hits in found.items()}, wrong / len(negatives)


def test_a_few_of_each_mutation_are_recognised_and_different_deeds_are_not():
    recall, wrong = judged(6)

    assert sum(recall.values()) / len(recall) >= NEEDED
    assert min(recall.values()) >= 5 / 6
    assert wrong <= 1 - NEEDED


@pytest.mark.long
def test_five_hundred_near_duplicates_and_five_hundred_different_deeds_are_told_apart():
    recall, wrong = judged(PER_MUTATION)

    found = sum(recall.values()) / len(recall)
    assert min(recall.values()) >= NEEDED
    assert found / (found + wrong) >= NEEDED


@given(st.text(), st.text())
def test_likeness_is_symmetric_and_never_more_than_one(one: str, other: str):
    sets = pairs_of(one, "fi"), pairs_of(other, "fi")

    assert likeness(*sets) == likeness(*reversed(sets))
    assert 0 <= likeness(*sets) <= 1
    assert unpacked(packed(sets[0])) == sets[0]


def sample_texts(number: int, language: str = "fi") -> dict[str, str]:
    return dict(
        next(
            row.texts
            for row in samples()
            if (row.number, row.language) == (number, language) and not row.is_lead
        )
    )


@pytest.fixture
def deed(db: None) -> Deed:
    """Sample deed 1, published beside sample deed 5."""
    DeedFactory(number=5, **sample_texts(5))
    return DeedFactory(number=1, **sample_texts(1))


def test_the_deed_that_says_the_same_is_named_with_its_score(deed: Deed):
    changed = sample_texts(1) | {"title": "Omat vuorot listalle", "conditions": "", "did_not_work": ""}

    found = similar_deeds(texts=changed, language="fi")

    assert [(row.deed, row.title, row.language) for row in found] == [(deed, deed.title, "fi")]
    assert 90 <= found[0].percent <= 100


def test_a_title_alone_is_enough(deed: Deed):
    assert [row.deed for row in similar_deeds(texts={"title": deed.title}, language="fi")] == [deed]


def test_the_deed_being_corrected_is_left_out(deed: Deed):
    assert similar_deeds(texts=sample_texts(1), language="fi", leave_out=1) == []


def test_nothing_is_like_no_text(deed: Deed):
    assert similar_deeds(texts={}, language="fi") == []


def test_a_lead_in_the_other_language_is_recognised(deed: Deed):
    words = {
        "title": "Arbetsskiften i tre omgångar",
        "goal": "Hemvården planerar sina skift i tre omgångar. Listan blev klar fem veckor före perioden.",
    }
    set_lead(deed=deed, locale=locale("sv"), title=words["title"], text=words["goal"], now=NOON)

    found = similar_deeds(texts=words, language="sv")

    assert [(row.deed, row.language) for row in found] == [(deed, "sv")]
    assert found[0].title == deed.title


def test_an_unpublished_deed_is_not_suggested_and_leaves_nothing_to_compare_with(deed: Deed):
    deed.source_page.unpublish()

    assert similar_deeds(texts=sample_texts(1), language="fi") == []
    assert not DeedFingerprint.objects.filter(deed=deed).exists()
    assert not DeedFingerprintKey.objects.filter(fingerprint__deed=deed).exists()


def test_a_changed_text_is_compared_as_it_stands_now(deed: Deed):
    page = deed.source_page
    page.goal, page.result, page.body = sample_texts(3)["goal"], sample_texts(3)["result"], []
    page.save_revision().publish()

    assert [row.deed for row in similar_deeds(texts=sample_texts(3), language="fi")] == [deed]


def test_one_answer_takes_as_many_queries_as_three(deed: Deed, count_queries):
    texts = sample_texts(1)
    one = count_queries(lambda: similar_deeds(texts=texts, language="fi"))
    for number in (2, 3):
        DeedFactory(number=number, **texts)

    assert count_queries(lambda: similar_deeds(texts=texts, language="fi")) == one == 2
    assert len(similar_deeds(texts=texts, language="fi")) == 3


def test_rebuilding_brings_back_what_was_lost(deed: Deed, capsys: pytest.CaptureFixture[str]):
    DeedFingerprint.objects.all().delete()

    call_command("rebuild_fingerprints")

    assert capsys.readouterr().out == "2 deeds compared anew\n"
    assert [row.deed for row in similar_deeds(texts=sample_texts(1), language="fi")] == [deed]
