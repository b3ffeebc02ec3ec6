"""Deeds as items and feeds."""

from collections.abc import Callable
from datetime import UTC, timedelta

import pytest
from django.test import Client
from wagtail_factories import ImageFactory

from core.figures import figures
from deeds.facts import fact_lines
from deeds.services import set_lead
from deeds.sources import deed_feeds, deed_source
from registers.services import Names, rename_organisation
from syndication.items import Fact
from tests.deeds.factories import (
    NOON,
    DeedFactory,
    DeedIndexPageFactory,
    DeedPageFactory,
    OrganisationFactory,
    SectorFactory,
    locale,
)
from tests.deeds.test_languages import in_swedish

pytestmark = pytest.mark.django_db


def test_item_says_everything_that_a_channel_shows():
    page = DeedPageFactory(
        number=7,
        sectors=["education"],
        themes=["wellbeing"],
        whole_organisation=True,
        unit="Koulut",
        did_not_work="Kiire.",
    )

    item = deed_source.items(language="fi")[0]

    assert (item.guid, item.kind, item.url, item.title, item.summary, item.language) == (
        "deed:000007:fi", "deed", f"http://testserver{page.url}", "Aamupalaveri seisten",
        "Palaveri kestää nyt kymmenen minuuttia.", "fi",
    )  # fmt: skip
    assert (item.published_at, item.updated_at, item.published_at.tzinfo) == (NOON, NOON, UTC)
    assert item.categories[1:] == ("education fi", "wellbeing fi")
    assert (item.organisation, item.authors, item.image, item.enclosure) == (
        "Mallila",
        ("Mallila",),
        None,
        None,
    )
    assert Fact("Mallila", "Mallila") not in item.facts
    assert [fact.value for fact in item.facts][:2] == ["Mallila", "Koulut"]
    for words in ("Halusimme lyhyemmät palaverit.", "Siirsimme palaverin käytävälle.", "Kiire."):
        assert words in item.html


def test_guid_stays_when_the_address_changes():
    page = DeedPageFactory(number=7)
    before = deed_source.items(language="fi")[0].guid
    page.slug = "uusi-osoite"
    page.save_revision().publish()

    item = deed_source.items(language="fi")[0]

    assert (item.guid, item.url) == (before, "http://testserver/fi/teot/uusi-osoite/")


def test_items_are_in_the_language_asked_for_where_they_can_be():
    in_swedish(DeedFactory(number=1, now=NOON + timedelta(days=2)))
    lead = DeedFactory(number=2, title="Toinen", now=NOON + timedelta(days=1))
    set_lead(deed=lead, locale=locale("sv"), title="Kort", text="Kort på svenska.", now=NOON)
    DeedFactory(number=3, title="Kolmas")

    items = deed_source.items(language="sv")

    assert [(item.guid, item.title, item.html != "", item.url_language) for item in items] == [
        ("deed:000001:sv", "Morgonmöte stående", True, "sv"),
        ("deed:000002:sv", "Kort", False, "fi"),
        ("deed:000003:fi", "Kolmas", True, "fi"),
    ]


def test_picture_beside_a_lead_is_decoration():
    page = DeedPageFactory(number=7, image=ImageFactory(), image_alt="Palaveri käytävällä")
    set_lead(deed=page.deed, locale=locale("sv"), title="Kort", text="Kort på svenska.", now=NOON)

    alts = {language: deed_source.items(language=language)[0].image.alt for language in ("fi", "sv", "en")}

    # In English the original is shown whole, in Finnish and marked so.
    assert alts == {"fi": "Palaveri käytävällä", "sv": "", "en": "Palaveri käytävällä"}


