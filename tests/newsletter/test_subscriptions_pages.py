import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db.models import Q
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from contacts.models import AccessLink, Contact
from core.facts import Fact, FactGroup, fact_groups, topic
from core.models import LedgerEntry
from mail.models import Delivery, Message
from newsletter.addresses import preferences_path
from newsletter.models import Newsletter, Subscription
from newsletter.services.subscriptions import confirm, unsubscribe
from tests.newsletter.subscribing import (
    NOON,
    active,
    last_mail,
    link_in,
    main_of,
    make_newsletter,
    sign_up,
    token_in,
    unsubscribe_link,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SIGN_UP = "/n/subscribe/uutiskirje/fi/"


@pytest.fixture(autouse=True)
def _clean_limits():
    cache.clear()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def newsletter() -> Newsletter:
    return make_newsletter()


@pytest.fixture
def topics(monkeypatch):
    """Two groups that an app could offer: one to tick, one that is only known of a person."""
    monkeypatch.setattr(fact_groups, "_entries", {})
    ticked = [
        topic("sector:education", {"fi": "Opetus", "sv": "Undervisning", "en": "Education"}, "sector"),
        topic("sector:technical", {"fi": "Tekniikka", "sv": "Teknik", "en": "Technical"}, "sector"),
    ]
    known = [
        Fact(key="size:large", labels={"fi": "Suuri"}, group="size", filter=lambda: Q(contact__isnull=False))
    ]
    fact_groups.register(
        FactGroup("sector", {"fi": "Toimiala", "sv": "Sektor", "en": "Sector"}, lambda: ticked)
    )
    fact_groups.register(FactGroup("size", {"fi": "Koko"}, lambda: known))


def _token(client, path: str = SIGN_UP) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get(path).content.decode())
    assert found
    return found[1]


def _send(client, clock, path: str = SIGN_UP, **fields):
    """Fill in the form like a person: after ten seconds."""
    token = _token(client, path)
    clock.shift(10)
    headers = fields.pop("headers", {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"})
    return client.post(
        path, {"form_token": token, "address": "ada@example.org", "language": "fi"} | fields, headers=headers
    )


# --- Signing up


def test_somebody_subscribes_without_script_or_cookie(client, clock, newsletter):
    answer = _send(client, clock)
    sent = client.get(answer["Location"])
    page = client.get(link_in(last_mail(), "confirm"))
    done = client.post(link_in(last_mail(), "confirm"))

    assert [response.status_code for response in (answer, sent, page, done)] == [303, 200, 200, 200]
    assert Subscription.objects.get().state == "active"
    assert not client.cookies
    for response in (sent, page, done):
        assert b"<script" not in response.content
        assert b" style=" not in response.content
        assert "Cookie" not in response.headers["Vary"]


def test_ledger_keeps_the_words_and_the_page_as_they_were_shown(client, clock, newsletter):
    shown = main_of(client.get(SIGN_UP))

    _send(client, clock)

    facts = LedgerEntry.objects.get().facts
    assert facts["statement"] in shown
    assert (facts["statement"], facts["page"]) == (
        "Tilaan uutiskirjeen sähköpostiini (Torin uutiskirje). Voin lopettaa milloin tahansa yhdellä napsautuksella missä tahansa kirjeessä.",
        SIGN_UP,
    )


def test_words_that_changed_since_the_page_was_shown_are_kept_as_they_were_shown(client, clock, newsletter):
    token = _token(client)
    clock.shift(10)
    Newsletter.objects.update(name_fi="Uusi nimi")

    client.post(SIGN_UP, {"form_token": token, "address": "ada@example.org", "language": "fi"})

    assert "Torin uutiskirje" in LedgerEntry.objects.get().facts["statement"]


def test_answer_is_the_same_for_known_pending_left_and_unknown_addresses(client, clock, newsletter):
    active(newsletter, "known@example.org")
    active(newsletter, "left@example.org", ended_at=NOON)
    sign_up(newsletter, "pending@example.org")

    answers = [
        _send(client, clock, address=f"{name}@example.org")
        for name in ("known", "left", "pending", "unknown")
    ]

    assert {(answer.status_code, answer["Location"], answer.content) for answer in answers} == {
        (303, "/n/subscribe/uutiskirje/fi/sent/", b"")
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "Kirjoita sähköpostiosoitteesi."),
        ("sv", "Skriv din e-postadress."),
        ("en", "Write your e-mail address."),
    ],
)
def test_errors_are_in_the_language_of_the_page_whatever_the_browser_prefers(
    client, clock, newsletter, language, words
):
    path = f"/n/subscribe/uutiskirje/{language}/"

    answer = _send(client, clock, path, address="", headers={"Accept-Language": "de, en;q=0.5"})

    assert (answer.status_code, answer["Content-Language"]) == (422, language)
    assert f'<html lang="{language}"' in answer.content.decode()
    assert words in main_of(answer)


