import pytest

from finder.corrections import NO_PARTS, read_table
from finder.emptiness import empty_words
from finder.words import LANGUAGES, IndexWords, forms, index_words, parts, split_words


@pytest.mark.parametrize("word", ["kunta", "kuntien", "kunnissa", "kunnalle"])
def test_forms_of_a_finnish_word_share_its_lemma(word: str):
    assert "kunta" in forms(word, "fi")


@pytest.mark.parametrize(("word", "lemma"), [("kommuner", "kommun"), ("personalen", "personal")])
def test_forms_of_a_swedish_word_share_its_lemma(word: str, lemma: str):
    assert lemma in forms(word, "sv")


def test_compound_is_indexed_by_its_parts_too():
    assert parts("työhyvinvointikyselyssä", "fi") == (
        "työ",
        "työhyvinvointi",
        "hyvinvointi",
        "hyvinvointikysely",
        "kyselyssä",
        "kysely",
    )


@pytest.mark.parametrize(
    ("word", "lemma", "part"),
    [
        ("arbetshälsoenkäten", "arbetshälsoenkät", "enkät"),
        ("arbetshälsoenkäten", "arbetshälsoenkät", "hälsa"),
        ("personalenkäterna", "personalenkät", "enkät"),
        ("arbetstidslagen", "arbetstidslag", "lag"),
        ("skolköken", "skolkök", "kök"),
    ],
)
def test_swedish_compound_is_cut_at_its_linking_letters(word: str, lemma: str, part: str):
    assert lemma in forms(word, "sv")
    assert part in parts(word, "sv")


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("aurauspalautteen", "aurauspalaute"),
        ("työaikoihini", "työaika"),
        ("yksiköissään", "yksikkö"),
        ("kilpailutuksessa", "kilpailutus"),
        ("asumispalveluissa", "asumispalvelu"),
    ],
)
def test_word_that_no_list_has_gets_its_lemma_from_its_end(word: str, lemma: str):
    assert forms(word, "fi") == (word, lemma)


@pytest.mark.parametrize("word", ["asiakas", "palaveri", "tapaturma", "kunnissa", "opettaja", "maanantai"])
def test_word_that_only_looks_like_a_compound_is_not_cut(word: str):
    assert parts(word, "fi") == ()


@pytest.mark.parametrize(
    ("language", "word", "wholes", "parts_of_it"),
    [
        ("fi", "sotessa", ("sotessa", "sote"), ()),
        ("fi", "soteuudistuksen", ("soteuudistuksen", "soteuudistus"), ("sote", "uudistuksen", "uudistus")),
        ("fi", "sparrauksesta", ("sparrauksesta", "sparraus"), ()),
        ("fi", "työhyvinvoinnin", ("työhyvinvoinnin", "työhyvinvointi"), ("työ", "hyvinvointi")),
        ("sv", "arbetshälsan", ("arbetshälsan", "arbetshälsa"), ("arbete", "hälsa")),
        ("sv", "välfärdsområdets", ("välfärdsområdets", "välfärdsområde"), ("välfärd", "område")),
    ],
)
def test_words_of_the_field_are_as_the_table_of_corrections_has_them(
    language: str, word: str, wholes: tuple[str, ...], parts_of_it: tuple[str, ...]
):
    assert (forms(word, language), parts(word, language)) == (wholes, parts_of_it)


def test_table_of_corrections_names_known_languages_and_plain_words():
    rows = read_table()
    odd = [
        row
        for row in rows
        for word in (row["lemma"], *row["forms"].split(), *row["parts"].split())
        if word != NO_PARTS and split_words(word) != [word]
    ]

    assert {row["language"] for row in rows} <= set(LANGUAGES)
    assert odd == []
    assert len({(row["language"], row["lemma"]) for row in rows}) == len(rows)


def test_english_words_are_not_split():
    assert parts("understanding", "en") == ()


def test_unknown_language_keeps_words_as_they_stand():
    assert index_words("Kuntien teot", "se") == IndexWords(["kuntien", "teot"], [])


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
    assert "kysely" in parts("työhyvinvointikysely", "fi")


def test_words_that_say_nothing_are_not_indexed_nor_are_their_lemmas():
    finnish = index_words("Olemme niitä, joiden yöt ovat jonka mukaan.", "fi")
    swedish = index_words("Vi ska och skulle i skolan.", "sv")

    assert finnish == IndexWords(["yöt", "yö", "mukaan"], [])
    assert swedish == IndexWords(["skolan", "skola"], [])
    assert forms("ska", "sv") == ("ska",)


@pytest.mark.parametrize(
    ("language", "word", "wholes"),
    [
        ("fi", "öiden", ("öiden", "yö")),
        ("fi", "veistäjä", ("veistäjä",)),
        ("sv", "yngre", ("yngre", "ung")),
        ("sv", "söner", ("söner", "son")),
        ("en", "teeth", ("teeth", "tooth")),
    ],
)
def test_lemma_begins_as_its_word_does_or_stands_in_the_table(
    language: str, word: str, wholes: tuple[str, ...]
):
    assert forms(word, language) == wholes


def test_no_word_that_says_nothing_is_one_of_the_field():
    lemmas = {(row["language"], row["lemma"]) for row in read_table()}

    assert {(language, word) for language in LANGUAGES for word in empty_words(language)} & lemmas == set()
