import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeds.suggesting import MINIMUM_CONFIDENCE, MOST, keywords_of, suggest
from finder.words import LANGUAGES
from scripts.say import ROOT
from tests.deeds.near_duplicates.mutations import read_folder, samples

FOLDER = ROOT / "demo" / "content" / "deeds"
REGISTERS = ROOT / "registers" / "data"


@pytest.mark.parametrize(
    ("language", "text", "sectors", "themes"),
    [
        (
            "fi",
            "Kirjaston näyttely ja museon lainat. Kirjaston tapahtumat nuorille.",
            ["culture-leisure"],
            [],
        ),
        ("sv", "Hemvården och sjukhuset: vårdarna och patienterna.", ["social-health"], []),
        (
            "en",
            "The library and the museum lend; youth workers and the library meet.",
            ["culture-leisure"],
            [],
        ),
        (
            "fi",
            "Vuorolistat ja työvuorot: työajan suunnittelu, liukuma ja etätyö. Työaika jousti.",
            [],
            ["working-time"],
        ),
        (
            "sv",
            "Rekryteringen: annonserna, de sökande, intervjuerna och introduktionen.",
            [],
            ["recruitment"],
        ),
    ],
)
def test_words_point_to_sectors_and_themes(language: str, text: str, sectors: list[str], themes: list[str]):
    found = suggest(text=text, language=language)

    assert ([row.code for row in found.sectors][:1], [row.code for row in found.themes][:1]) == (
        sectors,
        themes,
    )


def test_a_suggestion_says_by_which_words():
    found = suggest(text="Kirjaston näyttely, museo ja museon illat kirjastossa.", language="fi")

    assert [row.words for row in found.sectors] == [("kirjasto", "museo", "näyttely")]


@pytest.mark.parametrize("text", ["", "Hyvä idea.", "Kirjasto.", "1 2 3", "\x00"])
def test_little_is_no_ground_for_a_suggestion(text: str):
    found = suggest(text=text, language="fi")

    assert (found.sectors, found.themes) == ([], [])


@given(st.text(), st.sampled_from([*LANGUAGES, "se"]))
def test_nothing_below_the_stated_confidence_and_never_many(text: str, language: str):
    found = suggest(text=f"{text} kirjasto museo näyttely", language=language)

    for kind, rows in (("sectors", found.sectors), ("themes", found.themes)):
        assert len(rows) <= MOST[kind]
        assert all(MINIMUM_CONFIDENCE <= row.confidence <= 1 for row in rows)


@pytest.mark.parametrize("kind", ["sectors", "themes"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_register_has_words_in_every_language(kind: str, language: str):
    with (REGISTERS / f"{kind}.csv").open(encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]

    assert [code for code in codes if len(keywords_of(kind, language).get(code, [])) < 8] == []
    assert set(keywords_of(kind, language)) == set(codes)


def test_held_back_sample_deeds_are_suggested_as_the_docs_say():
    """Deeds of odd numbers, which nobody looked at while the words and the numbers were chosen."""
    given = {row["number"]: row for row in read_folder(FOLDER)}
    right = {"sectors": 0, "themes": 0}
    named = {"sectors": 0, "themes": 0}
    for sample in samples():
        if sample.number % 2 and not sample.is_lead:
            found = suggest(text="\n".join(sample.texts.values()), language=sample.language)
            for kind, rows in (("sectors", found.sectors), ("themes", found.themes)):
                named[kind] += len(rows)
                right[kind] += len({row.code for row in rows} & set(given[sample.number][kind]))

    assert (right, named) == ({"sectors": 18, "themes": 13}, {"sectors": 18, "themes": 20})