def test_form_with_an_error_keeps_what_was_written(client, clock, newsletter, topics):
    answer = _send(client, clock, **{"address": "ada@", "topics-sector": ["sector:technical"]})

    html = answer.content.decode()
    assert 'value="ada@"' in html
    assert re.search(r'value="sector:technical"[^>]*checked', html)
    assert "<details open>" in html


def test_form_with_an_error_can_be_sent_again_at_once(client, clock, newsletter):
    wrong = _send(client, clock, address="ada@")
    token = re.search(r'name="form_token" value="([^"]+)"', wrong.content.decode())[1]

    answer = client.post(SIGN_UP, {"form_token": token, "address": "ada@example.org", "language": "fi"})

    assert answer.status_code == 303


def test_topics_are_offered_and_attributes_are_not(client, clock, newsletter, topics):
    page = main_of(client.get(SIGN_UP))

    _send(client, clock, **{"topics-sector": ["sector:technical"], "topics-size": ["size:large"]})

    assert ("Opetus" in page, "Suuri" in page) == (True, False)
    assert Subscription.objects.get().topics == ["sector:technical"]


def test_unknown_topic_is_refused(client, clock, newsletter, topics):
    answer = _send(client, clock, **{"topics-sector": ["sector:nonsense"]})

    assert (answer.status_code, Subscription.objects.count()) == (422, 0)


@pytest.mark.parametrize("path", ["/n/subscribe/uutiskirje/de/", "/n/subscribe/other/fi/", "/n/nothing/"])
def test_unknown_newsletter_or_language_is_not_found_and_not_redirected(client, newsletter, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
        {"Origin": "http://testserver:8000"},
    ],
)
def test_form_from_another_site_is_refused_in_the_language_of_the_page(client, clock, newsletter, headers):
    answer = _send(client, clock, "/n/subscribe/uutiskirje/sv/", headers=headers)

    assert (answer.status_code, Message.objects.count()) == (403, 0)
    assert "Formuläret kom från en annan webbplats" in main_of(answer)


def test_flood_from_one_network_is_stopped_with_a_kind_word(client, clock, newsletter):
    answers = [_send(client, clock, address=f"reader-{number}@example.org") for number in range(61)]

    assert [answer.status_code for answer in answers] == [303] * 60 + [429]
    assert "Mitään ei ole kadonnut" in main_of(answers[-1])
    assert Message.objects.count() == 60


def test_flood_ends_with_the_hour(client, clock, newsletter):
    for number in range(61):
        _send(client, clock, address=f"reader-{number}@example.org")
    clock.shift(3600)

    assert _send(client, clock, address="late@example.org").status_code == 303


def test_one_address_gets_five_mails_a_day_and_the_page_does_not_tell(client, clock, newsletter):
    answers = [
        _send(client, clock, address=address) for address in ["ada@example.org", "ADA@example.ORG"] * 4
    ]

    assert {answer.status_code for answer in answers} == {303}
    assert Message.objects.count() == 5


def test_form_stands_on_any_page_in_its_language(newsletter, topics):
    request = RequestFactory().get("/sv/nagonstans/")
    template = Template("{% load tekotori_newsletter %}{% newsletter_signup %}")

    with translation.override("sv"):
        html = template.render(Context({"request": request}))

    assert 'action="/n/subscribe/uutiskirje/sv/"' in html
    assert re.search(r'value="sv"[^>]*checked', html)
    assert "Undervisning" in html


def test_form_tag_shows_nothing_where_there_is_no_newsletter(db):
    html = Template("{% load tekotori_newsletter %}{% newsletter_signup 'gone' %}").render(Context())

    assert html.strip() == ""


# --- Links in mails


def _state() -> list[object]:
    tables = (Contact, Subscription, AccessLink, LedgerEntry, Delivery, Message)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_scanner_that_gets_every_link_changes_nothing(client, newsletter):
    sign_up(newsletter)
    pending = Message.objects.get()
    sign_up(active(newsletter, "bob@example.org").newsletter, "bob@example.org")
    known = last_mail()
    links = [
        link_in(pending, "confirm"),
        unsubscribe_link(pending),
        link_in(known, "preferences"),
        unsubscribe_link(known),
        "/n/back/" + token_in(unsubscribe_link(known)) + "/",
    ]
    before = _state()

    answers = [method(link) for link in links for method in (client.get, client.head, client.options)]

    assert {answer.status_code for answer in answers} <= {200, 405}
    assert _state() == before
    assert not client.cookies


def test_page_behind_a_link_is_private(client, newsletter):
    sign_up(newsletter, language="sv")

    page = client.get(link_in(last_mail(), "confirm"), headers={"Accept-Language": "fi"})

    assert '<html lang="sv"' in page.content.decode()
    assert {
        name: page.headers[name]
        for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy", "Content-Language")
    } == {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "no-referrer",
        "Content-Language": "sv",
    }


