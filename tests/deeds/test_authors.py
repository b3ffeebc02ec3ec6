"""Authors act by links in mails: their page, their names, other authors, retiring. No address shows anywhere."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from contacts.models import AccessLink, Contact
from contacts.services import erase_contact, export_contact, get_or_create_contact
from deeds.authoring.access import author_url
from deeds.authoring.authors import (
    ask_retirement,
    expire_invitations,
    forget_authors,
    invite_author,
    remove_author,
    set_shown,
)
from deeds.errors import TooManyAuthors
from deeds.models import Deed, DeedAuthor, DeedSubmission
from deeds.moderating.deciding import approve_submission
from deeds.relay.threads import ask_thread
from deeds.sources import deed_source
from deeds.spreading.adopting import AdoptionWord, ask_adoption
from mail.models import Delivery, Message
from tests.contacts.test_contacts import _everything
from tests.deeds.factories import NOON, DeedFactory, OrganisationFactory
from tests.deeds.submissions import make_submission
from tests.deeds.test_languages import in_swedish
from tests.deeds.test_versions import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADA, BOB = "ada.tekija@salainen.example", "bob.kumppani@salainen.example"
DAY = timedelta(days=1)


def author(
    deed: Deed, address: str = ADA, *, language: str = "fi", now: datetime = NOON, **values: object
) -> DeedAuthor:
    """An accepted author; the first of a deed is its main one."""
    contact = get_or_create_contact(address=address, language=language, now=now)
    fields = {"is_main": not deed.authors.exists(), "accepted_at": now, **values}
    return DeedAuthor.objects.create(deed=deed, contact=contact, **fields)


def link(one: DeedAuthor) -> str:
    return author_url(author=one, now=NOON).removeprefix("http://testserver")


def mails() -> list[tuple[str, str]]:
    rows = Delivery.objects.select_related("message").order_by("pk")
    return [(row.address, row.message.subject) for row in rows]


def link_in_mail() -> str:
    found = re.search(r"http://testserver(/d/\S+)", Message.objects.latest("pk").text)
    assert found
    return found[1]


def author_link_in_mail() -> str:
    found = re.search(r"http://testserver(/d/author/\S+)", Message.objects.latest("pk").text)
    assert found
    return found[1]


# --- Asking for the link


def ask(client: Client, clock: time_machine.Traveller, address: str) -> str:
    path = "/d/fi/author/7/"
    token = re.search(r'name="form_token" value="([^"]+)"', client.get(path).content.decode())
    assert token
    clock.shift(10)
    answer = client.post(path, {"form_token": token[1], "address": address})
    assert answer.status_code == 303
    return client.get(answer["Location"]).content.decode()


def test_asking_for_the_link_answers_alike_and_mails_only_authors(client: Client, clock):
    deed = DeedFactory(number=7)
    author(deed)
    author(deed, "pending@example.org", accepted_at=None, invited_at=NOON)
    get_or_create_contact(address="reader@example.org", language="fi", now=NOON)

    answers = {
        ask(client, clock, each)
        for each in (ADA, "pending@example.org", "reader@example.org", "x@example.org")
    }

    assert len(answers) == 1
    assert mails() == [(ADA, "Sivusi teosta ”Aamupalaveri seisten”")]
    assert client.get(link_in_mail()).status_code == 200
    assert not client.cookies


def test_one_address_gets_five_such_mails_a_day(client: Client, clock):
    author(DeedFactory(number=7))

    for _time in range(7):
        ask(client, clock, ADA)

    assert Delivery.objects.count() == 5


def test_link_of_a_deed_that_is_not_published_can_not_be_asked_for(client: Client):
    DeedFactory(number=7).source_page.unpublish()

    assert client.get("/d/fi/author/7/", follow=True).status_code == 404


def test_mail_about_the_publishing_holds_the_link(client: Client):
    submission = make_submission(address=ADA)

    deed = approve_submission(submission=submission, revision=submission.revision, user=None, now=NOON)

    assert (deed.authors.get().is_main, [address for address, _subject in mails()]) == (True, [ADA])
    assert client.get(author_link_in_mail()).status_code == 200


# --- The page


def test_author_s_page_shows_the_deed_in_the_author_s_language_and_no_address(client: Client):
    deed = DeedFactory(number=7)
    author(deed, BOB)
    one = author(deed, ADA, language="sv")

    answer = client.get(link(one), headers={"accept-language": "fi"})

    html = answer.content.decode()
    assert (answer.status_code, answer["Content-Language"], answer["Cache-Control"]) == (
        200,
        "sv",
        "no-store",
    )
    assert "Gärningen publicerades den 2 mars 2026" in words_of(html)
    assert "salainen.example" not in html
    assert not client.cookies


def test_scanner_that_gets_the_links_changes_nothing(client: Client):
    deed = DeedFactory(number=7)
    one = author(deed)
    invite_author(by=one, address=BOB, now=NOON)
    paths = [link(one), link_in_mail()]
    client.get(deed.source_page.url)  # the first page of a site makes the row of its settings
    before = _everything()

    answers = [client.get(path).status_code for path in paths]

    assert answers == [200, 200]
    assert _everything() == before


@pytest.mark.parametrize("how", ["altered", "old", "left"])
def test_link_that_does_not_work_says_so_and_opens_nothing(client: Client, clock, how: str):
    one = author(DeedFactory(number=7))
    path = link(one)
    if how == "altered":
        path = path[:-3] + "xx/"
    elif how == "old":
        clock.shift(31 * DAY)
    else:
        remove_author(author=one, now=NOON)

    answer = client.post(path, {"action": "leave"})

    assert answer.status_code == (410 if how == "old" else 400)
    assert "Aamupalaveri" not in answer.content.decode()
    assert DeedAuthor.objects.count() == (0 if how == "left" else 1)


# --- Names


def test_name_stands_on_the_page_only_when_ticked(client: Client):
    deed = DeedFactory(number=7)
    one = author(deed)
    path, page = link(one), deed.source_page.url

    hidden = client.post(path, {"action": "names", "name": "Ada Esimerkki", "role": "Osastonhoitaja"})
    before = client.get(page).content.decode()
    client.post(
        path, {"action": "names", "is_shown": "on", "name": "Ada Esimerkki", "role": "Osastonhoitaja"}
    )
    shown = client.get(page).content.decode()
    client.post(path, {"action": "names", "name": "Ada Esimerkki", "role": "Osastonhoitaja"})
    after = client.get(page).content.decode()

    assert hidden.status_code == 200
    assert ["Ada Esimerkki" in html for html in (before, shown, after)] == [False, True, False]
    assert "Tekijät Ada Esimerkki, Osastonhoitaja" in words_of(shown)
    assert '"@type": "Person"' in shown or '"@type":"Person"' in shown
    assert (DeedAuthor.objects.get().name, DeedAuthor.objects.get().role) == ("", "")


def test_tick_without_a_name_is_corrected_first(client: Client):
    one = author(DeedFactory(number=7))

    answer = client.post(link(one), {"action": "names", "is_shown": "on", "name": " "})

    assert (answer.status_code, DeedAuthor.objects.get().is_shown) == (422, False)
    assert "Kirjoita nimi" in answer.content.decode()


def test_names_are_in_no_version_revision_or_feed():
    deed = DeedFactory(number=7)
    set_shown(author=author(deed), name="Ada Esimerkki", role="", is_shown=True, now=NOON)
    page = deed.source_page
    page.save_revision().publish()

    assert "Esimerkki" not in repr([version.values for version in deed.versions.all()])
    assert "Esimerkki" not in repr([revision.content for revision in page.revisions.all()])
    assert "Esimerkki" not in repr(deed_source.items(language="fi"))


# --- Other authors


def test_invited_author_accepts_by_mail_and_is_named_only_if_ticked(client: Client):
    deed = DeedFactory(number=7)
    one = author(deed)
    client.post(link(one), {"action": "invite", "address": BOB})
    invited = link_in_mail()
    asked = client.get(invited).content.decode()

    client.post(invited, {"action": "accept", "is_shown": "on", "name": "Bob Malli", "role": ""})
    again = client.post(invited, {"action": "accept", "name": "Joku Muu", "is_shown": "on"})

    other = DeedAuthor.objects.get(contact__address=BOB)
    assert (other.accepted_at, other.is_shown, other.name, other.is_main) == (NOON, True, "Bob Malli", False)
    assert again.status_code == 200
    assert "Aamupalaveri seisten" in asked
    assert mails() == [
        (BOB, "Sinut on kutsuttu teon ”Aamupalaveri seisten” tekijäksi"),
        (BOB, "Sivusi teosta ”Aamupalaveri seisten”"),
    ]
    assert "Bob Malli" in client.get(deed.source_page.url).content.decode()
    assert ADA not in "".join(
        f"{m.subject}{m.html}{m.text}{m.headers}{m.reply_to}" for m in Message.objects.all()
    )


def test_inviting_twice_mails_again_and_an_author_gets_nothing():
    deed = DeedFactory(number=7)
    one = author(deed)
    author(deed, "carla@example.org")

    for address in (BOB, BOB.upper(), "carla@example.org", ADA):
        invite_author(by=one, address=address, now=NOON)

    assert [address for address, _subject in mails()] == [BOB, BOB]
    assert deed.authors.count() == 3


def test_a_deed_has_at_most_ten_authors(client: Client):
    deed = DeedFactory(number=7)
    one = author(deed)
    for number in range(9):
        author(deed, f"a{number}@example.org")

    with pytest.raises(TooManyAuthors):
        invite_author(by=one, address=BOB, now=NOON)

    answer = client.post(link(one), {"action": "invite", "address": BOB})
    assert (answer.status_code, deed.authors.count()) == (422, 10)


@pytest.mark.parametrize("how", ["declined", "taken back", "expired"])
def test_whoever_does_not_accept_is_forgotten(client: Client, clock, how: str):
    deed = DeedFactory(number=7)
    one = author(deed)
    pending = invite_author(by=one, address=BOB, now=NOON)
    invited = link_in_mail()
    if how == "declined":
        client.post(invited, {"action": "decline"})
    elif how == "taken back":
        client.post(link(one), {"action": "take_back", "invitation": str(pending.pk)})
    else:
        assert expire_invitations(now=NOON + 14 * DAY) == 0
        assert expire_invitations(now=NOON + 14 * DAY + timedelta(seconds=1)) == 1

    assert (deed.authors.count(), Contact.objects.filter(address=BOB).exists()) == (1, False)
    assert client.post(invited, {"action": "accept"}).status_code == 400


def test_invitation_of_another_deed_can_not_be_taken_back(client: Client):
    one = author(DeedFactory(number=7))
    other = invite_author(
        by=author(DeedFactory(number=8, title="Toinen"), "x@example.org"), address=BOB, now=NOON
    )

    client.post(link(one), {"action": "take_back", "invitation": str(other.pk)})

    assert DeedAuthor.objects.filter(pk=other.pk).exists()


def test_main_author_who_leaves_hands_on_and_the_link_stops(client: Client):
    deed = DeedFactory(number=7)
    one = author(deed)
    two = author(deed, BOB)
    path = link(one)

    left = client.post(path, {"action": "leave"})

    two.refresh_from_db()
    assert (left.status_code, client.get(path).status_code, two.is_main) == (200, 400, True)
    assert not AccessLink.objects.filter(contact__address=ADA).exists()
    assert not Contact.objects.filter(address=ADA).exists()


def test_page_with_three_authors_takes_as_many_queries_as_with_one(
    client: Client, count_queries: Callable[[Callable[[], object]], int]
):
    deed = DeedFactory(number=7)
    one = author(deed, is_shown=True, name="Ada")
    path, page = link(one), deed.source_page.url
    before = [count_queries(lambda address=address: client.get(address)) for address in (path, page)]
    for number in range(2):
        author(deed, f"a{number}@example.org", is_shown=True, name=f"Nimi {number}")

    assert [count_queries(lambda address=address: client.get(address)) for address in (path, page)] == before


# --- Retiring


def test_author_asks_once_and_may_think_better_of_it(client: Client):
    deed = DeedFactory(number=7)
    DeedFactory(number=8, title="Uusi tapa")
    path = link(author(deed))
    wrong = client.post(path, {"action": "retire", "ground": "replaced", "replaced_by": "999"})
    values = {
        "action": "retire",
        "ground": "replaced",
        "replaced_by": "http://testserver/t/8",
        "reason": "Yhdistettiin.",
    }

    asked = client.post(path, values)
    twice = client.post(path, values)

    row = DeedSubmission.objects.get()
    assert (wrong.status_code, asked.status_code, twice.status_code) == (422, 200, 422)
    assert (row.kind, row.state, row.deed, row.submitted_at, row.language, row.title) == (
        "retirement", "pending", deed, NOON, "fi", "Aamupalaveri seisten",
    )  # fmt: skip
    assert row.facts == {"ground": "replaced", "reason": "Yhdistettiin.", "replaced_by": 8}
    assert Deed.objects.get(number=7).is_live

    client.post(path, {"action": "keep"})
    assert DeedSubmission.objects.get().state == "withdrawn"


def test_request_without_a_reason_is_refused():
    deed = DeedFactory(number=7)

    with pytest.raises(ValidationError):
        ask_retirement(author=author(deed), ground="other", reason="", replaced_by=None, now=NOON)


# --- What is held


def test_authorship_is_exported_and_erasing_leaves_the_deed_without_a_name(client: Client):
    deed = DeedFactory(number=7)
    one = author(deed)
    set_shown(author=one, name="Ada Esimerkki", role="Johtaja", is_shown=True, now=NOON)

    held = export_contact(contact=one.contact)["deeds.authorships"]
    erase_contact(contact=one.contact, now=NOON)

    assert held == [
        {
            "deed": 7, "name": "Ada Esimerkki", "role": "Johtaja", "is_shown": True, "is_main": True,
            "takes_messages": True, "invited_at": None, "accepted_at": "2026-03-02T10:00:00+00:00",
        }
    ]  # fmt: skip
    assert Deed.objects.get(number=7).is_live
    assert "Esimerkki" not in client.get(deed.source_page.url).content.decode()
    assert not any(word in _everything() for word in ("ada.tekija", "Esimerkki"))


def test_authors_of_a_deed_that_left_the_square_are_forgotten_after_a_year():
    withdrawn, stands = DeedFactory(number=7), DeedFactory(number=8)
    author(withdrawn), author(stands, BOB)
    withdrawn.source_page.unpublish()
    left_at = Deed.objects.get(number=7).changed_at

    forgotten = [forget_authors(now=left_at + days * DAY) for days in (365, 366)]

    assert forgotten == [0, 1]
    assert [one.contact.address for one in DeedAuthor.objects.all()] == [BOB]
    assert [contact.address for contact in Contact.objects.all()] == [BOB]


def test_letters_and_forms_call_a_deed_what_its_page_in_the_reader_s_language_is_called(client: Client):
    deed = DeedFactory(number=7)
    swedish = in_swedish(deed)
    author(deed)
    ask_adoption(
        word=AdoptionWord(deed=deed, organisation=OrganisationFactory(code="kylala"), kind="copied"),
        address="ada@kylala.example",
        language="sv",
        now=NOON,
    )
    ask_thread(deed=deed, address="eva@example.org", text="Hur började ni?", language="sv", now=NOON)

    mails = [message.text for message in Message.objects.order_by("pk") if message.language == "sv"]
    report = client.get("/d/report/sv/7/").content.decode()

    assert len(mails) == 2
    assert [swedish.title in text and deed.title not in text for text in (*mails, report)] == [True] * 3
    assert f'<a href="{swedish.full_url}" lang="sv">' in report
