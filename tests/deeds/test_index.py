from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.html import strip_tags

from deeds.choosing import Choices
from deeds.listing import DeedList, deed_list
from deeds.services import set_lead
from registers.models import Sector, Theme
from registers.services import merge_organisations
from tests.deeds.factories import (
    NOON,
    DeedFactory,
    DeedIndexPageFactory,
    DeedPageFactory,
    OrganisationFactory,
    SectorFactory,
    ThemeFactory,
    locale,
)

pytestmark = pytest.mark.django_db


def listed(query: str = "", language: str = "fi") -> DeedList:
    return deed_list(page=DeedIndexPageFactory(language=language), query=QueryDict(query))


def titles(query: str = "", language: str = "fi") -> list[str]:
    return [strip_tags(row.title) for row in listed(query, language).rows]


def counts(deeds: DeedList, facet: str) -> dict[str, int]:
    view = next(view for view in deeds.facets if view.key == facet)
    return {option.code: option.count for option in view.options}


def three_deeds() -> None:
    DeedFactory(title="Yksi", sectors=["education"], themes=["wellbeing"], client_groups=["staff"], now=NOON)
    DeedFactory(
        title="Kaksi", sectors=["education", "technical"], themes=["digital"], now=NOON + timedelta(days=1)
    )
    DeedFactory(title="Kolme", whole_organisation=True, organisation="toinen", now=NOON + timedelta(days=2))


def test_newest_deed_comes_first():
    three_deeds()

    assert titles() == ["Kolme", "Kaksi", "Yksi"]


def test_filters_narrow_within_and_between_facets():
    three_deeds()
    expected = {
        "sector=education": ["Kaksi", "Yksi"],
        "sector=technical": ["Kaksi"],
        "sector=whole": ["Kolme"],
        "sector=whole&sector=technical": ["Kolme", "Kaksi"],
        "sector=education&sector=technical": ["Kaksi", "Yksi"],
        "sector=education&theme=digital": ["Kaksi"],
        "group=staff": ["Yksi"],
        "organisation=toinen": ["Kolme"],
        "year=2026": ["Kolme", "Kaksi", "Yksi"],
        "year=2025": [],
        "year=x&year=99999999999999999999": [],
        "sector=nosuch": [],
        "q=kaksi": ["Kaksi"],
        "q=kaksi&sector=whole": [],
        "page=77": ["Kolme", "Kaksi", "Yksi"],
        "page=x&sort=nosuch&only=2": ["Kolme", "Kaksi", "Yksi"],
    }

    assert {query: titles(query) for query in expected} == expected


def test_counts_are_those_that_choosing_the_value_would_show_with_zeros():
    three_deeds()
    SectorFactory(code="business")

    deeds = listed("theme=digital&sector=education")

    # Of its own facet a value's count ignores what is chosen there; other facets' choices hold.
    assert counts(deeds, "sector") == {"whole": 0, "education": 1, "technical": 1, "business": 0}
    assert counts(deeds, "theme") == {"digital": 1, "wellbeing": 1}


def test_every_count_equals_the_list_behind_its_link():
    three_deeds()

    for facet in listed("sector=education").facets:
        for option in facet.options:
            own = listed(
                f"sector=education&{facet.key}={option.code}"
                if facet.key != "sector"
                else f"sector={option.code}"
            )
            assert (facet.key, option.code, own.total) == (facet.key, option.code, option.count)


def test_deed_in_two_chosen_sectors_is_listed_and_counted_once():
    three_deeds()

    deeds = listed("sector=education&sector=technical")

    assert deeds.total == 2


def test_deeds_of_a_merged_organisation_count_for_the_one_that_carries_on():
    three_deeds()
    old, new = OrganisationFactory(code="toinen"), OrganisationFactory(code="mallila")
    merge_organisations(merged=[old], into=new, on=NOON.date(), now=NOON)

    deeds = listed("organisation=mallila")

    assert deeds.total == 3
    assert counts(listed(), "organisation") == {"mallila": 3}
    assert deeds.rows[0].deed.organisation.label_in("en") == "Toinen en (now Mallila en)"


def test_choices_can_be_taken_off_one_by_one():
    three_deeds()

    chips = {chip.label: chip.url for chip in listed("q=yksi&sector=education&theme=wellbeing&only=1").chips}

    assert list(chips.values()) == [
        "?sector=education&theme=wellbeing&only=1",
        "?q=yksi&theme=wellbeing&only=1",
        "?q=yksi&sector=education&only=1",
        "?q=yksi&sector=education&theme=wellbeing",
    ]


def test_equal_choices_have_one_address():
    first = Choices.read(QueryDict("theme=a&sector=b&sector=b&q=+x+&page=3"))
    second = Choices.read(QueryDict("q=x&sector=b&theme=a&sort=relevance"))

    assert first.url == second.url == "?q=x&sector=b&theme=a"