def test_link_used_twice_says_that_it_is_confirmed_already(client, newsletter):
    sign_up(newsletter)
    link = link_in(last_mail(), "confirm")
    client.post(link)

    again = [client.post(link), client.get(link)]

    assert [answer.status_code for answer in again] == [200, 200]
    assert all("Tilaus on jo vahvistettu" in main_of(answer) for answer in again)
    assert LedgerEntry.objects.filter(kind="confirmed").count() == 1


def test_used_link_does_not_give_a_link_to_the_choices(client, newsletter):
    sign_up(newsletter)
    link = link_in(last_mail(), "confirm")
    client.post(link)

    assert b"/n/preferences/" not in client.get(link).content


def test_used_link_of_somebody_who_left_says_that_they_left(client, newsletter):
    subscription = sign_up(newsletter)
    link = link_in(last_mail(), "confirm")
    client.post(link)
    unsubscribe(subscription=subscription, how="page", now=NOON)

    assert "Tilaus on lopetettu" in main_of(client.get(link))


def test_old_confirmation_link_says_so_and_leads_to_a_new_one(client, clock, newsletter):
    sign_up(newsletter)
    link = link_in(last_mail(), "confirm")
    clock.shift(8 * DAY)

    answers = [client.get(link), client.post(link)]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert "Tämä linkki on liian vanha" in main_of(answers[0])
    assert b'href="/n/subscribe/uutiskirje/fi/"' in answers[0].content
    assert Subscription.objects.get().state == "pending"


def test_old_link_to_the_choices_leads_to_a_new_one(client, clock, newsletter):
    path = preferences_path(active(newsletter), now=NOON)
    clock.shift(31 * DAY)

    answer = client.get(path)

    assert answer.status_code == 410
    assert b'href="/n/link/uutiskirje/fi/"' in answer.content


def test_unsubscribe_link_works_for_years(client, clock, newsletter):
    sign_up(newsletter)
    confirm(token=token_in(link_in(last_mail(), "confirm")), now=NOON)
    link = unsubscribe_link(last_mail())
    clock.shift(5 * 365 * DAY)

    client.post(link, {"List-Unsubscribe": "One-Click"})

    assert Subscription.objects.get().state == "ended"


@pytest.mark.parametrize("page", ["confirm", "preferences", "unsubscribe", "back"])
@pytest.mark.parametrize("token", ["x", "dev.x.y", "..", "dev.W10.x", "å" * 40, "%00", "a" * 3000])
def test_link_that_was_never_sent_is_told_so(client, newsletter, page, token):
    for answer in (client.get(f"/n/{page}/{token}/"), client.post(f"/n/{page}/{token}/")):
        assert answer.status_code == 400
        assert "Tämä linkki ei toimi" in main_of(answer)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_altered_link_does_nothing(client, data):
    newsletter = Newsletter.objects.first() or make_newsletter()
    subscription = Subscription.objects.first() or active(newsletter)
    page = data.draw(st.sampled_from(["preferences", "unsubscribe", "confirm"]))
    token = _real_token(page, subscription)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("abcXYZ019-_."))
    altered = token[:place] + letter + token[place + 1 :]
    assume(altered != token)

    answer = client.post(f"/n/{page}/{altered}/", {"action": "leave"})

    assert answer.status_code == 400
    subscription.refresh_from_db()
    assert subscription.state == "active"


def _real_token(page: str, subscription: Subscription) -> str:
    from contacts.services import issue_access_link
    from core import links

    if page == "confirm":
        return issue_access_link(
            contact=subscription.contact, purpose="newsletter.confirm", reference=subscription.key, now=NOON
        )
    return links.sign(purpose=f"newsletter.{page}", value=subscription.key, now=NOON)


def test_token_of_one_page_does_not_open_another(client, newsletter):
    token = token_in(preferences_path(active(newsletter), now=NOON))

    assert client.post(f"/n/unsubscribe/{token}/").status_code == 400
    assert Subscription.objects.get().state == "active"


# --- Leaving


