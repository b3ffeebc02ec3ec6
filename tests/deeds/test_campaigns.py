"""Campaigns: a window in Helsinki time, and a leaderboard that anybody can recompute from its rows."""

import csv
import io
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from deeds.authoring.retiring import retire_deed
from deeds.models import DeedCampaign
from deeds.spreading.campaigning import count_campaign, save_campaign, standings
from home.services import HomeFields, create_home
from registers.models import County, Goal, Organisation
from registers.services import merge_organisations
from tests.deeds.factories import (
    DeedFactory,
    DeedPageFactory,
    OrganisationFactory,
    SectorFactory,
    ThemeFactory,
    locale,
)
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 10, 20, 9, tzinfo=UTC)
# The window ends with the night in which clocks go back: that day has 25 hours.
STARTS, ENDS = datetime(2026, 9, 30, 21, tzinfo=UTC), datetime(2026, 10, 25, 22, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PAGE, LIST = "/fi/square/campaigns/syksy/", "/fi/square/campaigns/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def campaign(**values: Any) -> DeedCampaign:
    given = {
        "slug": "syksy",
        "titles": {"fi": "Syksyn teot", "sv": "Höstens gärningar"},
        "introductions": {"fi": "Kerro, mitä teitte."},
        "starts_at": STARTS,
        "ends_at": ENDS,
        "is_published": True,
        "now": NOON,
    }
    return save_campaign(**given | values)


def deed(number: int, organisation: str = "mallila", at: datetime = NOON, **values: Any):
    return DeedFactory(number=number, title=f"Teko {number}", organisation=organisation, now=at, **values)


def form_values(**values: str) -> dict[str, str]:
    texts = {f"{name}_{code}": "" for name in ("title", "introduction") for code in ("fi", "sv", "en")}
    own = {
        "title_fi": "Syksyn teot",
        "introduction_fi": "Kerro!",
        "slug": "syksy",
        "starts_at": "2026-10-01 00:00",
        "ends_at": "2026-10-26 00:00",
        "is_published": "on",
        "sector": "",
        "theme": "",
        "goal": "",
    }
    return texts | own | values


def test_editor_writes_the_window_in_helsinki_time_whatever_their_own(admin_client: Client, admin_user):
    UserProfile.objects.update_or_create(user=admin_user, defaults={"current_time_zone": "Asia/Tokyo"})
    prefix = "wagtailsnippets_tekotori_deeds_deedcampaign"

    made = admin_client.post(reverse(f"{prefix}:add"), form_values())
    row = DeedCampaign.objects.get()
    opened = admin_client.get(reverse(f"{prefix}:edit", args=[row.pk])).content.decode()
    backwards = admin_client.post(
        reverse(f"{prefix}:edit", args=[row.pk]), form_values(ends_at="2026-09-01 00:00")
    )
    twice = admin_client.post(
        reverse(f"{prefix}:edit", args=[row.pk]), form_values(ends_at="2026-10-25 03:30")
    )

    assert (made.status_code, backwards.status_code, twice.status_code) == (302, 200, 200)
    assert (row.starts_at, row.ends_at) == (STARTS, ENDS)
    assert 'value="2026-10-26 00:00"' in opened
    assert "Kampanja päättyy vasta alkamisensa jälkeen. Tarkista molemmat ajat." in backwards.content.decode()
    # Half past three comes twice in that night: refused instead of guessed.
    assert "Europe/Helsinki" in twice.content.decode()
    row.refresh_from_db()
    assert row.ends_at == ENDS


def test_first_moment_counts_and_the_last_second_but_not_the_one_after():
    row = campaign()
    moments = [STARTS - SECOND, STARTS, ENDS - SECOND, ENDS]
    for number, moment in enumerate(moments, start=1):
        deed(number, at=moment)

    counted = count_campaign(row)

    assert [line.deed for line in counted.rows] == [2, 3]
    assert [row.state_at(moment).value for moment in moments] == ["upcoming", "open", "open", "ended"]


def test_only_the_deeds_that_a_campaign_is_about_count():
    SectorFactory(code="education")
    goal, theme = Goal.objects.create(code="2", name_fi="Tavoite"), ThemeFactory(code="digital")
    deed(1, sectors=["education"], themes=["digital"], goal_code="2")
    deed(2, sectors=["education"], themes=["digital"])
    deed(3, themes=["digital"], goal_code="2")
    row = campaign(sector=SectorFactory(code="education"), theme=theme, goal=goal)

    assert [line.deed for line in count_campaign(row).rows] == [1]


def test_anybody_recomputes_the_table_from_the_rows(client: Client):
    """By plain Python that knows nothing of the site: from the CSV and from the JSON."""
    for code, name in (("01", "Etelä"), ("02", "Länsi")):
        County.objects.create(code=code, name_fi=name)
    south, west = County.objects.get(code="01"), County.objects.get(code="02")
    for code, county in (
        ("mallila", south),
        ("kylala", west),
        ("alue", south),
        ("ranta", None),
        ("vanha", south),
    ):
        OrganisationFactory(code=code, county=county)
    for number, code in enumerate(
        ["mallila", "kylala", "vanha", "kylala", "mallila", "alue", "ranta", "kylala"], start=1
    ):
        deed(number, code, at=NOON - timedelta(minutes=number))
    merge_organisations(
        merged=[Organisation.objects.get(code="vanha")],
        into=Organisation.objects.get(code="mallila"),
        on=NOON.date() - timedelta(days=1),
        now=NOON,
    )
    retired, restricted = deed(9, "alue"), deed(10, "ranta")
    retire_deed(deed=retired, ground="wrong", reason="Virhe.", user=None, now=NOON)
    restricted.source_page.unpublish()
    campaign()

    text = client.get(f"{PAGE}deeds.csv").content.decode()
    told = json.loads(client.get(f"{PAGE}deeds.json").content)
    page = main_of(client.get(PAGE))

    rows = list(csv.DictReader(io.StringIO(text)))
    assert [int(row["deed"]) for row in rows] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert all(STARTS <= datetime.fromisoformat(row["counted_at"]) < ENDS for row in rows)
    assert told["deeds"] == [{**row, "deed": int(row["deed"]), "areas": row["areas"].split()} for row in rows]
    for table, values in (
        ("organisations", [row["organisation"] for row in rows]),
        ("areas", [area for row in rows for area in row["areas"].split()]),
    ):
        counts = Counter(values)
        recount = sorted(
            ((1 + sum(other > n for other in counts.values()), code, n) for code, n in counts.items()),
        )
        assert [(line["place"], line["code"], line["deeds"]) for line in told[table]] == recount
    assert [(line["place"], line["code"], line["deeds"]) for line in told["organisations"]] == [
        (1, "kylala", 3), (1, "mallila", 3), (3, "alue", 1), (3, "ranta", 1),
    ]  # fmt: skip
    assert re.findall(r"(\d)\. (\w+) (\d)", page)[:4] == [
        ("1", "Kylala", "3"), ("1", "Mallila", "3"), ("3", "Alue", "1"), ("3", "Ranta", "1"),
    ]  # fmt: skip
    assert "8 tekoa mukana 4 organisaatiota mukana" in page
    assert client.get(f"{PAGE}deeds.csv").content.decode() == text


def test_places_are_the_same_in_whatever_order_deeds_come():
    codes = ["b", "a", "c", "b", "a", "d"]

    assert standings(codes) == standings(sorted(codes, reverse=True))
    assert [(row.place, row.code) for row in standings(codes)] == [(1, "a"), (1, "b"), (3, "c"), (3, "d")]
    assert standings([]) == []


def test_pages_follow_the_clock(client: Client, clock):
    DeedPageFactory(number=1, title="Ennen", now=STARTS - SECOND)
    campaign()
    said = {}
    for name, moment in (
        ("upcoming", STARTS - SECOND),
        ("days", ENDS - timedelta(days=3)),
        ("hours", ENDS - timedelta(hours=2)),
        ("minutes", ENDS - SECOND),
        ("ended", ENDS),
    ):
        clock.move_to(moment)
        answer = client.get(PAGE)
        said[name] = (main_of(answer), "Syksyn teot" in client.get("/fi/").content.decode())

    assert "Alkaa 1. lokakuuta 2026 kello 0.00" in said["upcoming"][0]
    assert "3 päivää jäljellä" in said["days"][0]
    assert "2 tuntia jäljellä" in said["hours"][0]
    assert "Alle tunti jäljellä" in said["minutes"][0]
    assert "Päättyi 26. lokakuuta 2026 kello 0.00" in said["ended"][0]
    assert "Sinun tekosi voi olla ensimmäinen" in said["days"][0]
    assert "Kampanjaan ei laskettu yhtään tekoa." in said["ended"][0]
    assert [name for name, (text, _front) in said.items() if "Julkaise teko" in text] == [
        "days", "hours", "minutes",
    ]  # fmt: skip
    assert not client.cookies


def test_open_campaign_stands_on_the_front_page_in_each_language(client: Client, clock):
    create_home(fields=HomeFields(title="Tori", body=[]), locale=locale("fi"), user=None, now=NOON)
    campaign()

    front = client.get("/fi/").content.decode()
    swedish = client.get("/sv/square/campaigns/syksy/").content.decode()
    sitemap = b"".join(client.get("/sitemap.xml").streaming_content).decode()
    clock.move_to(ENDS)

    assert f'<a href="{PAGE}">Syksyn teot</a>' in front
    assert "<h1>Höstens gärningar</h1>" in swedish
    assert '<div class="lead" lang="fi">' in swedish
    assert 'hreflang="en" href="http://testserver/en/square/campaigns/syksy/"' in swedish
    assert "http://testserver/en/square/campaigns/syksy/" in sitemap
    assert "Syksyn teot" not in client.get("/fi/").content.decode()


def test_unpublished_campaign_shows_nowhere(client: Client):
    campaign(is_published=False)

    assert [client.get(PAGE + end).status_code for end in ("", "deeds.csv", "deeds.json")] == [404] * 3
    assert "Syksyn teot" not in client.get(LIST).content.decode()
    assert b"campaigns" not in b"".join(client.get("/sitemap.xml").streaming_content)


def test_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValidationError) as caught:
        campaign(ends_at=STARTS)

    assert caught.value.messages == ["Kampanja päättyy vasta alkamisensa jälkeen. Tarkista molemmat ajat."]
    assert not DeedCampaign.objects.exists()


