import json
import re
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from django.utils.html import escape

from contacts.errors import LinkExpired, LinkUnknown, LinkUsed
from contacts.holdings import holdings
from contacts.models import AccessLink, Contact
from contacts.services import (
    CONSENT,
    DATA,
    erase_contact,
    expire_access_links,
    export_contact,
    find_contact,
    forget_idle_contacts,
    forget_if_idle,
    get_or_create_contact,
    issue_access_link,
    look_up_access_link,
    personal_part,
    record_consent,
    use_access_link,
    void_access_links,
)
from core import ledger
from core.models import LedgerEntry, LedgerSalt
from mail.models import Delivery, Message
from mail.services import Content, Recipient, Sender, add_deliveries, create_message, suppressed
from newsletter.models import Subscription
from tests.core.proving import solve
from tests.newsletter.subscribing import active, last_mail, link_in, main_of, make_newsletter, sign_up

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ada() -> Contact:
    return get_or_create_contact(address="ada@example.org", language="fi", now=NOON)


def hidden_fields(client, path: str) -> dict[str, str]:
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', client.get(path).content.decode()))


# --- One contact per address


@pytest.mark.parametrize("address", ["ADA@Example.ORG", " ada@example.org "])
def test_spellings_of_one_address_are_one_contact(ada, address):
    again = get_or_create_contact(address=address, language="sv", now=NOON + DAY)

    assert (again, again.language, find_contact(address=address)) == (ada, "fi", ada)


def test_international_domain_is_known_by_both_its_names():
    contact = get_or_create_contact(address="ada@työ.example", language="fi", now=NOON)

    assert find_contact(address="ada@xn--ty-gka.example") == contact


def test_tag_and_dots_make_another_address(ada):
    for address in ("ada+news@example.org", "a.da@example.org"):
        assert find_contact(address=address) is None


def test_contact_in_a_log_or_list_shows_no_address(ada):
    assert str(ada) == f"contact {ada.pk}"


# --- Access links


def test_link_works_once(ada):
    token = issue_access_link(contact=ada, purpose="vote", reference="7", now=NOON)

    used = use_access_link(purpose="vote", token=token, now=NOON)

    assert (used.contact, used.reference, used.used_at) == (ada, "7", NOON)
    with pytest.raises(LinkUsed):
        use_access_link(purpose="vote", token=token, now=NOON)


def test_looking_at_a_link_does_not_use_it(ada):
    token = issue_access_link(contact=ada, purpose="vote", now=NOON)
    look_up_access_link(purpose="vote", token=token, now=NOON)

    assert AccessLink.objects.get().used_at is None


def test_link_may_be_made_to_work_more_than_once(ada):
    token = issue_access_link(contact=ada, purpose="draft", is_single_use=False, now=NOON)

    first, second = (use_access_link(purpose="draft", token=token, now=NOON) for _time in range(2))

    assert first == second


def test_link_is_too_old_at_its_time(ada):
    token = issue_access_link(contact=ada, purpose="vote", valid_for=DAY, now=NOON)
    look_up_access_link(purpose="vote", token=token, now=NOON + DAY - timedelta(seconds=1))

    with pytest.raises(LinkExpired):
        use_access_link(purpose="vote", token=token, now=NOON + DAY)


@pytest.mark.parametrize("token", ["", "x", "å", "\udcff"])
def test_link_that_was_never_sent_is_unknown(ada, token):
    with pytest.raises(LinkUnknown):
        use_access_link(purpose="vote", token=token, now=NOON)


def test_link_of_another_purpose_is_unknown(ada):
    token = issue_access_link(contact=ada, purpose="vote", now=NOON)

    with pytest.raises(LinkUnknown):
        use_access_link(purpose="draft", token=token, now=NOON)


def test_voided_links_are_too_old_and_others_stay(ada):
    voided = issue_access_link(contact=ada, purpose="vote", reference="1", now=NOON)
    stays = issue_access_link(contact=ada, purpose="vote", reference="2", now=NOON)

    count = void_access_links(purpose="vote", reference="1", now=NOON)

    assert count == 1
    assert look_up_access_link(purpose="vote", token=stays, now=NOON)
    with pytest.raises(LinkExpired):
        look_up_access_link(purpose="vote", token=voided, now=NOON)


def test_links_are_deleted_a_month_after_their_end(ada):
    issue_access_link(contact=ada, purpose="vote", valid_for=DAY, now=NOON)

    assert expire_access_links(now=NOON + 31 * DAY) == 0
    assert expire_access_links(now=NOON + 31 * DAY + timedelta(seconds=1)) == 1


# --- What is held, and forgetting it


