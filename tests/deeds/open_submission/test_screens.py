"""The screens that nobody needs, what must not stand in a deed, what is suggested."""

import pytest

from deeds.models import DeedSubmission
from deeds.services import DeedTexts, translate_deed
from tests.deeds.factories import DeedFactory, DeedIndexPageFactory, SectorFactory, ThemeFactory, locale
from tests.deeds.submitting import DEED, NOON, RESULT
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db


def test_facts_are_saved_by_their_codes(author, finland):
    inspired_by = DeedFactory(number=7).source_page.full_url
    author.begin()

    answer = author.save(
        "facts",
        municipalities="Esbo, Helsinki",
        participants=["staff", "clients"],
        start_date="2025-01-15",
        end_date="",
        stage="trial",
        inspired_by=inspired_by,
        links="https://www.example.fi/a Raportti kokeilusta\n\nhttps://www.example.fi/b",
    )

    assert answer.status_code == 303
    facts = author.submission.facts
    assert {name: facts[name] for name in ("municipalities", "participants", "start_date", "stage")} == {
        "municipalities": ["049", "091"],
        "participants": ["staff", "clients"],
        "start_date": "2025-01-15",
        "stage": "trial",
    }
    assert (facts["inspired_by"], facts["links"]) == (
        7,
        [
            {"url": "https://www.example.fi/a", "text": "Raportti kokeilusta"},
            {"url": "https://www.example.fi/b", "text": ""},
        ],
    )
    again = author.see("facts").content.decode()
    assert 'value="Espoo, Helsinki"' in again
    assert "https://www.example.fi/a Raportti kokeilusta" in again


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"municipalities": "Espo"}, "Minkään kunnan nimi ei ole ”Espo”. Tarkoititko: Espoo"),
        ({"start_date": "2025-02-01", "end_date": "2025-01-01"}, "Loppu on ennen alkua."),
        ({"start_date": "0001-01-01"}, "Vuosi on 1. Kirjoita vuosi väliltä 1900–2199."),
        ({"inspired_by": "999"}, "Millään julkaistulla teolla ei ole tätä numeroa"),
        ({"links": "javascript:alert(1)"}, "”javascript:alert(1)” ei ole verkkosivun osoite."),
        ({"links": "http://10.1.2.3/ohje"}, "”http://10.1.2.3/ohje” avautuu vain joillekin."),
        ({"links": "\n".join(["https://www.example.fi/"] * 6)}, "Jätä enintään viisi linkkiä."),
    ],
)
def test_wrong_facts_are_refused_in_words_and_shown_again(author, finland, data, words):
    author.begin()

    answer = author.save("facts", **data)

    assert answer.status_code == 422
    assert words in main_of(answer)
    for typed in data.values():
        assert typed.splitlines()[0].replace("(", "&#x28;")[:8] in answer.content.decode()


def test_topics_are_chosen_and_at_most_five_themes(author):
    SectorFactory(code="education")
    themes = [ThemeFactory(code=f"theme-{number}").code for number in range(6)]
    author.begin()

    many = author.save("topics", sectors=["education"], themes=themes)
    author.save("topics", sectors=["whole", "education"], themes=themes[:5])

    assert "Valitse enintään viisi teemaa." in main_of(many)
    facts = author.submission.facts
    assert (facts["sectors"], facts["whole_organisation"], facts["themes"]) == (
        ["education"],
        True,
        themes[:5],
    )


@pytest.mark.parametrize("language", ["sv", "en"])
def test_deed_may_be_written_in_finnish_and_another_language(author, language):
    author.begin()
    author.save("deed", **DEED)
    other = {"title": "Skiftbyte på fem minuter", "goal": "Alla ska veta.", "result": "Alla vet."}

    half = author.save(f"in-{language}", title=other["title"])
    whole = author.save(f"in-{language}", **other)

    assert (half.status_code, whole.status_code) == (422, 303)
    assert author.submission.texts == {"fi": DEED, language: other}
    assert f'lang="{language}"' in author.see("check").content.decode()


def test_name_and_role_are_shown_only_if_ticked(author):
    author.begin()

    author.save("author", author_name="Aino Esimerkki", author_role="osastonhoitaja")
    row = author.submission

    assert (row.author_name, row.author_role, row.shows_name) == ("Aino Esimerkki", "osastonhoitaja", False)
    assert "Aino Esimerkki" not in main_of(author.see("check"))
    author.save("author", shows_name="on")
    assert "Aino Esimerkki, osastonhoitaja" in main_of(author.see("check"))


