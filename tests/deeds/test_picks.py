"""The deed of the week: one pick reaches the front page, a feed and the next issue's draft."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from deeds.errors import DeedNotPublished
from deeds.models import Deed, DeedPick
from deeds.spreading.picking import current_pick, save_pick
from home.services import HomeFields, create_home
from newsletter.content import choices_by_block
from newsletter.services.issues import draft_issue, suggested_items
from tests.deeds.factories import DeedFactory, DeedIndexPageFactory, DeedPageFactory, locale
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 11, 25, 12, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)
SENTENCES = {"fi": "Näin hälvenee kiire.", "sv": "Så minskar brådskan."}
FEED = "/feeds/fi/deed-of-the-week.json"


@pytest.fixture(autouse=True)
def clock():
    cache.clear()  # feeds are kept by their version, which tests at one moment share
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


def pick(deed: Deed, week_date: date = MONDAY, **values) -> DeedPick:
    given = {"sentences": SENTENCES, "user": None, "now": WEDNESDAY} | values
    return save_pick(deed=deed, week_date=week_date, **given)


def feed(client: Client, address: str = FEED) -> list[dict]:
    return json.loads(client.get(address).content)["items"]


def proposed() -> list[str]:
    return [str(choice) for _block, choice in choices_by_block(draft_issue(now=WEDNESDAY))]


@pytest.fixture(autouse=True)
def home(clock) -> None:
    """The site's front page, under which the factories put the list of deeds."""
    create_home(fields=HomeFields(title="Tori"), locale=locale("fi"), user=None, now=WEDNESDAY)


def front(client: Client) -> str:
    return main_of(client.get("/fi/"))


def test_one_pick_in_the_admin_reaches_front_page_feed_and_the_next_issue(admin_client: Client):
    deed = DeedFactory(number=7)
    values = {"deed": deed.pk, "week_date": "2026-11-25", "sentence_sv": "", "sentence_en": ""}

    answer = admin_client.post(
        reverse("wagtailsnippets_tekotori_deeds_deedpick:add"),
        values | {"sentence_fi": "Näin hälvenee kiire."},
    )
    draft = admin_client.get("/admin/newsletter/issues/add/").content.decode()

    assert (answer.status_code, DeedPick.objects.get().week_date) == (302, MONDAY)
    assert "Viikon teko Aamupalaveri seisten Näin hälvenee kiire. Mallila" in front(admin_client)
    assert [(item["title"], item["summary"]) for item in feed(admin_client)] == [
        ("Aamupalaveri seisten", "Näin hälvenee kiire.")
    ]
    assert proposed() == ["deed:7"]
    assert "deed:7" in draft


def test_withdrawn_deed_leaves_all_three_at_once(client: Client):
    page = DeedPageFactory(number=7, title="Salainen teko")
    pick(page.deed, sentences={"fi": "Salainen lause."})
    before = client.get(FEED)

    page.unpublish()

    after = client.get(FEED, headers={"If-None-Match": before["ETag"]})
    assert (len(feed(client)), after.status_code, proposed()) == (0, 200, [])
    assert "Salainen" not in front(client) + after.content.decode()


def test_pick_is_shown_from_its_monday_on_for_two_weeks_and_stays_in_the_feed(client: Client, clock):
    page = DeedPageFactory(number=7)
    pick(page.deed, MONDAY + WEEK)
    moments = [
        datetime(2026, 11, 29, 21, 59, 59, tzinfo=UTC),  # the last second of Sunday in Helsinki
        datetime(2026, 11, 29, 22, tzinfo=UTC),
        datetime(2026, 12, 13, 21, 59, 59, tzinfo=UTC),
        datetime(2026, 12, 13, 22, tzinfo=UTC),
    ]
    found = []
    for moment in moments:
        clock.move_to(moment)
        found.append((current_pick(now=moment) is not None, len(feed(client))))

    assert found == [(False, 0), (True, 1), (True, 1), (False, 1)]