def _everything() -> str:
    """Every row of every table of ours, as text."""
    with connection.cursor() as cursor:
        tables = [
            name for name in connection.introspection.table_names(cursor) if name.startswith("tekotori_")
        ]
        rows = []
        for name in tables:
            cursor.execute(f"SELECT * FROM {name}")
            rows += cursor.fetchall()
    return repr(rows)


def test_export_holds_everything_in_plain_json():
    subscription = active(make_newsletter(), topics=("sector:education",))
    sign_up(subscription.newsletter, now=NOON)

    held = json.loads(json.dumps(export_contact(contact=subscription.contact)))
    of_other_apps = {key for key in held if key.startswith("deeds.")}

    assert {key: held.pop(key) for key in of_other_apps} == {key: [] for key in of_other_apps}
    assert held == {
        "contact": {
            "address": "ada@example.org",
            "language": "fi",
            "created_at": "2026-11-23T12:00:00+00:00",
        },
        "address_changes": [],
        "access_links": [],
        "consents": [
            {
                "kind": "imported",
                "at": "2026-11-23T12:00:00+00:00",
                "newsletter": "uutiskirje",
                "language": "fi",
                "topics": ["sector:education"],
                "statement": "test",
                "confirmed_at": "2026-11-23T12:00:00+00:00",
                "ended_at": None,
            }
        ],
        "mails": [
            {
                "subject": "Sinulle tulee jo Torin uutiskirje",
                "created_at": "2026-11-23T12:00:00+00:00",
                "state": "queued",
            }
        ],
        "newsletter.subscriptions": [
            {
                "newsletter": "uutiskirje",
                "language": "fi",
                "other_languages": "any",
                "state": "active",
                "topics": ["sector:education"],
                "attributes": [],
                "asked_at": "2026-11-23T12:00:00+00:00",
                "confirmed_at": "2026-11-23T12:00:00+00:00",
                "ended_at": None,
                "paused_until": None,
            }
        ],
    }


def test_erasing_leaves_no_trace_of_the_address_and_the_chain_still_verifies():
    newsletter = make_newsletter()
    other = active(newsletter, "bob@example.org")
    subscription = active(newsletter)
    contact = subscription.contact
    sign_up(newsletter, now=NOON)
    message = create_message(
        group="issue:1",
        content=Content("Hei", "<p>Hei</p>", "Hei", "fi"),
        sender=Sender("a@b.example", ""),
        headers={},
        now=NOON,
    )
    add_deliveries(message=message, recipients=[Recipient(contact.address, "Ada")], now=NOON)
    entries = list(LedgerEntry.objects.filter(subject=contact.subject))
    personal = personal_part(contact)

    erase_contact(contact=contact, now=NOON)

    assert "ada@" not in _everything().lower()  # without the sign, hashes hold it by chance
    assert not any(ledger.opens(entry=entry, personal=personal) for entry in entries)
    assert ledger.verify(chain=CONSENT).is_sound
    assert suppressed(["ada@example.org", "bob@example.org"]) == {"ada@example.org"}
    assert list(Subscription.objects.all()) == [other]
    assert ledger.opens(
        entry=LedgerEntry.objects.get(subject=other.contact.subject), personal=personal_part(other.contact)
    )


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_erasing_leaves_no_byte_of_the_address_in_sqlite_s_files():
    get_or_create_contact(address="vuosimerkki@example.org", language="fi", now=NOON)
    before = b"vuosimerkki@" in bytes_of_database()

    erase_contact(contact=Contact.objects.get(), now=NOON)

    assert (before, b"vuosimerkki@" in bytes_of_database()) == (True, False)


def bytes_of_database() -> bytes:
    """Read by another process: one that closes a file of SQLite's loses the locks that its own connection has on it."""
    name = connection.settings_dict["NAME"]
    return subprocess.run(["cat", name, f"{name}-wal"], stdout=subprocess.PIPE, check=True).stdout


def test_erasing_says_in_the_ledger_that_consent_was_taken_back():
    subscription = active(make_newsletter())

    erase_contact(contact=subscription.contact, now=NOON)

    assert [entry.kind for entry in LedgerEntry.objects.all()] == ["imported", "ended", "erased"]
    assert LedgerSalt.objects.count() == 0


def test_erased_person_may_subscribe_again(client):
    newsletter = make_newsletter()
    erase_contact(contact=active(newsletter).contact, now=NOON)
    sign_up(newsletter, now=NOON + DAY)

    client.post(link_in(last_mail(), "confirm"))

    assert Subscription.objects.get().state == "active"
    assert suppressed(["ada@example.org"]) == set()


def test_contact_of_whom_nothing_is_held_is_forgotten(ada):
    record_consent(contact=ada, kind="asked", facts={}, now=NOON)

    assert forget_if_idle(contact=ada)
    assert (Contact.objects.count(), LedgerSalt.objects.count()) == (0, 0)
    assert ledger.verify(chain=CONSENT).is_sound


