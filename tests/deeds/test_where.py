"""The map of areas, and finding a municipality or area by any of its names."""

import re
from datetime import UTC, datetime
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from deeds.spreading.places import find_places, tiles
from registers.models import Municipality
from registers.services import load_registers, merge_organisations
from tests.deeds.factories import DeedFactory, DeedIndexPageFactory, OrganisationFactory
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
INDEX = "http://testserver/fi/teot/"


@pytest.fixture(autouse=True)
def square() -> None:
    load_registers(now=NOON)
    DeedIndexPageFactory()


def organisation(code: str, kind: str, place: str) -> None:
    """A municipality's organisation or that of its county."""
    row = Municipality.objects.get(name_fi=place)
    where = {"municipality": row} if kind == "municipality" else {"county": row.county}
    OrganisationFactory(code=code, type=kind, **where)


def numbers(text: str, language: str = "fi") -> list[list[tuple[int, str]]]:
    """Of each place found: the counts with the query behind them."""
    answer = find_places(text, language=language, index_url=INDEX)
    return [[(line.count, urlsplit(line.url).query) for line in place.lines] for place in answer.found]


def test_each_area_is_a_tile_of_its_own_with_the_count_of_the_list_behind_it(client: Client):
    organisation("kuopio", "municipality", "Kuopio")
    DeedFactory(number=1, organisation="kuopio")
    DeedFactory(number=2, title="Toinen", organisation="kuopio", municipalities=["297", "091"])

    drawn = tiles("fi", "/fi/teot/")
    html = client.get("/fi/square/where/").content.decode()

    assert len({(tile.x, tile.y) for tile in drawn}) == len(drawn) == 23
    assert {tile.name: (tile.count, tile.level) for tile in drawn if tile.count} == {
        "Helsinki": (1, 2),
        "Pohjois-Savo": (2, 4),
    }
    for tile in drawn:
        assert f'aria-label="{tile.name}: {tile.count}"' in html
    for tile in (tile for tile in drawn if tile.count or tile.code == "21"):
        assert f" {tile.count} teko" in main_of(client.get(tile.url)), tile.name
    assert re.findall(r'(?:src|href)="(?!http://testserver|/|#|\?)[^"]*"', html) == []
    assert " style=" not in html


def test_names_of_areas_fit_their_tiles_in_every_language():
    for language in ("fi", "sv", "en"):
        lines = [line for tile in tiles(language, "") for line in tile.lines]

        assert [line for line in lines if len(line) > 13] == []


def test_municipality_s_own_deeds_and_its_county_s_are_told_apart():
    organisation("kuopio", "municipality", "Kuopio")
    organisation("savo", "county", "Kuopio")
    OrganisationFactory(
        code="savon-yhtyma", type="joint_authority", municipality=Municipality.objects.get(code="297")
    )
    DeedFactory(number=1, organisation="kuopio")
    DeedFactory(number=2, title="Toinen", organisation="savo", municipalities=["297"])
    DeedFactory(number=3, title="Kolmas", organisation="savo")
    DeedFactory(number=4, title="Neljäs", organisation="savon-yhtyma", municipalities=["297"])

    assert numbers("kuopio") == [
        [(1, "organisation=kuopio"), (2, "municipality=297"), (2, "organisation=savo"), (4, "county=13")]
    ]
    assert numbers("Pohjois-Savo") == [[(2, "organisation=savo"), (4, "county=13")]]


def test_merged_municipality_s_deeds_are_those_of_the_one_that_carries_on(client: Client):
    for code in ("kuopio", "nilsia"):
        organisation(code, "municipality", "Kuopio")
    rows = {code: OrganisationFactory(code=code) for code in ("kuopio", "nilsia")}
    DeedFactory(number=1, organisation="nilsia")
    merge_organisations(merged=[rows["nilsia"]], into=rows["kuopio"], on=NOON.date(), now=NOON)

    (lines,) = numbers("Kuopio")

    assert lines[0] == (1, "organisation=kuopio")
    assert parse_qs(lines[0][1]) == {"organisation": ["kuopio"]}
    assert " 1 teko" in main_of(client.get(f"/fi/teot/?{lines[0][1]}"))


NAMES = {
    "ABO": ["Turku"],
    "pedersore": ["Pedersören kunta"],
    "Birkaland": ["Pirkanmaan hyvinvointialue"],
    "pirkanmaan hyvinvointialue": ["Pirkanmaan hyvinvointialue"],
    "HELSINGFORS": ["Helsingin kaupunki", "Helsinki"],
    "Uusimaa": [
        "Helsingin kaupunki",
        "Itä-Uudenmaan hyvinvointialue",
        "Keski-Uudenmaan hyvinvointialue",
        "Länsi-Uudenmaan hyvinvointialue",
        "Vantaan ja Keravan hyvinvointialue",
    ],
}


def test_place_is_found_by_any_name_however_typed():
    answers = {typed: find_places(typed, language="fi", index_url=INDEX) for typed in NAMES}

    assert {typed: sorted(place.name for place in answer.found) for typed, answer in answers.items()} == NAMES


def test_former_or_misspelt_name_is_answered_with_near_names(client: Client):
    for typed, near in (
        ("Jyväskylän maalaiskunta", "Jyväskylä"),
        ("Helsingforz", "Helsinki"),
        ("savon", "Savonlinna"),
    ):
        page = client.get("/fi/square/where/", {"place": typed})

        assert page.status_code == 200
        assert f"Mikään nykyinen kunta tai alue ei ole nimeltään ”{typed}”" in main_of(page)
        assert f">{near}</a>" in page.content.decode()


def test_nonsense_is_answered_too(client: Client):
    for typed in ("x" * 5000, "\x00", "<script>", "%", "'\"", "🦆"):
        page = client.get("/fi/square/where/", {"place": typed})

        assert page.status_code == 200
        assert "<script>" not in page.content.decode()


def test_withdrawn_deed_leaves_the_map_and_the_numbers_at_once(client: Client):
    organisation("kuopio", "municipality", "Kuopio")
    page = DeedFactory(number=1, organisation="kuopio").source_page

    page.unpublish()

    assert sum(tile.count for tile in tiles("fi", "")) == 0
    assert numbers("Kuopio") == [[(0, "")] * 4]


def test_three_deeds_take_as_many_queries_as_one(client: Client, count_queries):
    def counted() -> list[int]:
        asked = ("", "Kuopio", "Uusimaa", "Vammala")
        return [count_queries(partial(client.get, "/fi/square/where/", {"place": text})) for text in asked]

    organisation("kuopio", "municipality", "Kuopio")
    DeedFactory(number=1, organisation="kuopio")
    one = counted()
    for number in (2, 3):
        DeedFactory(
            number=number, title=f"Teko {number}", organisation="kuopio", municipalities=["297", "091"]
        )

    assert counted() == one
