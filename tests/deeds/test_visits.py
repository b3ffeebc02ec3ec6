"""Visits: a sum a deed and day of what people's browsers open, without cookies, seen by the author."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from contacts.services import get_or_create_contact
from deeds.authoring.access import author_url
from deeds.models import DeedAuthor, DeedVisits
from deeds.spreading.visits import MARK, VisitMiddleware, count_visit, visits_of
from tests.deeds.factories import DeedFactory, DeedPageFactory
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = date(2026, 11, 24)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PROGRAMS = (
    "",
    "curl/8.5.0",
    "python-requests/2.32",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/116.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0 Safari/537.36",
    "facebookexternalhit/1.1",
)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def sums() -> dict[date, int]:
    return dict(DeedVisits.objects.values_list("day_date", "count"))


def test_people_count_and_programs_do_not(client: Client):
    url = DeedPageFactory(number=7).url
    for agent in PROGRAMS:
        client.get(url, headers={"User-Agent": agent})
    client.head(url, headers={"User-Agent": FIREFOX})
    for headers in (
        {"Sec-Purpose": "prefetch;prerender"},
        {"X-Moz": "prefetch"},
        {"Sec-Fetch-Dest": "iframe"},
    ):
        client.get(url, headers={"User-Agent": FIREFOX, **headers})
    before = sums()

    for _time in range(3):
        client.get(url, headers={"User-Agent": FIREFOX, "Sec-Fetch-Dest": "document"})

    assert (before, sums()) == ({}, {TODAY: 3})


def test_staff_and_what_is_no_page_of_a_published_deed_do_not_count(client: Client, admin_client: Client):
    page = DeedPageFactory(number=7)
    url = page.url

    admin_client.get(url, headers={"User-Agent": FIREFOX})
    client.get(page.get_parent().url, headers={"User-Agent": FIREFOX})
    client.get("/t/7", headers={"User-Agent": FIREFOX})
    page.unpublish()
    client.get(url, headers={"User-Agent": FIREFOX})

    assert sums() == {}


def test_days_change_at_midnight_in_helsinki(client: Client, clock):
    url = DeedPageFactory(number=7).url
    for moment in (datetime(2026, 11, 24, 21, 59, 59, tzinfo=UTC), datetime(2026, 11, 24, 22, tzinfo=UTC)):
        clock.move_to(moment)
        client.get(url, headers={"User-Agent": FIREFOX})

    assert sums() == {TODAY: 1, TODAY + timedelta(days=1): 1}


def test_answer_and_cookies_are_the_same_whoever_counts(client: Client):
    url = DeedPageFactory(number=7).url

    person, program = (client.get(url, headers={"User-Agent": agent}) for agent in (FIREFOX, "curl/8.5.0"))

    assert person.content == program.content
    ours = [dict(answer.headers) for answer in (person, program)]
    for headers in ours:
        headers.pop("X-Request-ID")
    assert ours[0] == ours[1]
    assert MARK not in ours[0]
    assert not client.cookies


def test_answer_from_a_cache_counts_too():
    deed = DeedFactory(number=7)
    cached = HttpResponse("page", headers={MARK: str(deed.pk)})
    request = RequestFactory().get("/", headers={"User-Agent": FIREFOX})

    answer = VisitMiddleware(lambda request: cached)(request)
    before = sums()  # nothing is written while the reader waits
    for close in answer._resource_closers:  # what the server does once the answer has left
        close()

    assert (before, sums(), MARK in answer.headers) == ({}, {TODAY: 1}, False)


def test_database_that_refuses_loses_the_visit_and_not_the_page(client: Client, monkeypatch, caplog):
    url = DeedPageFactory(number=7).url

    def refuse(*args: object, **values: object) -> None:
        raise DatabaseError("database is locked")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", refuse)
    answer = client.get(url, headers={"User-Agent": FIREFOX})

    assert (answer.status_code, sums()) == (200, {})
    assert "was not counted" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_visits_at_once_are_all_counted():
    deed = DeedFactory(number=7)
    barrier = threading.Barrier(4)

    def visit() -> None:
        barrier.wait()
        for _time in range(5):
            count_visit(deed=deed.pk, now=NOON)
        connection.close()

    threads = [threading.Thread(target=visit) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sums() == {TODAY: 20}


def test_author_sees_the_visits_behind_the_link(client: Client):
    deed = DeedFactory(number=7)
    for days, count in ((0, 2), (29, 3), (30, 5), (400, 7)):
        DeedVisits.objects.create(deed=deed, day_date=TODAY - timedelta(days=days), count=count)
    contact = get_or_create_contact(address="ada@example.org", language="fi", now=NOON)
    author = DeedAuthor.objects.create(deed=deed, contact=contact, is_main=True, accepted_at=NOON)

    shown = visits_of(deed, now=NOON)
    page = client.get(author_url(author=author, now=NOON), headers={"User-Agent": FIREFOX})

    assert (shown.total, shown.last_month) == (17, 5)
    weeks = {week.monday.isoformat(): week.count for week in shown.weeks}
    assert len(weeks) == 12
    assert {day: count for day, count in weeks.items() if count} == {
        "2026-10-19": 5,
        "2026-10-26": 3,
        "2026-11-23": 2,
    }
    assert "Teko on avattu kaikkiaan 17 kertaa, viimeisten 30 päivän aikana 5 kertaa." in main_of(page)
    assert '<title id="week-title">Avauskerrat viikoittain</title>' in page.content.decode()
    assert DeedVisits.objects.count() == 4  # the author's own page is no visit of the deed


def test_visitors_of_the_deed_s_page_do_not_see_the_numbers(client: Client):
    page = DeedPageFactory(number=7)
    DeedVisits.objects.create(deed=page.deed, day_date=TODAY, count=987654)

    assert "987" not in main_of(client.get(page.url))
