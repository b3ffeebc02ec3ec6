"""Saved searches: asked for by a form, confirmed by mail, told of what is new, stopped by one click."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Contact
from contacts.services import erase_contact, export_contact
from core.public_forms import PublicForm
from deeds.choosing import Choices
from deeds.models import SavedSearch
from deeds.saving import services, telling
from deeds.saving.addresses import manage_url, stop_url
from deeds.saving.holdings import ways_to_correct
from deeds.services import set_lead
from mail.models import Delivery, Message
from tests.deeds.factories import NOON, DeedFactory, DeedIndexPageFactory, SectorFactory, locale
from tests.newsletter.subscribing import last_mail, token_in

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def quick_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits two seconds before sending a form, and each test has its limits to itself."""
    monkeypatch.setattr(PublicForm, "minimum_age", timedelta(0))
    cache.clear()


@pytest.fixture
def index() -> None:
    DeedIndexPageFactory(language="sv")


def link_in(message: Message, name: str) -> str:
    found = re.search(rf"http://testserver(/d/searches/{name}/\S+)", message.text)
    assert found, message.text
    return found[1]


def ask(query: str = "q=palaveri", *, address: str = ADA, every: str = "day", language: str = "fi") -> None:
    choices = Choices.parse(query)
    services.ask_search(choices=choices, address=address, language=language, every=every, now=NOON)


def saved(query: str = "q=palaveri", **values: str) -> SavedSearch:
    ask(query, **values)
    return services.confirm_search(token=token_in(link_in(last_mail(), "confirm")), now=NOON)


def mails() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("message__subject", flat=True))


def guard(client: Client, address: str) -> dict[str, str]:
    html = client.get(address).content.decode()
    return {"form_token": re.search(r'name="form_token" value="([^"]+)"', html)[1]}


def path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def test_reader_saves_a_search_from_the_list_and_confirms_it_behind_the_mail_s_link(client: Client, index):
    DeedFactory(title="Aamupalaveri seisten")
    html = client.get("/fi/teot/?q=palaveri").content.decode()
    address = re.search(r'href="(/d/searches/fi/new/[^"]+)"', html)[1]

    answer = client.post(address, {"address": ADA, "every": "week", **guard(client, address)})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/d/searches/fi/sent/")
    link = path(link_in(last_mail(), "confirm"))
    assert "palaveri" in client.get(link).content.decode()
    assert SavedSearch.objects.get().confirmed_at is None  # looking changes nothing
    assert client.post(link).status_code == 200
    search = SavedSearch.objects.get()
    assert (search.query, search.every, search.is_active) == ("q=palaveri", "week", True)
    assert client.get(link).status_code == 200  # a second click shows what came of the first
    assert dict(client.cookies) == {}


def test_what_does_not_exist_cannot_be_followed(client: Client, index):
    SectorFactory(code="education")

    answers = [client.get(f"/d/searches/fi/new/?sector={code}").status_code for code in ("education", "zzz")]

    assert answers == [200, 404]


def test_form_without_an_answer_says_what_is_missing(client: Client, index):
    address = "/d/searches/en/new/?q=palaveri"

    answer = client.post(address, {"address": "ada", **guard(client, address)})

    assert answer.status_code == 422
    assert "Choose how often we may write." in answer.content.decode()
    assert (SavedSearch.objects.count(), Contact.objects.count()) == (0, 0)


def test_sixth_mail_of_a_day_to_one_address_is_not_sent_and_the_page_does_not_tell(client: Client, index):
    answers = []
    for number in range(6):
        address = f"/d/searches/fi/new/?q=sana{number}"
        form = {"address": ADA, "every": "day", **guard(client, address)}
        answers.append(client.post(address, form).headers["Location"])

    assert set(answers) == {"/d/searches/fi/sent/"}
    assert len(mails()) == 5


def test_search_that_is_saved_twice_is_one_and_the_mail_says_so():
    saved()
    ask()

    assert SavedSearch.objects.count() == 1
    assert mails() == ["Vahvista, että seuraat uusia tekoja", "Seuraat jo näitä uusia tekoja"]


def test_twenty_first_search_of_an_address_is_not_saved():
    contact = saved("q=sana").contact
    for number in range(services.MOST_OF_ONE - 1):
        SavedSearch.objects.create(contact=contact, language="fi", query=f"q=s{number}", asked_at=NOON)

    ask("q=yksiliikaa")

    assert SavedSearch.objects.count() == services.MOST_OF_ONE
    assert mails()[-1] == "Seuraat jo 20 asiaa"


def test_mail_tells_of_deeds_published_since_the_last_one_and_only_of_those_that_meet_the_search(index):
    DeedFactory(title="Vanha palaveri", now=NOON - DAY)
    search = saved("q=palaveri&sector=education")
    DeedFactory(title="Uusi palaveri", sectors=["education"], now=NOON + timedelta(hours=2))
    DeedFactory(title="Palaveri muualla", sectors=["technical"], now=NOON + timedelta(hours=2))

    told = telling.tell_due_searches(now=NOON + DAY)

    assert told == 1
    delivery = Delivery.objects.order_by("pk").last()
    text = delivery.message.text
    assert delivery.message.subject == "1 uusi teko, josta halusit tietää"
    assert ["Uusi palaveri" in text, "Vanha palaveri" in text, "Palaveri muualla" in text] == [
        True,
        False,
        False,
    ]
    assert delivery.message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert telling.tell_due_searches(now=NOON + 2 * DAY) == 0  # nothing new since
    search.refresh_from_db()
    assert search.told_until == NOON + 2 * DAY


