"""Errors of typing, beginnings, and the vocabulary that they are looked up in."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from finder import vocabulary
from finder.models import Entry, Term
from finder.queries import read_search
from finder.search import ranked_numbers
from finder.services import rebuild_index, remove_document
from finder.vocabulary import distance, keys_of
from finder.words import Spelling
from tests.finder.shelf import Shelf

LETTERS = st.text("aekot", min_size=4, max_size=9)


def found(text: str) -> list[int]:
    return ranked_numbers(text, source="shelf")


def words() -> set[str]:
    return set(Term.objects.values_list("word", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "nuorisovaltusto",  # a letter too few
        "nuorisovaltuustto",  # one too many
        "nuorisovaltuusti",  # a wrong one
        "nuorisovaltuutso",  # two out of place
        "nuorisvaltuusot",  # two errors in a long word
    ],
)
def test_word_with_typing_errors_finds_the_one_that_was_meant(shelf: Shelf, typed: str):
    shelf.put("1", "Nuorisovaltuusto kokoontui")
    shelf.put("2", "Vanhusneuvosto kokoontui")

    assert found(typed) == [1]


@pytest.mark.django_db
def test_word_without_its_dots_finds_the_one_with_them(shelf: Shelf):
    shelf.put("1", "Työhyvinvointikysely")
    shelf.put("2", "Möten på arbetsplatsen", language="sv")

    assert (found("tyohyvinvointikysely"), found("moten")) == ([1], [2])


@pytest.mark.django_db
def test_word_that_stands_somewhere_is_not_taken_for_another(shelf: Shelf):
    shelf.put("1", "Kunta")
    shelf.put("2", "Kunto")

    assert (found("kunta"), read_search("kunta").corrected) == ([1], "")


@pytest.mark.django_db
def test_short_and_far_words_are_not_corrected(shelf: Shelf):
    shelf.put("1", "Sali ja palaveri")

    assert (found("sla"), found("kokous"), found("palo")) == ([], [], [])


@pytest.mark.django_db
def test_beginning_of_the_last_word_is_no_typing_error(shelf: Shelf):
    shelf.put("1", "Perehdytys varikolla")
    shelf.put("2", "Perhe")

    assert (found("pereh"), found("varikko pereh"), found("pereh varikko")) == ([1], [1], [])


@pytest.mark.django_db
def test_compound_that_no_text_has_is_looked_for_by_its_parts(shelf: Shelf):
    shelf.put("1", "Kyselyn satoa: henkilöstö vastasi")
    shelf.put("2", "Henkilöstö vaihtui")

    assert found("henkilöstökysely") == [1]


@pytest.mark.django_db
def test_words_that_say_nothing_need_not_be_met(shelf: Shelf):
    shelf.put("1", "Melua päiväkodissa")

    assert (found("miten melua on päiväkodissa"), found("on")) == ([1], [])


@pytest.mark.django_db
def test_search_page_says_for_which_words_it_was_taken(client: Client, shelf: Shelf):
    shelf.put("1", "Ruokahävikki puolittui")

    html = client.get("/en/search/?q=ruokahavikki").content.decode()

    assert "<strong>ruokahävikki</strong>" in html
    assert "<mark>Ruokahävikki</mark> puolittui" in html


@pytest.mark.django_db
def test_words_leave_the_vocabulary_with_the_last_text_that_has_them(shelf: Shelf):
    shelf.put("1", "Salainen kunta")
    shelf.put("2", "Julkinen kunta")

    remove_document(source="shelf", ref="1")

    assert words() == {"julkinen", "kunta"}
    assert set(Term.objects.values_list("witness", flat=True)) == {Entry.objects.get().pk}


@pytest.mark.django_db
def test_changed_text_takes_its_old_words_out_of_the_vocabulary(shelf: Shelf):
    shelf.put("1", "Salainen asia")
    shelf.put("1", "Julkinen asia")

    assert words() == {"julkinen", "asia"}
    assert found("salianen") == []


@pytest.mark.django_db
def test_rebuilding_keeps_the_vocabulary_of_what_is_public(shelf: Shelf):
    shelf.put("1", "Salainen kunta")
    shelf.put("2", "Julkinen kunta")
    del shelf.texts["1"]

    rebuild_index(source="shelf")

    assert words() == {"julkinen", "kunta"}


@pytest.mark.django_db
def test_word_whose_witness_vanished_is_mended(shelf: Shelf):
    shelf.put("1", "Kunta")
    shelf.put("2", "Kunta salassa")
    Entry.objects.get(ref="2").delete()  # past the services, as no code of ours does

    vocabulary.mend()

    assert words() == {"kunta"}


@pytest.mark.django_db
def test_of_two_languages_the_words_are_kept_apart(shelf: Shelf):
    shelf.put("1", "Kund", language="sv")

    assert vocabulary.known([Spelling("fi", "kund"), Spelling("sv", "kund")]) == {Spelling("sv", "kund")}
    assert (vocabulary.near("kundt", ["fi"]), vocabulary.near("kundt", ["sv"])) == (
        [],
        [Spelling("sv", "kund")],
    )


@given(
    LETTERS, st.integers(0, 8), st.sampled_from("aekot"), st.sampled_from(["drop", "add", "change", "swap"])
)
def test_words_one_error_apart_have_a_key_in_common(word: str, place: int, letter: str, error: str):
    at = place % (len(word) - 1)
    typed = {
        "drop": word[:at] + word[at + 1 :],
        "add": word[:at] + letter + word[at:],
        "change": word[:at] + letter + word[at + 1 :],
        "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    }[error]

    assert distance(word, typed, most=2) <= 1
    assert not keys_of(word).isdisjoint(keys_of(typed))


@given(LETTERS, LETTERS)
def test_distance_is_the_same_both_ways_and_nought_only_for_equals(one: str, other: str):
    assert distance(one, other, most=9) == distance(other, one, most=9)
    assert (distance(one, other, most=9) == 0) is (one == other)


@pytest.mark.django_db
def test_words_that_say_nothing_are_found_by_no_search_and_no_error(shelf: Shelf):
    shelf.put("1", "Vi ska göra", "Det som vi skulle.", language="sv")
    shelf.put("2", "Skolan i byn", language="sv")
    shelf.put("3", "Työ, joka tehdään niissä joiden")

    assert [ranked_numbers(text, source="shelf") for text in ("skola", "ska", "öiden", "joka")] == [
        [2],
        [],
        [],
        [],
    ]