def test_contact_of_whom_something_is_held_stays():
    contact = active(make_newsletter()).contact

    assert not forget_if_idle(contact=contact)
    assert Contact.objects.get() == contact


def test_address_that_nothing_points_at_is_forgotten_after_a_month(ada):
    reads = active(make_newsletter(), "bob@example.org").contact
    asked = get_or_create_contact(address="cyd@example.org", language="fi", now=NOON)
    issue_access_link(contact=asked, purpose=DATA, valid_for=31 * DAY, now=NOON)

    forgotten = [forget_idle_contacts(now=NOON + days * DAY) for days in (30, 31, 32)]

    assert forgotten == [0, 1, 1]
    assert list(Contact.objects.all()) == [reads]


# --- The pages


def _ask(client, clock, address: str, language: str = "fi"):
    path = f"/c/ask/{language}/"
    html = client.get(path).content.decode()
    token = html.split('name="form_token" value="')[1].split('"')[0]
    clock.shift(10)
    return client.post(path, {"form_token": token, "address": address})


def test_asking_for_ones_data_answers_alike_for_known_and_unknown(client, clock):
    active(make_newsletter())

    known, unknown = (_ask(client, clock, f"{name}@example.org") for name in ("ada", "nobody"))

    assert known.content == unknown.content
    assert [mail.subject for mail in Message.objects.all()] == ["Linkki omiin tietoihisi"]


def test_one_address_gets_three_such_mails_a_day(client, clock):
    active(make_newsletter())

    for _time in range(5):
        _ask(client, clock, "ada@example.org")

    assert Delivery.objects.count() == 3


def _data_link(client, clock) -> str:
    active(make_newsletter(), language="sv")
    _ask(client, clock, "ada@example.org")
    return link_in(last_mail(), "data")


def test_scanner_that_gets_the_link_sees_and_changes_nothing(client, clock):
    link = _data_link(client, clock)
    before = _everything()

    page = client.get(link)

    assert b"ada@example.org" not in page.content
    with translation.override(
        "sv"
    ):  # what becomes of it is said of every kind, since nothing tells which are held
        assert [row.key for row in holdings if escape(str(row.erasing)) not in page.content.decode()] == []
    assert _everything() == before
    assert page["Cache-Control"] == "no-store"
    assert not client.cookies


def test_person_sees_what_is_held_in_their_language(client, clock):
    link = _data_link(client, clock)

    page = client.post(link, {"action": "show"}, headers={"Accept-Language": "fi"})

    assert '<html lang="sv"' in page.content.decode()
    assert "ada@example.org" in main_of(page)
    assert "Vad du har samtyckt till och återkallat" in main_of(page)
    assert "nyhetsbrev Torgets nyhetsbrev språk svenska" in main_of(page)
    with translation.override("sv"):
        said = [row.key for row in holdings if escape(str(row.erasing)) in page.content.decode()]
    assert said == ["newsletter.subscriptions"]
    assert "händelse övertagen från en annan lista tid 23 november 2026 kl. 14.00" in main_of(page)


def test_person_takes_what_is_held_as_a_file(client, clock):
    link = _data_link(client, clock)

    answer = client.post(link, {"action": "file"})

    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert json.loads(answer.content)["contact"]["address"] == "ada@example.org"


def test_erasing_takes_a_tick_and_then_everything_goes(client, clock):
    link = _data_link(client, clock)

    unsure = client.post(link, {"action": "erase"})
    still_there = Contact.objects.count()
    done = client.post(link, {"action": "erase", "sure": "on"})
    again = client.get(link)

    assert [unsure.status_code, still_there, done.status_code, again.status_code] == [422, 1, 200, 410]
    assert "Allt har raderats" in main_of(done)
    assert "ada@" not in _everything().lower()  # without the sign, hashes hold it by chance


def test_colleagues_who_ask_at_once_are_told_to_wait_and_a_proof_lets_them_in(client, clock, settings):
    settings.PUBLIC_FORM_PROOF_BITS = 4
    form = hidden_fields(client, "/c/ask/fi/")
    plain = {"address": "nobody@example.org", "form_token": form["form_token"]}
    proof = {**form, "address": "ada@example.org", "proof_number": solve(form["proof_challenge"], 4)}
    clock.shift(timedelta(minutes=1))

    answers = [client.post("/c/ask/fi/", plain).status_code for _time in range(21)]

    assert answers == [200] * 20 + [422]
    assert client.post("/c/ask/fi/", proof).status_code == 200


def test_link_to_ones_data_works_for_a_day(client, clock):
    link = _data_link(client, clock)
    clock.shift(DAY)

    page = client.post(link, {"action": "show"})

    assert page.status_code == 410
    assert b"ada@example.org" not in page.content
    assert b'href="/c/ask/fi/"' in page.content
