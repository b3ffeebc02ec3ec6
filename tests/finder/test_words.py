import pytest

from finder.words import forms, index_words, parts, split_words


@pytest.mark.parametrize("word", ["kunta", "kuntien", "kunnissa", "kunnalle"])
def test_forms_of_a_finnish_word_share_its_lemma(word: str):
    assert "kunta" in forms(word, "fi")


@pytest.mark.parametrize(("word", "lemma"), [("kommuner", "kommun"), ("personalen", "personal")])
def test_forms_of_a_swedish_word_share_its_lemma(word: str, lemma: str):
    assert lemma in forms(word, "sv")


def test_compound_is_indexed_by_its_parts_too():
    assert parts("työhyvinvointikysely", "fi") == ("työhyvinvointi", "kysely")


def test_english_words_are_not_split():
    assert parts("understanding", "en") == ()


def test_unknown_language_keeps_words_as_they_stand():
    assert index_words("Kuntien teot", "se") == ["kuntien", "teot"]


def test_words_are_letters_and_digits_in_lower_case():
    assert split_words("Esihenkilö-työ, 2 kertaa! \x00 työ>vapaa") == [
        "esihenkilö",
        "työ",
        "2",
        "kertaa",
        "työ",
        "vapaa",
    ]


def test_a_process_that_asked_before_the_lists_were_made_finds_them_later(monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as unprepared:
        unprepared.setattr("finder.words._ready", set())
        unprepared.setattr("finder.words.is_prepared", lambda language: False)
        assert (forms("kuntien", "fi"), parts("työhyvinvointikysely", "fi")) == (("kuntien",), ())

    assert forms("kuntien", "fi") == ("kuntien", "kunta")
    assert parts("työhyvinvointikysely", "fi") == ("työhyvinvointi", "kysely")
