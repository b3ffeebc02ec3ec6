"""A reader and an author write to each other: nobody's address or name reaches the other, and either can stop it."""

import re
from collections.abc import Callable
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from cms.roles import make_roles
from contacts.models import Contact
from contacts.services import erase_contact, export_contact, find_contact
from core.models import LedgerEntry
from deeds.authoring.authors import remove_author
from deeds.models import Deed, DeedAuthor, DeedThread, ThreadBlock, ThreadMessage
from deeds.relay.threads import tidy_threads
from mail.models import Delivery, Message
from mail.services import send_due
from mail.sink import MailSink
from tests.contacts.test_contacts import _everything
from tests.deeds.factories import NOON, DeedFactory
from tests.deeds.test_authors import ADA, author, link, mails
from tests.deeds.test_versions import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
READER = "rauni.lukija@toinen.example"
DAY = timedelta(days=1)


def last_link(address: str) -> str:
    message = Delivery.objects.filter(address=address).select_related("message").latest("pk").message
    found = re.search(r"http://testserver(/d/thread/\S+)", message.text)
    assert found
    return found[1]


def ask(client: Client, clock, text: str = "Miten aloititte?", address: str = READER, number: int = 7):
    path = f"/d/fi/write/{number}/"
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(path).content.decode())
    assert token
    clock.shift(10)
    return client.post(path, {"form_token": token[1], "text": text, "address": address})


def begun(client: Client, clock) -> tuple[str, str]:
    """A confirmed conversation about deed 7: the reader's link and the author's."""
    if not Deed.objects.filter(number=7).exists():
        author(DeedFactory(number=7))
    ask(client, clock)
    reader = last_link(READER)
    client.post(reader, {"action": "confirm"})
    return reader, last_link(ADA)


# --- Begun


def test_author_hears_nothing_before_the_reader_confirms_with_a_button(client: Client, clock):
    author(DeedFactory(number=7))
    answer = ask(client, clock)
    shown = client.get(answer["Location"])
    looked = client.get(last_link(READER))
    before = mails()

    client.post(last_link(READER), {"action": "confirm"})
    client.post(last_link(READER), {"action": "confirm"})

    assert (answer.status_code, shown.status_code, looked.status_code) == (303, 200, 200)
    assert before == [(READER, "Vahvista viestisi teon ”Aamupalaveri seisten” tekijälle")]
    assert mails()[1:] == [(ADA, "Viesti teosta ”Aamupalaveri seisten”")]
    assert not client.cookies


def test_button_stands_on_the_page_only_where_an_author_takes_messages(client: Client):
    deed = DeedFactory(number=7)
    without = client.get(deed.source_page.url).content.decode()
    one = author(deed)
    with_one = client.get(deed.source_page.url).content.decode()
    client.post(link(one), {"action": "stop_messages"})
    stopped = client.get(deed.source_page.url).content.decode()

    assert ["/d/fi/write/7/" in html for html in (without, with_one, stopped)] == [False, True, False]
    assert client.get("/d/fi/write/7/", follow=True).status_code == 404


def test_identity_code_and_robots_are_refused_kindly(client: Client, clock):
    author(DeedFactory(number=7))

    code = ask(client, clock, text="Tunnus on 131052-308T.")
    trap = client.post("/d/fi/write/7/", {"text": "x", "address": READER, "homepage": "http://spam.example"})

    assert (code.status_code, trap.status_code, DeedThread.objects.count()) == (422, 422, 0)
    assert "henkilötunnukselta" in code.content.decode()


def test_one_address_begins_three_conversations_a_day(client: Client, clock):
    author(DeedFactory(number=7))

    answers = [ask(client, clock, text=f"Kysymys {n}").status_code for n in range(5)]

    assert (answers, DeedThread.objects.count()) == ([303] * 5, 3)


def test_author_does_not_write_to_themselves_and_the_answer_is_the_same(client: Client, clock):
    author(DeedFactory(number=7))

    answer = ask(client, clock, address=ADA)

    assert (answer.status_code, DeedThread.objects.count(), mails()) == (303, 0, [])


# --- Written


