"""Whose deed it is: found by any name, or described."""

import pytest

from deeds.moderating.converting import deed_fields, translations
from deeds.submitting.organisations import search, settle_organisation
from registers.models import County, Municipality
from registers.services import Names, create_organisation, create_unit
from tests.deeds.submitting import DEED, NOON
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Ekenäs stad", None),
        ("Espoo", "Espoo"),
        ("Esbo", "Espoo"),
        ("Esbo stad", "Espoo"),
        ("Espoon kaupunki", None),
        ("Pirkanmaan hyvinvointialue", "Pirkanmaan hyvinvointialue"),
        ("Birkalands välfärdsområde", "Pirkanmaan hyvinvointialue"),
        ("mallila", "Mallila"),
        ("Mallila sv", "Mallila"),
    ],
)
def test_organisation_called_exactly_so_is_taken_at_once(author, finland, words, names):
    answer = author.begin(employer=words)

    step = answer["Location"].removeprefix(author.home).partition("/")[0]
    row = author.submission
    found = row.organisation.name_fi if row.organisation else row.new_organisation.get("name_fi")
    assert (step, found) == ("deed" if names else "organisation", names)


@pytest.mark.parametrize("words", ["Espoon kaupunki", "Espo", "esbo"])
def test_nearly_called_so_is_offered(author, finland, words):
    author.begin(employer="Tuntematon työnantaja")

    page = author.client.get(author.home + "organisation/", {"q": words})

    assert "Espoo (kunta)" in main_of(page)


def test_chosen_area_is_kept_with_its_code_until_a_moderator_agrees(author, finland):
    author.begin(employer="Tuntematon")

    answer = author.save("organisation", asked="Birkaland", found="county:08")

    assert answer["Location"] == author.home + "deed/#main"
    assert author.submission.new_organisation == {
        "name_fi": "Pirkanmaan hyvinvointialue",
        "name_sv": "Birkalands välfärdsområde",
        "type": "county",
        "business_id": "",
        "county": "08",
        "key": "county:08",
    }


def test_known_organisation_stands_for_its_municipality(author, finland):
    espoo = Municipality.objects.get(name_fi="Espoo")
    create_organisation(
        code="espoo", names=Names("Espoon kaupunki", "Esbo stad"), type="municipality", municipality=espoo, now=NOON,
    )  # fmt: skip
    author.begin(employer="Esbo stad")
    assert author.submission.organisation.code == "espoo"

    page = author.client.get(author.home + "organisation/", {"q": "Esb"})

    assert "Espoo (kunta)" not in main_of(page)


def test_organisation_that_is_only_in_a_place_hides_no_town_and_no_county(author, finland):
    somewhere = Municipality.objects.get(name_fi="Lahti")
    for code, names, kind in (
        ("esimerkkila", Names("Esimerkkilän kaupunki", "Esimerkkilä stad", "City of Esimerkkilä"), "municipality"),
        ("mallilan-alue", Names("Mallilan hyvinvointialue", "Mallila välfärdsområde"), "county"),
    ):  # fmt: skip
        create_organisation(code=code, names=names, type=kind, municipality=somewhere, now=NOON)

    taken = [author.begin(employer=name) and author.submission for name in ("Lahti", "Päijät-Häme")]
    for row in taken:
        settle_organisation(submission=row, user=None, now=NOON)

    # Published, they are new employers of their own, not the ones that stand in the same place.
    assert [row.organisation.name_fi for row in taken] == ["Lahti", "Päijät-Hämeen hyvinvointialue"]


def test_a_town_s_employer_stands_for_it_in_any_case_of_its_name(finland):
    lahti = Municipality.objects.get(name_fi="Lahti")
    create_organisation(code="lahti", names=Names("Lahden kaupunki"), type="municipality", municipality=lahti, now=NOON)  # fmt: skip

    assert [found.key for found in search("Lah", language="fi") if found.name.startswith("Lah")] == ["organisation:lahti"]  # fmt: skip