def test_mail_provider_unsubscribes_with_one_post(client, newsletter):
    sign_up(newsletter)
    client.post(link_in(last_mail(), "confirm"))

    # RFC 8058: no cookie, no login, no redirect; providers send no Origin, or another site's.
    answers = [
        client.post(
            unsubscribe_link(last_mail()),
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
            headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
        )
        for _twice in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [entry.facts.get("how") for entry in LedgerEntry.objects.filter(kind="ended")] == ["one-click"]


def test_mail_provider_may_send_multipart(client, newsletter):
    active(newsletter)
    sign_up(newsletter)

    client.post(unsubscribe_link(last_mail()), {"List-Unsubscribe": "One-Click"})

    assert LedgerEntry.objects.get(kind="ended").facts["how"] == "one-click"


def test_person_leaves_with_a_button(client, newsletter):
    sign_up(newsletter)
    client.post(link_in(last_mail(), "confirm"))
    page = client.get(unsubscribe_link(last_mail()))

    left = client.post(unsubscribe_link(last_mail()))

    assert "Lopetetaanko tilaus" in main_of(page)
    assert "Tilaus on lopetettu" in main_of(left)
    assert LedgerEntry.objects.get(kind="ended").facts["how"] == "page"


def test_who_left_orders_again_and_confirms_by_mail(client, newsletter):
    subscription = active(newsletter)
    unsubscribe(subscription=subscription, how="page", now=NOON)
    left = client.post(preferences_path(subscription, now=NOON), {"action": "leave"}).content.decode()
    back = re.search(r'action="(/n/back/[^"]+)"', left)[1]

    answer = client.post(back)
    waiting = Subscription.objects.get().state
    client.post(link_in(last_mail(), "confirm"))

    assert (answer.status_code, waiting, Subscription.objects.get().state) == (200, "pending", "active")
    assert LedgerEntry.objects.get(kind="asked").facts["page"] == "/n/back/"


# --- Choices


def test_choices_are_changed_and_shown_in_the_new_language(client, newsletter, topics):
    subscription = active(newsletter)
    path = preferences_path(subscription, now=NOON)

    answer = client.post(
        path,
        {
            "action": "save",
            "language": "sv",
            "other_languages": "lead",
            "topics-sector": ["sector:education"],
            "paused_until": "2026-12-24",
        },
    )

    subscription.refresh_from_db()
    assert (
        subscription.language,
        subscription.other_languages,
        subscription.topics,
        subscription.paused_until,
    ) == (
        "sv",
        "lead",
        ["sector:education"],
        date(2026, 12, 24),
    )
    html = answer.content.decode()
    assert '<html lang="sv"' in html
    assert "Dina val har sparats." in main_of(answer)
    assert re.search(r'value="sector:education"[^>]*checked', html)
    assert re.search(r'value="lead"[^>]*checked', html)
    assert 'value="2026-12-24"' in html


@pytest.mark.parametrize("day", ["2026-11-23", "2020-01-01", "2028-01-01", "tomorrow", "2026-02-30"])
def test_impossible_pause_is_refused_in_words(client, newsletter, day):
    subscription = active(newsletter, language="en")

    answer = client.post(
        preferences_path(subscription, now=NOON),
        {"action": "save", "language": "en", "other_languages": "any", "paused_until": day},
    )

    assert answer.status_code == 422
    assert "Choose a day from tomorrow" in main_of(answer) or "Write the day as" in main_of(answer)
    subscription.refresh_from_db()
    assert subscription.paused_until is None


def test_pause_that_is_over_does_not_stand_in_the_way(client, clock, newsletter):
    subscription = active(newsletter, paused_until=date(2026, 11, 24))
    clock.shift(3 * DAY)
    page = client.get(preferences_path(subscription, now=datetime.now(UTC)))

    assert b'value="2026-11-24"' not in page.content


def test_leaving_from_the_choices(client, newsletter):
    subscription = active(newsletter)

    answer = client.post(preferences_path(subscription, now=NOON), {"action": "leave"})

    assert "Tilaus on lopetettu" in main_of(answer)
    assert Subscription.objects.get().state == "ended"


def test_choices_of_somebody_who_left_offer_to_order_again(client, newsletter):
    subscription = active(newsletter, ended_at=NOON)

    page = client.get(preferences_path(subscription, now=NOON))

    assert "Tilaus on lopetettu" in main_of(page)


def test_erased_subscription_s_links_do_nothing(client, newsletter):
    subscription = active(newsletter)
    path = preferences_path(subscription, now=NOON)
    subscription.contact.delete()

    assert client.get(path).status_code == 400


def test_new_link_to_the_choices_comes_by_mail_to_readers_only(client, clock, newsletter):
    active(newsletter, "known@example.org")

    answers = [
        _send(client, clock, "/n/link/uutiskirje/sv/", address=f"{name}@example.org")
        for name in ("known", "unknown")
    ]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (303, "/n/link/uutiskirje/sv/sent/")
    }
    assert Message.objects.count() == 1
    assert client.get(link_in(last_mail(), "preferences")).status_code == 200
    assert client.get(answers[0]["Location"]).status_code == 200


def test_link_to_ones_data_comes_by_mail_not_on_the_page(client, newsletter):
    subscription = active(newsletter)

    answer = client.post(preferences_path(subscription, now=NOON), {"action": "data"})

    assert answer.status_code == 200
    assert b"/c/data/" not in answer.content
    assert client.get(link_in(last_mail(), "data")).status_code == 200