def test_they_write_in_turn_and_mails_hold_no_word_of_it(client: Client, clock):
    reader, writer = begun(client, clock)

    client.post(writer, {"action": "write", "text": "Kokeilimme ensin viikon."})
    client.post(reader, {"action": "write", "text": "Kiitos! <b>Hieno</b> http://example.org"})
    page = client.get(last_link(ADA)).content.decode()

    assert [(m.is_from_author, m.text) for m in ThreadMessage.objects.all()] == [
        (False, "Miten aloititte?"), (True, "Kokeilimme ensin viikon."), (False, "Kiitos! <b>Hieno</b> http://example.org"),
    ]  # fmt: skip
    assert [address for address, _subject in mails()] == [READER, ADA, READER, ADA]
    assert "Kokeilimme" not in "".join(f"{m.subject}{m.html}{m.text}" for m in Message.objects.all())
    assert "&lt;b&gt;Hieno&lt;/b&gt;" in page
    assert 'href="http://example.org"' not in page
    assert "Lukija" in words_of(page)


def test_same_message_sent_twice_is_one_and_ten_an_hour_are_enough(client: Client, clock):
    reader, _writer = begun(client, clock)

    for _time in range(2):
        client.post(reader, {"action": "write", "text": "Hei!"})
    answers = [client.post(reader, {"action": "write", "text": f"Viesti {n}"}).status_code for n in range(10)]

    assert (answers.count(200), answers[-1]) == (8, 422)
    assert ThreadMessage.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_no_address_or_name_of_one_reaches_the_other(
    client: Client, clock, sink: MailSink, tmp_path: Path, caplog
):
    """Both sides' pages, headers and sources of all mails, and the log."""
    deed = DeedFactory(number=7)
    one = author(deed)
    reader, writer = begun(client, clock)
    client.post(writer, {"action": "write", "text": "Vastaus."})
    client.post(reader, {"action": "write", "text": "Kiitos."})
    client.post(reader, {"action": "report", "why": "Kokeilu."})
    pages = [client.get(path).content.decode() for path in (reader, writer, link(one), deed.source_page.url)]
    send_due(now=NOON + DAY)

    sources = {READER: b"", ADA: b""}
    for path in tmp_path.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            mail = BytesParser(policy=policy.default).parsebytes(raw)
            sources[str(mail["To"].addresses[0].addr_spec)] += (
                raw + mail.get_body(("plain",)).get_content().encode()
            )

    for word in ("rauni", "lukija@", "toinen.example"):
        assert word.encode() not in sources[ADA].lower()
    for word in ("ada.tekija", "salainen.example"):
        assert word.encode() not in sources[READER].lower()
    assert all(sources.values())
    for word in ("rauni", "toinen.example", "ada.tekija", "salainen.example"):
        assert not any(word in page.lower() for page in pages)
        assert word not in caplog.text.lower()


# --- Stopped


@pytest.mark.parametrize("side", [0, 1])
def test_either_stops_it_and_nobody_can_write_any_more(client: Client, clock, side: int):
    links = begun(client, clock)
    before = mails()

    client.post(links[side], {"action": "stop"})
    answers = [client.post(path, {"action": "write", "text": "Vielä?"}).status_code for path in links]

    assert (answers, ThreadMessage.objects.count(), mails()) == ([422, 422], 1, before)
    assert DeedThread.objects.get().ended_by == ("reader", "author")[side]


def test_author_blocks_a_reader_for_all_of_their_deeds(client: Client, clock):
    _reader, writer = begun(client, clock)
    other = DeedFactory(number=8, title="Toinen")
    author(other)
    client.post(writer, {"action": "block"})
    sent = len(mails())

    ask(client, clock, number=8)
    answer = client.post(last_link(READER), {"action": "confirm"})

    assert [address for address, _subject in mails()[sent:]] == [READER]
    assert "ei ota nyt vastaan viestejä" in words_of(answer.content.decode())
    assert DeedThread.objects.get(deed=other).state == "stopped"


def test_reader_can_not_block(client: Client, clock):
    reader, _writer = begun(client, clock)

    client.post(reader, {"action": "block"})

    assert ThreadBlock.objects.count() == 0
    assert DeedThread.objects.get().ended_by == "reader"
    ask(client, clock)
    client.post(last_link(READER), {"action": "confirm"})
    assert DeedThread.objects.filter(state="open").count() == 1


def test_author_finds_open_conversations_on_their_page(client: Client, clock):
    begun(client, clock)
    one = DeedAuthor.objects.get()
    reference = DeedThread.objects.get().reference

    opened = client.post(link(one), {"action": "thread", "thread": reference})
    wrong = client.post(link(one), {"action": "thread", "thread": "XXXXXXXX"}, follow=True)

    assert (opened.status_code, client.get(opened["Location"]).status_code, wrong.status_code) == (
        303,
        200,
        404,
    )
    assert opened["Location"].startswith("/d/thread/")


