from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from finder.models import Entry, Term
from finder.search import ranked_numbers, search
from finder.services import rebuild_index, remove_document
from tests.finder.shelf import Shelf

pytestmark = pytest.mark.django_db


def found(text: str, **filters: Any) -> set[int]:
    return set(ranked_numbers(text, source="shelf", **filters))


@pytest.mark.parametrize("word", ["kunta", "kuntien", "kunnissa"])
def test_any_form_of_a_word_finds_every_other(shelf: Shelf, word: str):
    shelf.put("1", "Kunta kehittää")
    shelf.put("2", "Kuntien yhteinen työ")
    shelf.put("3", "Mitä kunnissa tehtiin")
    shelf.put("4", "Sairaalan arki")

    assert found(word) == {1, 2, 3}


def test_every_word_must_be_met(shelf: Shelf):
    shelf.put("1", "Työvuorot kotihoidossa")
    shelf.put("2", "Työvuorot tallilla")

    assert found("työvuoro kotihoito") == {1}


def test_part_of_a_compound_finds_it(shelf: Shelf):
    shelf.put("1", "Työhyvinvointikyselyn satoa", "Työhyvinvointikysely tehtiin.")

    assert found("kysely") == {1}


def test_beginning_of_the_last_word_finds_it(shelf: Shelf):
    shelf.put("1", "Perehdytys tiiliskivikorttelissa")

    assert found("tiiliski") == {1}


def test_each_text_is_judged_in_its_own_language(shelf: Shelf):
    shelf.put("1", "Kommunernas arbete", language="sv")
    shelf.put("2", "Working in a municipality", language="en")

    assert (found("kommun"), found("municipalities"), found("kommun", languages=("fi",))) == ({1}, {2}, set())


def test_ä_is_not_a(shelf: Shelf):
    shelf.put("1", "Näkki")
    shelf.put("2", "Nakki")

    assert (found("nakki"), found("näkki")) == ({2}, {1})


@pytest.mark.parametrize(
    "text",
    ["", "  ", '"', "AND", "a OR", "NEAR(", "työ*", "x' | !y", "(((", "-", "\x00", "%", "å" * 500, "^title:"],
)
def test_operators_and_odd_text_are_only_words(shelf: Shelf, text: str):
    shelf.put("1", "Kunta")

    assert found(text) <= {1}


def test_a_word_in_the_title_ranks_before_one_in_the_text(shelf: Shelf):
    shelf.put("1", "Jotain muuta", "Perehdytys mainitaan täällä kerran muiden asioiden joukossa.")
    shelf.put("2", "Perehdytys uusiksi", "Täällä puhutaan muista asioista ja muutenkin pitkästi kaikesta.")

    assert ranked_numbers("perehdytys", source="shelf") == [2, 1]


def test_removed_text_is_not_found_and_leaves_no_words(shelf: Shelf):
    shelf.put("1", "Kunta")

    remove_document(source="shelf", ref="1")

    assert (found("kunta"), Entry.objects.count()) == (set(), 0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tekotori_finder_words")
            assert cursor.fetchone() == (0,)


def test_search_trusts_the_source_over_the_index(shelf: Shelf):
    shelf.put("1", "Kunta salassa")
    shelf.put("2", "Kunta julki")
    del shelf.texts["1"]  # withdrawn, while the index still has it

    hits = search("kunta", language="fi")

    assert [(hit.ref, hit.title, hit.url) for hit in hits.rows] == [
        ("2", "<mark>Kunta</mark> julki", "/shelf/2")
    ]
    assert hits.total == 1


def test_snippet_shows_the_words_around_the_match(shelf: Shelf):
    shelf.put("1", "Otsikko", "alku " * 60 + "tässä kunnissa tehtiin " + "loppu " * 60)

    snippet = search("kunta", language="fi").rows[0].snippet

    assert "<mark>kunnissa</mark> tehtiin" in snippet
    assert (snippet[:2], snippet[-2:]) == ("… ", " …")


def test_rebuilding_restores_the_index_and_drops_what_is_gone(shelf: Shelf):
    shelf.put("1", "Kunta")
    shelf.put("2", "Kunta kaksi")
    del shelf.texts["2"]

    counts = rebuild_index(source="shelf")

    assert (counts, found("kunta")) == ({"shelf": 1}, {1})


@pytest.mark.postgres
def test_planner_of_postgresql_knows_what_a_rebuilt_index_holds(shelf: Shelf):
    shelf.put("1", "Kunta ja sairaala")

    rebuild_index(source="shelf")

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'tekotori_finder_term'")
        assert cursor.fetchone() == (Term.objects.count(),)


def test_indexing_again_replaces_the_words(shelf: Shelf):
    shelf.put("1", "Kunta")
    shelf.put("1", "Sairaala")

    assert (found("kunta"), found("sairaala")) == (set(), {1})


def test_text_that_stands_there_word_for_word_is_left_alone(
    shelf: Shelf, django_assert_num_queries: DjangoAssertNumQueries
):
    shelf.put("1", "Kunnan kysely")

    with django_assert_num_queries(1):
        shelf.put("1", "Kunnan kysely")

    assert found("kysely") == {1}


def test_search_page_answers_in_each_language(client: Client, shelf: Shelf):
    shelf.put("1", "Kunta julki")

    answers = [client.get(f"/{language}/search/?q=kunta") for language in ("fi", "sv", "en")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert all("/shelf/1" in answer.content.decode() for answer in answers)
    assert all(not answer.cookies for answer in answers)