def test_weekly_search_waits_a_week_and_a_daily_one_a_day():
    saved("q=palaveri", every="week")
    saved("q=palaveri", every="day", address="bob@example.org")
    DeedFactory(title="Palaveri", now=NOON + timedelta(hours=1))

    told = [telling.tell_due_searches(now=NOON + days * DAY) for days in (0, 1, 2, 7)]

    assert told == [0, 1, 0, 1]


def test_two_runs_at_once_mail_once():
    search = saved()
    DeedFactory(title="Palaveri", now=NOON + timedelta(hours=1))
    stale = SavedSearch.objects.get()

    told = [telling.tell_reader(searches=[row], now=NOON + DAY) for row in (search, stale)]

    assert told == [True, False]


def test_mail_is_in_the_reader_s_language_with_the_lead_where_there_is_no_page(index):
    saved("q=palaveri", language="sv")
    deed = DeedFactory(title="Palaveri seisten", now=NOON + timedelta(hours=1))
    set_lead(
        deed=deed, locale=locale("sv"), title="Möte stående", text="Kort.", now=NOON + timedelta(hours=1)
    )

    telling.tell_due_searches(now=NOON + DAY)

    message = Delivery.objects.order_by("pk").last().message
    assert (message.language, message.subject) == ("sv", "1 ny utvecklingsgärning som du ville veta om")
    assert "Möte stående" in message.text


def test_unpublished_deed_is_not_told_of():
    saved()
    deed = DeedFactory(title="Palaveri", now=NOON + timedelta(hours=1))
    deed.source_page.unpublish()

    assert telling.tell_due_searches(now=NOON + DAY) == 0


def test_unconfirmed_search_is_never_told_and_is_forgotten_after_a_week_with_its_address():
    ask()
    DeedFactory(title="Palaveri", now=NOON + timedelta(hours=1))

    assert telling.tell_due_searches(now=NOON + DAY) == 0
    assert (services.tidy_searches(now=NOON + 6 * DAY), services.tidy_searches(now=NOON + 8 * DAY)) == (0, 1)
    assert Contact.objects.count() == 0


def test_one_click_post_stops_the_search_and_a_get_only_asks(client: Client, index):
    address = path(stop_url(saved(), now=NOON))

    page = client.get(address)
    assert (page.status_code, SavedSearch.objects.count()) == (200, 1)
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, SavedSearch.objects.count(), Contact.objects.count()) == (200, 0, 0)
    assert client.get(address).status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_reader_changes_how_often_by_link(client: Client, index):
    address = path(manage_url(saved(), now=timezone.now()))

    assert client.post(address, {"every": "week"}).status_code == 200
    assert SavedSearch.objects.get().every == "week"
    assert client.post(address, {"every": "hour"}).status_code == 422


@pytest.mark.parametrize("kind", ["confirm", "manage", "stop"])
def test_altered_link_says_so_and_changes_nothing(client: Client, kind: str):
    assert client.post(f"/d/searches/{kind}/k1.abc.def/").status_code == 400


def test_person_sees_and_erases_their_searches():
    contact = saved("q=palaveri").contact

    assert [row["search"] for row in export_contact(contact=contact)["deeds.searches"]] == ["”palaveri”"]
    assert [way.label for way in ways_to_correct(contact, NOON)] == ["Kaikki, mitä seuraat"]
    erase_contact(contact=contact, now=NOON)

    assert SavedSearch.objects.count() == 0


def test_any_search_is_a_feed_of_its_newest_deeds(client: Client, index):
    DeedFactory(number=1, title="Palaveri", sectors=["education"], now=NOON)
    DeedFactory(number=2, title="Toinen palaveri", sectors=["education"], now=NOON + DAY)
    DeedFactory(
        number=3,
        title="Muu asia",
        goal="Muu.",
        result="Muu.",
        what_we_did="",
        sectors=["education"],
        now=NOON,
    )

    address = "/d/searches/fi/feed.rss?q=palaverit&sector=education"
    answer = client.get(address)
    body = answer.content.decode()

    assert re.findall(r"deed:0*(\d+):fi", body) == ["2", "1"]
    assert client.get(address, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304
    assert [
        client.get(f"/d/searches/fi/feed.{name}?q=palaveri").status_code for name in ("atom", "json", "xml")
    ] == [
        200,
        200,
        404,
    ]


def test_unpublished_deed_leaves_the_feed_at_once(client: Client, index):
    deed = DeedFactory(title="Palaveri", now=NOON)
    address = "/d/searches/fi/feed.json?q=palaveri"
    before = client.get(address)
    deed.source_page.unpublish()

    after = client.get(address, headers={"if-none-match": before.headers["ETag"]})

    assert ("Palaveri" in before.content.decode(), after.status_code) == (True, 200)
    assert "deed:" not in after.content.decode()


def test_mail_of_three_deeds_takes_as_many_queries_as_of_one():
    def told(address: str, deeds: int) -> int:
        search = saved(address=address)
        for number in range(deeds):
            DeedFactory(
                title="Palaveri", organisation=f"org-{deeds}-{number}", now=NOON + timedelta(hours=deeds)
            )
        rows = SavedSearch.objects.filter(pk=search.pk)
        rows.update(told_until=NOON + timedelta(hours=deeds, minutes=-1))
        search.refresh_from_db()
        with CaptureQueriesContext(connection) as captured:
            telling.tell_reader(searches=[search], now=NOON + timedelta(hours=deeds, minutes=1))
        return len(captured)

    told("warm@example.org", 1)  # languages and sites are remembered from here on

    assert told("ada@example.org", 2) == told("bob@example.org", 3)