@pytest.fixture
def home_care():
    """A unit of a county that is an organisation of the register."""
    county = County.objects.get(code="08")
    names = Names(county.name_fi, county.name_sv)
    whole = create_organisation(code="pirha", names=names, type="county", county=county, now=NOON)
    return create_unit(code="pirha-home", names=Names("Kotihoito", "Hemvård"), organisation=whole)


def test_unit_called_by_its_county_s_name_is_taken_at_once_and_its_own_name_is_only_offered(
    author, finland, home_care
):
    author.begin(employer="Pirkanmaa kotihoito")
    at_once = author.submission
    author.begin(employer="kotihoito")

    page = author.see("organisation")

    assert (at_once.organisation.code, at_once.texts) == ("pirha", {"fi": {"unit": "Kotihoito"}})
    assert author.submission.organisation is None
    assert "Kotihoito, Pirkanmaan hyvinvointialue (yksikkö)" in main_of(page)


def test_chosen_unit_is_its_organisation_s_deed_and_named_in_each_language(author, finland, home_care):
    author.begin(employer="Tuntematon")
    author.save("organisation", asked="kotihoito", found="unit:pirha-home")
    author.save("deed", **DEED)
    author.save("in-sv", title="Svensk titel", goal="Mål.", result="Resultat.")

    row = author.submission
    shown = author.see("organisation").context["form"]

    assert (row.organisation.code, row.new_organisation, row.words["unit"]) == ("pirha", {}, "Kotihoito")
    assert shown["found"].value() == "unit:pirha-home"
    assert [deed_fields(row, organisation="pirha").unit, translations(row)["sv"].unit] == [
        "Kotihoito",
        "Hemvård",
    ]


def test_another_choice_takes_the_unit_away_and_an_author_s_own_words_stay(author, finland, home_care):
    author.begin(employer="Pirkanmaa kotihoito")
    author.save("organisation", asked="Espoo", found="municipality:049")
    after_register = author.submission.words["unit"]
    author.save("story", unit="Oma tiimi")
    author.save("organisation", asked="Pirkanmaa", found="organisation:pirha")

    assert (after_register, author.submission.words["unit"]) == ("", "Oma tiimi")


def test_new_organisation_is_described_with_a_business_id_that_holds(author, finland):
    author.begin(employer="Tuntematon")
    new = {
        "found": "new",
        "name_fi": "Mallilan palvelukeskus",
        "type": "joint_authority",
        "municipality": "Esbo",
    }

    wrong = author.save("organisation", **new, business_id="1234567-2")
    right = author.save("organisation", **new, business_id="12345671")

    assert "”1234567-2” ei ole Y-tunnus" in main_of(wrong)
    assert right.status_code == 303
    assert author.submission.new_organisation == {
        "name_fi": "Mallilan palvelukeskus",
        "name_sv": "",
        "type": "joint_authority",
        "business_id": "1234567-1",
        "municipality": "049",
    }


def test_what_was_typed_of_a_new_organisation_is_no_matter_once_one_is_found(author, finland):
    author.begin(employer="Tuntematon")
    wrong = {"business_id": "1234567-2", "municipality": "Atlantis", "name_fi": "N 131052-308T", "type": "x"}

    described = author.save("organisation", found="new", **wrong)
    chosen = author.save("organisation", asked="Espoo", found="municipality:049", **wrong)

    assert (described.status_code, chosen.status_code) == (422, 303)
    assert author.submission.new_organisation["municipality"] == "049"


def test_new_organisation_lacking_something_is_told_what(author):
    author.begin(employer="Tuntematon")

    answer = author.save("organisation", found="new")

    page = main_of(answer)
    assert answer.status_code == 422
    assert all(
        words in page
        for words in (
            "Kirjoita organisaation nimi",
            "Valitse, millainen organisaatio",
            "Kirjoita sen Y-tunnus.",
        )
    )