def test_best_match_comes_first_unless_newest_is_asked_for():
    DeedFactory(title="Perehdytys uusiksi", now=NOON)
    DeedFactory(
        title="Muu asia", result="Myös perehdytys parani vähän muun ohella.", now=NOON + timedelta(days=1)
    )

    assert titles("q=perehdytys") == ["Perehdytys uusiksi", "Muu asia"]
    assert titles("q=perehdytys&sort=newest") == ["Muu asia", "Perehdytys uusiksi"]


def test_deed_is_found_by_its_themes_and_sectors_in_every_language_behind_what_it_says():
    theme = ThemeFactory(code="time")
    Theme.objects.filter(pk=theme.pk).update(name_fi="Työaika", name_sv="Arbetstid", name_en="Working hours")
    Sector.objects.filter(pk=SectorFactory(code="education").pk).update(name_fi="Sivistysala")
    DeedFactory(title="Vuorolista", themes=["time"], sectors=["education"], now=NOON + timedelta(days=1))
    DeedFactory(title="Palaveri", goal="Lyhyempi työaika.", now=NOON)
    DeedFactory(title="Uusi työaika", now=NOON - timedelta(days=1))

    found = {word: titles(f"q={word}") for word in ("työajan", "arbetstid", "working hours", "sivistysala")}

    assert found == {
        "työajan": ["Uusi työaika", "Palaveri", "Vuorolista"],
        "arbetstid": ["Vuorolista"],
        "working hours": ["Vuorolista"],
        "sivistysala": ["Vuorolista"],
    }


def test_unpublished_deed_is_nowhere():
    page = DeedPageFactory(title="Salattu", sectors=["education"])
    page.unpublish()

    deeds = listed()

    assert (deeds.total, counts(deeds, "sector"), titles("q=salattu")) == (
        0,
        {"whole": 0, "education": 0},
        [],
    )


def test_pages_hold_twenty_deeds_and_keep_the_choices(client: Client):
    for number in range(21):
        DeedFactory(title=f"Teko {number}", sectors=["education"])

    first, second = listed("sector=education"), listed("sector=education&page=2")

    assert (len(first.rows), len(second.rows), first.total) == (20, 1, 21)
    html = client.get("/fi/teot/?sector=education").content.decode()
    assert "?sector=education&amp;page=2" in html


def test_empty_list_says_what_to_do(client: Client):
    DeedFactory()

    html = client.get("/fi/teot/?q=eioleolemassa").content.decode()

    assert 'class="empty' in html
    assert 'href="?"' in html


@pytest.mark.parametrize("text", ["%", '* (( !! ? - " ... _ /', "%ff%fe", "\x1b"])
def test_search_without_a_word_finds_nothing_and_says_so(client: Client, text: str):
    DeedFactory()

    answer = client.get("/fi/teot/", {"q": text})

    assert (answer.status_code, 'class="empty' in answer.content.decode()) == (200, True)


def test_list_sets_no_cookie_and_answers_head(client: Client):
    DeedFactory()

    answer = client.head("/fi/teot/")

    assert (answer.status_code, dict(answer.cookies)) == (200, {})


def deeds_with_everything(number: int) -> None:
    for index in range(number):
        deed = DeedFactory(
            title=f"Teko {index}",
            organisation=f"org-{index}",
            sectors=["education", "technical"],
            themes=["wellbeing", "digital"],
        )
        set_lead(deed=deed, locale=locale("sv"), title=f"Gärning {index}", text="Kort.", now=NOON)


@pytest.mark.parametrize("address", ["/fi/teot/", "/sv/teot/", "/fi/teot/?q=teko&sector=education"])
def test_list_of_three_deeds_takes_as_many_queries_as_one(
    client: Client, address: str, count_queries: Callable[..., int]
):
    DeedIndexPageFactory(language="sv")
    deeds_with_everything(1)
    one = count_queries(lambda: client.get(address))
    deeds_with_everything(3)

    three = count_queries(lambda: client.get(address))

    assert three == one


def test_deed_page_with_three_related_deeds_takes_as_many_queries_as_with_one(
    client: Client, count_queries: Callable[..., int]
):
    page = DeedPageFactory(sectors=["education"], themes=["wellbeing"])
    DeedFactory(title="Toinen", themes=["wellbeing"])
    one = count_queries(lambda: client.get(page.url))
    DeedFactory(title="Kolmas", themes=["wellbeing"])
    DeedFactory(title="Neljäs", themes=["wellbeing"], sectors=["education"])

    three = count_queries(lambda: client.get(page.url))

    assert three == one
