"""Changing the address: both confirm, in either order; nothing of what was chosen is lost, and no page tells who is known."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections, transaction

from contacts.address_changes import (
    Outcome,
    Side,
    ask_address_change,
    confirm_address_change,
    expire_address_changes,
)
from contacts.errors import LinkExpired, LinkUnknown, LinkUsed
from contacts.models import AddressChange, Contact
from contacts.services import (
    CONSENT,
    erase_contact,
    export_contact,
    get_or_create_contact,
    issue_access_link,
    look_up_access_link,
)
from core import ledger
from core.models import LedgerEntry
from mail.models import Delivery, Message
from mail.services import (
    Content,
    Recipient,
    Sender,
    add_deliveries,
    already_in,
    create_message,
    release,
    suppress,
    suppressed,
)
from mail.services.claim import claim, drop_unwanted, mark
from newsletter.addresses import preferences_path
from newsletter.models import Subscription
from newsletter.services.imports import ImportRow, import_confirmed
from newsletter.services.subscriptions import confirm
from tests.newsletter.subscribing import NOON, active, link_in, main_of, make_newsletter, sign_up, token_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OLD, NEW = "ada@old.example", "ada@new.example"


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def reader() -> Subscription:
    return active(make_newsletter(), OLD, topics=("sector:education",), paused_until=date(2027, 1, 1))


def mail_to(address: str) -> Message:
    return Message.objects.filter(deliveries__address=address).latest("pk")


def ask(reader: Subscription, address: str = NEW) -> dict[Side, str]:
    """The tokens of both mails."""
    ask_address_change(contact=reader.contact, new_address=address, now=NOON)
    mails = {Side.OLD: mail_to(reader.contact.address), Side.NEW: mail_to(address)}
    return {side: token_in(link_in(mail, f"address/{side}")) for side, mail in mails.items()}


def change(reader: Subscription, address: str = NEW) -> list[Outcome]:
    tokens = ask(reader, address)
    return [confirm_address_change(side=side, token=tokens[side], now=NOON) for side in Side]


@pytest.mark.parametrize("order", [(Side.OLD, Side.NEW), (Side.NEW, Side.OLD)])
def test_address_changes_when_both_have_confirmed_and_everything_chosen_stays(reader, order):
    tokens = ask(reader)
    chosen = Subscription.objects.values().get()

    first = confirm_address_change(side=order[0], token=tokens[order[0]], now=NOON)
    between = Contact.objects.get().address
    second = confirm_address_change(side=order[1], token=tokens[order[1]], now=NOON)

    assert (first, between, second) == (Outcome.WAITING, OLD, Outcome.DONE)
    assert (Contact.objects.get().address, Subscription.objects.values().get()) == (NEW, chosen)
    assert Subscription.objects.get().topics == ["sector:education"]
    assert mail_to(OLD).subject == "Postimme tulee nyt uuteen osoitteeseesi"


def test_ledger_knows_that_it_was_changed_and_no_address(reader):
    change(reader)

    entries = list(LedgerEntry.objects.order_by("number"))
    contact = Contact.objects.get()
    assert [(entry.kind, entry.subject) for entry in entries] == [
        ("imported", contact.subject),
        ("address_changed", contact.subject),
    ]
    assert entries[1].facts == {"how": "both"}
    assert ledger.opens(entry=entries[1], personal={"address": NEW})
    assert "example" not in str(list(LedgerEntry.objects.values()))
    assert ledger.verify(chain=CONSENT).is_sound


def test_links_work_once_for_seven_days_and_end_with_a_newer_request_and_with_the_change(reader):
    first = ask(reader)
    second = ask(reader)
    confirm_address_change(side=Side.NEW, token=second[Side.NEW], now=NOON)
    data = issue_access_link(contact=reader.contact, purpose="contacts.data", is_single_use=False, now=NOON)

    with pytest.raises(LinkExpired):
        confirm_address_change(side=Side.OLD, token=first[Side.OLD], now=NOON)
    with pytest.raises(LinkUsed):
        confirm_address_change(side=Side.NEW, token=second[Side.NEW], now=NOON)
    with pytest.raises(LinkExpired):
        confirm_address_change(side=Side.OLD, token=second[Side.OLD], now=NOON + 7 * DAY)
    with pytest.raises(LinkUnknown):
        confirm_address_change(side=Side.NEW, token=second[Side.OLD], now=NOON)
    confirm_address_change(side=Side.OLD, token=second[Side.OLD], now=NOON)
    with pytest.raises(LinkExpired):
        look_up_access_link(purpose="contacts.data", token=data, now=NOON)


def test_new_address_may_receive_again_and_an_old_list_brings_nothing_to_the_old_one(reader):
    suppress(address=NEW, reason="bounced", now=NOON)

    change(reader)
    row = ImportRow(OLD, "fi", NOON)
    report = import_confirmed(newsletter=reader.newsletter, rows=[row], evidence="an old list", now=NOON)

    assert (suppressed([OLD, NEW]), report.fates) == ({OLD}, ["suppressed"])


def test_address_that_nobody_may_mail_never_confirms(reader):
    suppress(address=NEW, reason="blocked", now=NOON)
    ask(reader)

    claimed = claim(lane="single", now=NOON, limit=9)

    assert [row.address for row in drop_unwanted(claimed, now=NOON)] == [OLD]


def test_address_that_is_somebody_is_not_taken_over_and_its_owner_alone_reads_why(reader):
    active(reader.newsletter, NEW)

    ask_address_change(contact=reader.contact, new_address=NEW, now=NOON)
    token = token_in(link_in(mail_to(OLD), "address/old"))
    outcome = confirm_address_change(side=Side.OLD, token=token, now=NOON)

    assert mail_to(NEW).subject == "Tällä osoitteella on jo omaa meillä"
    assert (outcome, sorted(Contact.objects.values_list("address", flat=True))) == (
        Outcome.WAITING,
        [NEW, OLD],
    )


def test_address_that_becomes_somebody_between_the_confirmations_is_not_taken_over(reader):
    tokens = ask(reader)
    confirm_address_change(side=Side.NEW, token=tokens[Side.NEW], now=NOON)
    active(reader.newsletter, NEW)

    outcome = confirm_address_change(side=Side.OLD, token=tokens[Side.OLD], now=NOON)

    assert (outcome, AddressChange.objects.count(), Contact.objects.count()) == (Outcome.TAKEN, 0, 2)


def test_address_that_was_only_typed_somewhere_is_taken_over(reader):
    get_or_create_contact(address=NEW, language="fi", now=NOON)

    assert change(reader) == [Outcome.WAITING, Outcome.DONE]
    assert Contact.objects.get().address == NEW


def test_change_and_change_back(reader):
    change(reader)
    reader.contact.refresh_from_db()
    tokens = ask(reader, OLD)
    for side in Side:
        confirm_address_change(side=side, token=tokens[side], now=NOON + DAY)

    assert (Contact.objects.get().address, suppressed([OLD, NEW])) == (OLD, {NEW})


# --- Mail that is under way


def queued(reader: Subscription, series: str = "issue:1", address: str = OLD) -> Delivery:
    message = create_message(
        group=series,
        content=Content("Hei", "", "Hei", "fi"),
        sender=Sender("a@b.example", ""),
        headers={},
        now=NOON,
    )
    person = Recipient(address, reference=f"subscription:{reader.pk}")
    add_deliveries(message=message, recipients=[person], series=series, now=NOON)
    return message.deliveries.get()


def test_issue_that_waits_goes_to_the_new_address_and_counts_as_got_there(reader):
    Subscription.objects.update(paused_until=None)
    delivery = queued(reader)
    release(group="issue:1", now=NOON)

    change(reader)

    claimed = drop_unwanted(claim(lane="bulk", now=NOON, limit=9), now=NOON)
    assert [(row.pk, row.address, row.domain, row.public_id) for row in claimed] == [
        (delivery.pk, NEW, "new.example", delivery.public_id)
    ]
    assert already_in(series="issue:1", addresses=[OLD, NEW]) == {NEW: "fi"}


def test_issue_that_was_sent_stays_as_it_was_and_is_not_sent_again_to_the_new_address(reader):
    delivery = queued(reader)
    Delivery.objects.filter(pk=delivery.pk).update(state="sent", sent_at=NOON)

    change(reader)

    delivery.refresh_from_db()
    assert (delivery.address, delivery.state) == (OLD, "sent")
    assert already_in(series="issue:1", addresses=[OLD, NEW]) == {NEW: "fi"}


def test_worker_that_holds_an_unmarked_delivery_loses_it_and_one_that_marked_it_sends_it(reader):
    held, marked = queued(reader), queued(reader, "issue:2")
    for group in ("issue:1", "issue:2"):
        release(group=group, now=NOON)
    by_pk = {row.pk: row for row in claim(lane="bulk", now=NOON, limit=9)}
    first = _mark(by_pk[marked.pk])

    change(reader)

    assert (first, _mark(by_pk[held.pk])) == ({marked.pk}, set())
    assert list(Delivery.objects.filter(lane="bulk").order_by("pk").values_list("address", "state")) == [
        (NEW, "queued"),
        (OLD, "sending"),
    ]


def _mark(delivery: Delivery) -> set[int]:
    with transaction.atomic():
        return mark([delivery], now=NOON)


def test_new_address_that_got_the_issue_in_an_earlier_life_does_not_get_it_twice(reader):
    got = queued(reader, address=NEW)
    Delivery.objects.filter(pk=got.pk).update(state="sent", sent_at=NOON)
    waiting = queued(reader)

    change(reader)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.address) == ("cancelled", OLD)


# --- What is held


def test_former_address_is_shown_erased_with_the_person_and_forgotten(reader):
    sent = queued(reader)
    Delivery.objects.filter(pk=sent.pk).update(state="sent", sent_at=NOON)
    change(reader)
    contact = Contact.objects.get()

    held = export_contact(contact=contact)
    erase_contact(contact=contact, now=NOON)

    assert held["address_changes"] == [
        {"old_address": OLD, "new_address": NEW, "asked_at": NOON.isoformat(), "done_at": NOON.isoformat()}
    ]
    assert [mail["subject"] for mail in held["mails"]].count("Hei") == 1
    assert AddressChange.objects.count() == 0
    assert set(Delivery.objects.values_list("address", flat=True)) == {""}


def test_request_is_forgotten_after_two_weeks_and_a_change_after_as_long_as_mail_is_kept(reader):
    change(reader)
    reader.contact.refresh_from_db()
    ask_address_change(contact=reader.contact, new_address="third@new.example", now=NOON)

    forgotten = [expire_address_changes(now=NOON + days * DAY) for days in (14, 15, 210, 211)]

    assert forgotten == [0, 1, 0, 1]


# --- Pages


def test_reader_changes_the_address_with_pages_alone(client, reader):
    path = preferences_path(reader, now=NOON)

    asked = client.post(path, {"action": "address", "new_address": NEW})
    links = [link_in(mail_to(OLD), "address/old"), link_in(mail_to(NEW), "address/new")]
    looked = [client.get(link) for link in links]
    unchanged = Contact.objects.get().address
    answers = [client.post(link) for link in links]
    again = client.post(links[0])

    assert "Avaa nyt kumpikin postilaatikko" in main_of(asked)
    assert [page.status_code for page in looked] == [200, 200]
    assert unchanged == OLD
    assert "Vielä yksi vahvistus tarvitaan" in main_of(answers[0])
    assert "Osoitteesi on vaihdettu" in main_of(answers[1])
    assert "Osoitteesi on vaihdettu" in main_of(again)
    assert Contact.objects.get().address == NEW
    assert not client.cookies
    assert all("@" not in main_of(page) for page in (asked, *looked, *answers))


def test_answer_is_the_same_for_every_new_address_and_the_old_one_gets_the_same_mail(client, reader):
    active(reader.newsletter, "known@example.org")
    path = preferences_path(reader, now=NOON)

    pages, subjects = set(), []
    for address in ("known@example.org", "unknown@example.org", OLD.upper()):
        pages.add(client.post(path, {"action": "address", "new_address": address}).content)
        subjects.append(mail_to(OLD).subject)

    assert len(pages) == 1
    assert len(set(subjects)) == 1


def test_impossible_address_is_said_and_mails_stop_after_five_a_day(client, reader):
    path = preferences_path(reader, now=NOON)

    wrong = client.post(path, {"action": "address", "new_address": "ada@"})
    for number in range(6):
        client.post(path, {"action": "address", "new_address": f"a{number}@new.example"})

    assert wrong.status_code == 422
    assert "Tämä ei ole kokonainen sähköpostiosoite." in main_of(wrong)
    assert Delivery.objects.filter(address=OLD).count() == 5


@pytest.mark.parametrize("token", ["x", "å" * 40, "a" * 3000])
def test_link_that_was_never_sent_is_told_so(client, token):
    answers = [client.get(f"/c/address/old/{token}/"), client.post(f"/c/address/new/{token}/")]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert client.get("/c/address/third/x/").status_code == 404


def test_pending_sign_up_is_confirmed_at_the_address_that_it_was_sent_to(reader):
    sign_up(make_newsletter("toinen"), OLD)
    token = token_in(link_in(mail_to(OLD), "confirm"))

    change(reader)

    assert confirm(token=token, now=NOON).contact.address == NEW


@pytest.mark.django_db(transaction=True)
def test_both_confirm_at_once_and_the_address_changes_once(reader):
    tokens = ask(reader)

    outcomes = _at_once(
        [lambda s=side: confirm_address_change(side=s, token=tokens[s], now=NOON) for side in Side]
    )

    assert sorted(outcomes) == ["done", "waiting"]
    assert (Contact.objects.get().address, AddressChange.objects.get().done_at) == (NEW, NOON)
    assert LedgerEntry.objects.filter(kind="address_changed").count() == 1


def _at_once(calls):
    outcomes, start = [], threading.Barrier(len(calls))

    def run(call):
        try:
            start.wait()
            outcomes.append(call())
        except Exception as error:  # a thread's failure must reach the test
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
