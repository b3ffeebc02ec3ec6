import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.engines import tagged
from finder.marking import SNIPPET_LENGTH, Marker
from finder.queries import Search, Wanted


def marker(*words: str, language: str = "fi") -> Marker:
    wanted = tuple(Wanted(word, (tagged(language, word),)) for word in words)
    return Marker(Search(" ".join(words), (language,), wanted), language)


@pytest.mark.parametrize(
    ("words", "text", "html"),
    [
        (["kunta"], "Mitä kunnissa tehtiin", "Mitä <mark>kunnissa</mark> tehtiin"),
        (["kysely"], "Työhyvinvointikyselyssä kävi ilmi", "<mark>Työhyvinvointikyselyssä</mark> kävi ilmi"),
        (["pere*"], "Uusi perehdytys", "Uusi <mark>perehdytys</mark>"),
        (["kunta"], "Sairaala", "Sairaala"),
        (["kunta"], "<b>kunta</b> & muut", "&lt;b&gt;<mark>kunta</mark>&lt;/b&gt; &amp; muut"),
    ],
)
def test_met_words_are_marked_and_the_rest_is_escaped(words: list[str], text: str, html: str):
    assert marker(*words).marked(text) == html


def test_words_of_another_language_are_not_marked():
    assert marker("kunta", language="fi").marked("kunta") == "<mark>kunta</mark>"
    assert Marker(marker("kunta", language="sv").search, "fi").marked("kunta") == "kunta"


def test_snippet_shows_the_place_that_meets_most_of_the_search():
    text = (
        "Kunta mainitaan. " + "Muuta asiaa. " * 30 + "Täällä kunta ja sairaala kohtaavat. " + "Loppu. " * 40
    )

    snippet = marker("kunta", "sairaala").snippet(text)

    assert "<mark>kunta</mark> ja <mark>sairaala</mark>" in snippet
    assert (snippet[:2], snippet[-2:]) == ("… ", " …")


@given(st.text(max_size=600), st.sampled_from(["kunta", "ja", "a*"]))
def test_snippet_of_any_text_is_short_and_holds_no_markup_but_marks(text: str, word: str):
    snippet = marker(word).snippet(text)

    bare = snippet.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert len(bare) <= (SNIPPET_LENGTH + 4) * len("&quot;")