def test_items_are_newest_first_and_cut_as_asked():
    for number in (1, 2, 3, 4):
        DeedFactory(number=number, title=f"Teko {number}", now=NOON + timedelta(days=number // 3))

    guids = [item.guid for item in deed_source.items(language="fi")]

    # 3 and 4 are a day newer; equal times are in the order of guids.
    assert guids == ["deed:000003:fi", "deed:000004:fi", "deed:000001:fi", "deed:000002:fi"]
    assert [item.guid for item in deed_source.items(language="fi", limit=2, offset=1)] == guids[1:3]
    assert [item.guid for item in deed_source.items(language="fi", since=NOON)] == guids[:2]


def test_filters_narrow_items_and_count():
    DeedFactory(number=1, sectors=["education", "technical"], themes=["digital"])
    DeedFactory(number=2, whole_organisation=True, organisation="toinen")

    counts = [
        deed_source.count(language="fi", **filters)
        for filters in (
            {},
            {"sector": "education"},
            {"sector": "whole"},
            {"theme": "digital"},
            {"organisation": "toinen"},
            {"sector": "x"},
        )
    ]

    assert counts == [2, 1, 1, 1, 1, 0]
    assert [item.guid for item in deed_source.items(language="fi", sector="whole")] == ["deed:000002:fi"]


def test_unpublished_deed_is_in_no_channel():
    page = DeedPageFactory(number=7)
    page.unpublish()

    assert (
        deed_source.items(language="fi"),
        deed_source.get_items(["7"], language="fi"),
        deed_source.count(language="fi"),
    ) == ([], {}, 0)


def test_items_by_ref_leave_out_what_is_unknown():
    DeedFactory(number=7)

    assert list(deed_source.get_items(["7", "8", "x", "²"], language="en")) == ["7"]


def test_chooser_finds_by_title_in_any_language_and_by_number():
    in_swedish(DeedFactory(number=7))

    found = [
        [row.ref for row in deed_source.search(text, language="fi", limit=5)]
        for text in ("", "morgon", "AAMU", "7", "eiole")
    ]

    assert found == [["7"], ["7"], ["7"], ["7"], []]


def test_last_modified_follows_every_change_that_items_show():
    deed = DeedFactory()
    moments = [deed_source.last_modified(language="fi")]
    set_lead(deed=deed, locale=locale("sv"), title="Kort", text="Kort.", now=NOON + timedelta(hours=1))
    moments.append(deed_source.last_modified(language="fi"))
    later = NOON + timedelta(hours=2)
    rename_organisation(
        organisation=deed.organisation, names=Names(fi="Uusi nimi"), on=later.date(), now=later
    )
    moments.append(deed_source.last_modified(language="fi"))

    assert moments == [NOON, NOON + timedelta(hours=1), later]


def test_three_items_take_as_many_queries_as_one(count_queries: Callable[[Callable[[], object]], int]):
    def add(number: int) -> None:
        in_swedish(
            DeedFactory(
                number=number,
                title=f"Teko {number}",
                organisation=f"org-{number}",
                sectors=["education"],
                themes=["wellbeing"],
            )
        )

    add(1)
    one = count_queries(lambda: deed_source.items(language="sv"))
    add(2)
    add(3)

    assert count_queries(lambda: deed_source.items(language="sv")) == one


def test_feeds_are_all_deeds_then_each_sector_and_theme(client: Client):
    DeedFactory(number=7, sectors=["education"], themes=["wellbeing"])

    keys = [feed.key for feed in deed_feeds("fi")]

    assert keys == ["deeds", "deeds-sector-whole", "deeds-sector-education", "deeds-theme-wellbeing"]
    answers = [client.get(f"/feeds/fi/{key}.rss") for key in keys]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert ["deed:000007:fi" in answer.content.decode() for answer in answers] == [True, False, True, True]


def test_language_without_a_list_has_no_deed_feeds():
    DeedFactory()

    assert deed_feeds("sv") == []


def test_every_figure_equals_its_recount():
    DeedIndexPageFactory()
    DeedFactory(number=1, sectors=["education", "technical"])
    in_swedish(DeedFactory(number=2, sectors=["education"], title="Toinen", organisation="toinen"))
    DeedFactory(number=3, whole_organisation=True, title="Kolmas")
    DeedPageFactory(number=4, title="Poistettu", sectors=["education"]).unpublish()

    numbers = {
        figure.key: (figure.number(), figure.recount())
        for figure in figures
        if figure.key.startswith("deeds.")
    }

    assert numbers == {
        "deeds.published": (3, 3),
        "deeds.organisations": (2, 2),
        "deeds.adopters": (0, 0),
        "deeds.adoptions": (0, 0),
        "deeds.by_sector.whole": (1, 1),
        "deeds.by_sector.administration": (0, 0),
        "deeds.by_sector.business": (0, 0),
        "deeds.by_sector.culture-leisure": (0, 0),
        "deeds.by_sector.education": (2, 2),
        "deeds.by_sector.food-cleaning": (0, 0),
        "deeds.by_sector.social-health": (0, 0),
        "deeds.by_sector.technical": (1, 1),
    }  # fmt: skip


def test_figure_of_a_sector_is_labelled_by_its_name():
    SectorFactory(code="education", name_en="Education")

    figure = figures.get("deeds.by_sector.education")

    assert figure is not None
    assert str(figure.label) in {"Education", "education fi"}


def test_facts_are_said_in_the_language_asked_for():
    OrganisationFactory()
    page = DeedPageFactory(
        sectors=["education"], participants=["staff", "clients"], stage="in_use", scale="medium"
    )

    lines = dict(fact_lines(page, "en"))

    assert lines == {
        "Organisation": "Mallila en",
        "Who took part": "staff, clients",
        "Sector": "education en",
        "Stage": "in use",
        "Scale": "medium: one unit or service",
    }


def test_structured_data_names_organisation_and_licence():
    page = DeedPageFactory(number=7, themes=["wellbeing"])

    data = page.json_ld()

    assert (data["@type"], data["author"], data["license"], data["keywords"], data["identifier"], data["headline"]) == (
        "Article", {"@type": "Organization", "name": "Mallila"}, "https://creativecommons.org/licenses/by/4.0/",
        ["wellbeing fi"], "7", "Aamupalaveri seisten",
    )  # fmt: skip