def test_name_that_is_to_be_shown_must_be_written(author):
    author.begin()

    answer = author.save("author", shows_name="on")

    assert (answer.status_code, author.submission.shows_name) == (422, True)


@pytest.mark.parametrize(("step", "field"), [("deed", "goal"), ("story", "what_we_did"), ("author", "author_role"), ("facts", "links")])  # fmt: skip
def test_identity_code_is_refused_at_once_and_never_stored(author, step, field):
    author.begin()
    code = "131052-308T"

    answer = author.save(step, **{field: f"Asiakas {code} sai avun."})

    assert answer.status_code == 422
    assert "13••••-••••" in main_of(answer)
    assert code not in str(list(DeedSubmission.objects.values()))


def test_rest_of_a_screen_with_an_identity_code_is_kept(author):
    author.begin()

    author.save("deed", **DEED | {"goal": "Asiakas 131052-308T."})

    assert author.submission.texts["fi"] == {"title": DEED["title"], "result": RESULT}


def test_telephone_number_is_shown_to_the_author_and_kept_for_the_moderator(author):
    author.begin()
    author.save("deed", **DEED | {"result": "Soita 040 123 4567."})

    page = main_of(author.see("check"))
    author.save("check", accepted="on")

    assert "040 123 4567” näyttää puhelinnumerolta" in page
    assert [(flag["kind"], flag["language"], flag["field"]) for flag in author.submission.flags] == [
        ("phone", "fi", "result")
    ]


LIBRARY = {
    "title": "Kirjaston iltavuorot jaettiin uudelleen",
    "goal": "Kirjaston lainat ja museon näyttely toivat iltaan niin paljon työtä, että iltavuoro ei ehtinyt pitää taukojaan.",
    "result": "Kirjaston illat jaetaan nyt kahdelle, näyttely avataan tuntia myöhemmin ja tauot pidetään joka ilta.",
}


def test_suggested_sector_is_ticked_and_confirmed_by_sending(author):
    SectorFactory(code="culture-leisure")
    author.begin()
    author.save("deed", **LIBRARY)

    page = author.see("check")
    author.save("check", accepted="on")

    assert "Ehdotamme näitä kirjoittamasi perusteella." in main_of(page)
    assert author.submission.facts["sectors"] == ["culture-leisure"]


def test_suggestion_that_does_not_fit_is_taken_away_for_good(author):
    SectorFactory(code="culture-leisure")
    author.begin()
    author.save("deed", **LIBRARY)
    author.save("check", sectors=[])

    page = author.see("check")

    assert author.submission.facts["sectors"] == []
    assert "Ehdotamme näitä" not in main_of(page)


def test_deed_that_looks_alike_is_shown_in_the_author_s_language_and_may_be_named_as_the_inspiration(author):
    deed = DeedFactory(number=7, language="sv", **LIBRARY | {"title": "Kvällarna i biblioteket"})
    DeedIndexPageFactory(language="fi")
    finnish = DeedTexts(**LIBRARY, what_we_did="Siirsimme palaverin käytävälle.\n\nSovimme kolme kysymystä.")
    translate_deed(deed=deed, locale=locale("fi"), texts=finnish, user=None, now=NOON)
    author.begin()
    author.save("deed", **LIBRARY | {"title": "Illat kirjastossa"})

    page = author.see("check")
    author.save("check", accepted="on", inspired_by="7")

    assert "Nämä julkaistut teot muistuttavat paljon omaasi" in main_of(page)
    assert f'<a lang="fi" href="/t/7">{LIBRARY["title"]}</a>' in page.content.decode()
    assert "Kvällarna" not in page.content.decode()
    assert author.submission.facts["inspired_by"] == 7


def test_what_nobody_can_see_is_no_answer_and_control_characters_go(author):
    author.begin()

    answer = author.save("deed", **DEED | {"goal": "\u200b \u2060\u3164", "result": "Toi\x00mii\x1b."})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["goal"])
    assert author.submission.texts["fi"] == {"title": DEED["title"], "goal": "", "result": "Toimii."}