def test_year_that_is_a_slip_is_said_at_its_field(admin_client: Client):
    wrong = form_values(starts_at="0001-01-01 00:00", ends_at="9999-12-31 23:59")

    answer = admin_client.post(reverse("wagtailsnippets_tekotori_deeds_deedcampaign:add"), wrong)

    assert (answer.status_code, answer.context["form"].errors) == (
        200,
        {
            "starts_at": ["Vuosi on 1. Kirjoita vuosi väliltä 1900–2199."],
            "ends_at": ["Vuosi on 9999. Kirjoita vuosi väliltä 1900–2199."],
        },
    )
    assert not DeedCampaign.objects.exists()


def test_three_organisations_and_campaigns_take_as_many_queries_as_one(client: Client, count_queries):
    campaign()
    County.objects.create(code="01", name_fi="Etelä")
    for code in ("mallila", "kylala", "alue"):
        OrganisationFactory(code=code, county=County.objects.get())
    deed(1)
    one = [count_queries(lambda address=address: client.get(address)) for address in (PAGE, LIST)]
    deed(2, "kylala")
    deed(3, "alue")
    campaign(slug="toinen")
    campaign(slug="kolmas")

    assert [count_queries(lambda address=address: client.get(address)) for address in (PAGE, LIST)] == one
