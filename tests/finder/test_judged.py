"""The judged queries over the sample deeds among 10,000 generated ones."""

from itertools import islice

import pytest
from django.db import connection

from benchmarks.judging import (
    DISTRACTORS,
    SOURCE,
    Score,
    distractors,
    every_document,
    judged_queries,
    mean,
    sample_documents,
    score,
)
from deeds.finding import documents_of
from deeds.models import Deed
from finder.engines import engine
from finder.search import ranked_numbers
from finder.services import index_documents
from tests.deeds.factories import DeedFactory

BATCH = 500
WANTED_RECALL = 0.95


def find(text: str) -> list[int]:
    return ranked_numbers(text, source=SOURCE)


def missed(scores: list[Score]) -> list[tuple[str, list[int], tuple[int, ...]]]:
    return [(s.query.text, sorted(s.query.deeds), s.found) for s in scores if s.recall_at_10 < 1]


@pytest.mark.slow
@pytest.mark.django_db
def test_judged_queries_find_their_deeds_among_ten_thousand_others():
    # The words decide what is found, not the database: on PostgreSQL fewer do.
    documents = every_document(DISTRACTORS if connection.vendor == "sqlite" else DISTRACTORS // 5)
    while batch := list(islice(documents, BATCH)):
        index_documents(batch)
    engine().gather_statistics()  # nothing of this transaction is known to the planner yet

    scores = [score(query, find) for query in judged_queries()]
    tuned = [s for s in scores if not s.query.held_back]
    held_back = [s for s in scores if s.query.held_back]

    assert mean([s.recall_at_10 for s in tuned]) >= WANTED_RECALL, missed(tuned)
    assert mean([s.recall_at_10 for s in held_back]) >= WANTED_RECALL, missed(held_back)
    assert [s.query.text for s in scores if s.query.kind == "nothing" and s.found] == []


def test_no_generated_deed_says_all_that_an_answer_needs():
    queries = [query for query in judged_queries() if query.apart]

    answering = [
        (document.number, query.text)
        for document in distractors(500)
        for text in [f"{document.title} {document.text}".lower()]
        for query in queries
        if all(any(piece in text for piece in pieces) for pieces in query.apart)
    ]

    assert answering == []


def test_generated_deeds_use_the_sample_deeds_words_and_are_the_same_each_time():
    def words(documents: object) -> set[str]:
        return {word for doc in documents for word in f"{doc.title} {doc.text}".lower().split()}

    generated = list(distractors(300))

    assert generated == list(distractors(300))
    assert len(words(generated)) > 2000
    assert {doc.language for doc in generated} == {"fi", "sv", "en"}


@pytest.mark.django_db
def test_sample_deeds_are_judged_as_the_site_indexes_deeds():
    DeedFactory(
        title="Otsikko", goal="Tavoite.", result="Tulos.", what_we_did="Teimme.", conditions="Ehto.",
        did_not_work="Ei.", measure_indicator="Mittari", unit="Yksikkö", organisation="mallila",
    )  # fmt: skip
    (indexed,) = documents_of(Deed.objects.all())
    judged = next(doc for doc in sample_documents() if (doc.number, doc.language) == (1, "fi"))

    # Goal, result, story, conditions, what did not work, measure, unit, organisation.
    assert indexed.text.split("\n\n") == [
        "Tavoite.", "Tulos.", "Teimme.", "Ehto.", "Ei.", "Mittari", "Yksikkö", "Mallila",
    ]  # fmt: skip
    assert judged.text.split("\n\n")[-3:] == [
        "Vuoronvaihtoja julkaistun listan jälkeen, kolmen viikon jaksossa",
        "Kotihoito, pohjoinen alue",
        "Mallilan hyvinvointialue",
    ]