def test_feed_tells_the_sentence_in_the_reader_s_language_and_keeps_its_guid(client: Client):
    DeedIndexPageFactory(language="sv")
    page = DeedPageFactory(number=7)
    pick(page.deed)
    first = client.get(FEED)

    assert client.get(FEED, headers={"If-None-Match": first["ETag"]}).status_code == 304
    (item,) = feed(client)
    assert item["id"] == "deed-of-the-week:2026-11-23:fi"
    assert item["date_published"] == "2026-11-22T22:00:00+00:00"
    assert item["content_html"].startswith('<p lang="fi"><strong>Näin hälvenee kiire.</strong></p>')
    # The deed has no Swedish page: its Finnish words come with the Finnish sentence.
    assert [row["summary"] for row in feed(client, "/feeds/sv/deed-of-the-week.json")] == [
        "Näin hälvenee kiire."
    ]


def test_second_deed_of_a_week_is_refused_and_a_pick_can_be_changed():
    first, second = DeedFactory(number=1), DeedFactory(number=2, title="Toinen")
    made = pick(first)

    with pytest.raises(ValidationError) as caught:
        pick(second, MONDAY + timedelta(days=6))
    changed = pick(second, MONDAY + timedelta(days=6), pick=made)

    assert list(caught.value.message_dict) == ["week_date"]
    assert [(row.pk, row.deed, row.week_date) for row in DeedPick.objects.all()] == [
        (changed.pk, second, MONDAY)
    ]


def test_week_of_a_far_year_is_refused():
    with pytest.raises(ValidationError) as caught:
        pick(DeedFactory(), date(1, 1, 1))  # its Monday has no moment in UTC, so no feed could tell it

    assert caught.value.message_dict == {"week_date": ["Vuosi on 1. Kirjoita vuosi väliltä 1900–2199."]}


def test_draft_cannot_be_picked(admin_client: Client):
    deed = DeedPageFactory(live=False).deed
    values = {
        "deed": deed.pk,
        "week_date": "2026-11-25",
        "sentence_fi": "Ei.",
        "sentence_sv": "",
        "sentence_en": "",
    }

    answer = admin_client.post(reverse("wagtailsnippets_tekotori_deeds_deedpick:add"), values)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["deed"])
    with pytest.raises(DeedNotPublished):
        pick(deed)


def test_front_page_with_a_pick_takes_a_constant_number_of_queries(client: Client, count_queries):
    for number in (1, 2, 3):
        pick(DeedFactory(number=number, title=f"Teko {number}"), MONDAY - (3 - number) * WEEK)
    many = count_queries(lambda: client.get("/fi/"))
    DeedPick.objects.filter(week_date__lt=MONDAY).delete()

    assert count_queries(lambda: client.get("/fi/")) == many


def test_what_the_last_issues_brought_is_not_suggested_again():
    from newsletter.services.compiling import compile_issue
    from newsletter.services.issues import record_past_issue
    from tests.newsletter.issues import make_issue, make_newsletter

    pick(DeedFactory(number=7))
    issue = make_issue(make_newsletter(), items=[("deed", "7")])
    compile_issue(issue=issue, now=WEDNESDAY)
    before = suggested_items(now=WEDNESDAY)
    record_past_issue(issue=issue, user=None, sent_at=WEDNESDAY, now=WEDNESDAY)

    assert (before, suggested_items(now=WEDNESDAY)) == ([("deed", "7")], [])


def test_the_chooser_of_a_deed_speaks_the_language_of_whoever_looks(admin_client: Client):
    path = reverse("wagtailsnippets_tekotori_deeds_deedpick:add")

    asked = [
        words in admin_client.get(path, headers={"accept-language": language}).content.decode()
        for language, words in (("fi", "Valitse teko"), ("sv", "Välj en gärning"), ("en", "Choose a deed"))
    ]

    assert asked == [True, True, True]