# --- Moderated


def moderator(role: str = "Moderator") -> Client:
    make_roles()
    user = get_user_model().objects.create_user(role, f"{role}@example.org", "x")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def test_moderator_reads_reported_conversations_only_and_closes_them(client: Client, clock):
    reader, writer = begun(client, clock)
    staff = moderator()
    unread = staff.get(reverse("deed_threads")).content.decode()
    client.post(reader, {"action": "report", "why": "Hän uhkailee."})
    shown = staff.get(reverse("deed_threads")).content.decode()

    staff.post(reverse("deed_decide_thread", args=[DeedThread.objects.get().reference]), {"action": "close"})

    assert ("Miten aloititte?" in unread, "Miten aloititte?" in shown, "Hän uhkailee." in shown) == (
        False,
        True,
        True,
    )
    assert READER not in shown
    assert ADA not in shown
    assert DeedThread.objects.get().state == "closed"
    assert client.post(writer, {"action": "write", "text": "Vielä?"}).status_code == 422
    assert [(row.kind, row.facts) for row in LedgerEntry.objects.filter(chain="moderation")] == [
        ("thread_closed", {"number": 7, "reported_by": "reader"})
    ]
    assert "Moderaattori on sulkenut" in client.get(writer).content.decode()


def test_report_without_a_fault_lets_it_go_on(client: Client, clock):
    reader, _writer = begun(client, clock)
    client.post(reader, {"action": "report", "why": "Vahingossa."})

    moderator().post(
        reverse("deed_decide_thread", args=[DeedThread.objects.get().reference]), {"action": "dismiss"}
    )

    assert (DeedThread.objects.get().state, DeedThread.objects.get().reported_at) == ("open", None)


@pytest.mark.parametrize("role", ["Translator", "Newsletter author"])
def test_others_of_the_staff_do_not_read_them(role: str):
    assert moderator(role).get(reverse("deed_threads")).status_code != 200


# --- Kept and erased


def test_what_is_over_is_deleted_and_the_reader_forgotten(client: Client, clock):
    author(DeedFactory(number=7))
    ask(client, clock)
    assert (tidy_threads(now=NOON + 7 * DAY), tidy_threads(now=NOON + 8 * DAY)) == (0, 1)
    assert find_contact(address=READER) is None

    reader, _writer = begun(client, clock)
    client.post(reader, {"action": "stop"})
    assert (tidy_threads(now=NOON + 90 * DAY), tidy_threads(now=NOON + 91 * DAY)) == (0, 1)

    begun(client, clock)
    assert (tidy_threads(now=NOON + 180 * DAY), tidy_threads(now=NOON + 181 * DAY)) == (0, 1)
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("who", [READER, ADA])
def test_each_sees_their_own_words_and_erasing_takes_the_conversation(client: Client, clock, who: str):
    reader, writer = begun(client, clock)
    client.post(writer, {"action": "write", "text": "Vastaus."})
    contact = find_contact(address=who)

    held = export_contact(contact=contact)["deeds.threads"]
    erase_contact(contact=contact, now=NOON)

    assert [(row["deed"], row["messages"]) for row in held] == [
        (7, ["Miten aloititte?" if who == READER else "Vastaus."])
    ]
    assert (DeedThread.objects.count(), ThreadMessage.objects.count()) == (0, 0)
    assert who.split("@")[0] not in _everything()
    assert [client.get(path).status_code for path in (reader, writer)] == [400, 400]
    if who == ADA:  # nothing else is held about the reader
        assert find_contact(address=READER) is None


def test_author_who_leaves_takes_the_conversations_along(client: Client, clock):
    reader, _writer = begun(client, clock)

    remove_author(author=DeedAuthor.objects.get(), now=NOON)

    assert (DeedThread.objects.count(), Contact.objects.count(), client.get(reader).status_code) == (
        0,
        0,
        400,
    )


def test_long_conversation_takes_as_many_queries_as_a_short_one(
    client: Client, clock, count_queries: Callable[[Callable[[], object]], int]
):
    reader, _writer = begun(client, clock)
    short = count_queries(lambda: client.get(reader))
    for number in range(2):
        client.post(reader, {"action": "write", "text": f"Viesti {number}"})

    assert count_queries(lambda: client.get(reader)) == short
