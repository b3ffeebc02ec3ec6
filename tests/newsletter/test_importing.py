"""Files of subscribers: a trial that says what would be, a run that a worker may die in, and the way back."""

import os
import shutil
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st

from contacts.models import Contact
from contacts.services import CONSENT, erase_contact
from core import ledger
from core.facts import FactGroup, fact_groups, topic
from core.models import LedgerEntry
from core.private_files import private_storage
from mail.models import Message
from mail.services import suppress
from newsletter.errors import NothingToUndo
from newsletter.importing import running
from newsletter.importing.cleaning import address_in
from newsletter.importing.columns import guess
from newsletter.importing.jobs import (
    FOLDER,
    NotNow,
    forget_import,
    go_on,
    stop_import,
    take_in,
    tidy_imports,
    undo_import,
)
from newsletter.importing.running import run_import
from newsletter.importing.tasks import run_all
from newsletter.models import OperationStep, SubscriberImport, Subscription
from newsletter.services.operations import run_operation
from newsletter.services.subscriptions import pause, unsubscribe
from tests.newsletter.importing import GIVEN, begun, matched, refusals, taken, tried
from tests.newsletter.subscribing import NOON, active, make_newsletter

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HUNDREDS = "email\n" + "".join(f"reader-{number}@example.org\n" for number in range(120))


@pytest.fixture
def topics(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = [topic("sector:health", {"fi": "Terveys", "sv": "Hälsa"}, "sector"), topic("sector:schools", {"fi": "Koulut"}, "sector")]  # fmt: skip
    group = FactGroup("sector", {"fi": "Toimialat"}, lambda: facts)
    monkeypatch.setattr(fact_groups, "_entries", {"sector": group})


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No files of other tests; and batches in which a short file comes to its third."""
    shutil.rmtree(private_storage().path(FOLDER), ignore_errors=True)
    monkeypatch.setattr(running, "BATCH", 50)


def files() -> list[str]:
    return private_storage().listdir(FOLDER)[1] if private_storage().exists(FOLDER) else []


def readers() -> list[str]:
    return sorted(Subscription.objects.values_list("contact__address", flat=True))


def test_trial_counts_every_row_and_writes_nobody():
    newsletter = make_newsletter()
    active(newsletter, "known@example.org")
    erase_contact(contact=active(newsletter, "erased@example.org").contact, now=NOON)
    suppress(address="bounced@example.org", reason="bounced", now=NOON)
    text = "email,lang\nAda@example.org,fi\nknown@example.org,fi\nerased@example.org,sv\nbounced@example.org,sv\nmailto:ada@EXAMPLE.org,sv\nnobody,xx\n,\nbob@example.org,Svenska\n"

    job = tried(newsletter, text, language="", language_column=1)

    assert (job.state, job.total) == ("tried", 7)
    assert job.counts == {"added": 2, "known": 1, "suppressed": 2, "doubled": 1, "refused": 1}
    assert refusals(job) == [(6, [["doubled", "2"]]), (7, [["address", "email"], ["language", "lang"]])]
    assert job.unknown == {"language": ["xx"]}
    assert (readers(), Contact.objects.count()) == (["known@example.org"], 1)


def test_run_does_what_the_trial_said_with_the_evidence_of_each_row(
    topics, django_capture_on_commit_callbacks
):
    newsletter = make_newsletter()
    text = "mail;lang;aihe;teksti;lähde;päivä\nada@example.org;ruotsi;Hälsa, koulut;Joo.;Messut;2.3.2024\nbob@example.org;;;;;\n"
    columns = {"language_column": 1, "topics_columns": [2], "statement_column": 3, "where_column": 4, "given_on_column": 5}  # fmt: skip

    with django_capture_on_commit_callbacks(execute=True):
        job = taken(newsletter, text, **columns)

    assert (job.state, job.counts["added"], refusals(job)) == ("done", 2, [])
    rows = {row.contact.address: row for row in newsletter.subscriptions.prefetch_related("topic_rows")}
    ada, bob = rows["ada@example.org"], rows["bob@example.org"]
    assert (ada.language, ada.topics, ada.confirmed_at.date()) == (
        "sv",
        ["sector:health", "sector:schools"],
        date(2024, 3, 2),
    )
    assert (bob.language, bob.topics, bob.confirmed_at.date()) == ("fi", [], GIVEN["given_on"])
    said = [
        (entry.kind, entry.facts["statement"], entry.facts["page"]) for entry in LedgerEntry.objects.all()
    ]
    assert said == [("imported", "Joo.", "Messut"), ("imported", GIVEN["statement"], GIVEN["where"])]
    assert not any("@" in entry.facts_json for entry in LedgerEntry.objects.all())
    assert (files(), Message.objects.count()) == ([], 0)


def test_row_without_evidence_of_consent_is_refused():
    text = "email,text,where,day\nada@example.org,,,\nbob@example.org,I am bob@example.org,web,2.3.2099\ncec@example.org,Yes.,web,soon\n"
    columns = {"statement": "", "where": "", "given_on": None, "statement_column": 1, "where_column": 2, "given_on_column": 3}  # fmt: skip

    job = taken(make_newsletter(), text, **columns)

    assert refusals(job) == [
        (2, [["day-missing", "day"], ["statement-missing", "text"], ["where-missing", "where"]]),
        (3, [["day-not-been", "day"], ["names-person", ""]]),
        (4, [["day", "day"]]),
    ]
    assert readers() == []


def test_unknown_topic_is_refused_until_somebody_says_what_it_means(topics):
    newsletter, text = make_newsletter(), "email,tags\nada@example.org,Vår hälsa; VIP\n"

    first = tried(newsletter, text, topics_columns=[1])
    meanings = {"topics": {"vår hälsa": "sector:health", "vip": "-"}}
    second = taken(newsletter, text, topics_columns=[1], meanings=meanings)

    assert (first.unknown, first.counts["refused"]) == ({"topics": ["Vår hälsa", "VIP"]}, 1)
    assert (second.unknown, Subscription.objects.get().topics) == ({}, ["sector:health"])


@given(st.text(max_size=40))
@example("Öberg, Ada <ada@example.org>")
@example("0\x85;")
@example("<mailto:mailto:ada@example.org; >")
def test_any_cell_gives_an_address_that_is_the_same_when_it_is_read_again(text: str):
    assert address_in(address_in(text)) == address_in(text)


def test_columns_are_guessed_by_name_in_any_language():
    assert guess(["Nimi", "Sähköpostiosoite", "SPRÅK", "tags", "confirm_time"]) == {
        "address": 1, "language": 2, "topics": 3, "given_on": 4,
    }  # fmt: skip


def killed_at(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    """The worker dies in the middle of a batch, as by a signal: no code of ours runs any more."""
    whole, calls = running.import_confirmed, []

    def cut_off(**values: Any) -> Any:
        calls.append(1)
        report = whole(**values)
        if len(calls) == batch:
            raise KeyboardInterrupt
        return report

    monkeypatch.setattr(running, "import_confirmed", cut_off)


def test_run_that_was_cut_off_goes_on_and_takes_each_row_in_once(monkeypatch: pytest.MonkeyPatch):
    newsletter = make_newsletter()
    job = tried(newsletter, HUNDREDS + "Reader-3@example.org\n")
    take_in(job=job, user=None, now=NOON)
    killed_at(monkeypatch, 2)
    with pytest.raises(KeyboardInterrupt):
        run_import(job=SubscriberImport.objects.get(), now=NOON)
    half = SubscriberImport.objects.get()
    assert (half.row_done, half.counts["added"], Subscription.objects.count()) == (51, 50, 50)

    run_import(job=half, now=NOON)

    job.refresh_from_db()
    assert (job.state, job.counts) == (
        "done",
        {"added": 120, "known": 0, "suppressed": 0, "doubled": 1, "refused": 0},
    )
    assert (job.operation.changed, OperationStep.objects.count()) == (120, 120)
    assert (LedgerEntry.objects.count(), ledger.verify(chain=CONSENT).problems) == (120, ())


def test_row_on_which_our_own_code_fails_is_refused_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch):
    newsletter, whole = make_newsletter(), running.import_confirmed

    def fails(**values: Any) -> Any:
        report = whole(**values)
        if any(row.address == "reader-7@example.org" for row in values["rows"]):
            raise ZeroDivisionError
        return report

    monkeypatch.setattr(running, "import_confirmed", fails)
    job = taken(newsletter, "\n".join(HUNDREDS.splitlines()[:21]))

    assert (job.state, job.counts["added"], refusals(job)) == ("done", 19, [(9, [["failed", ""]])])


def test_stopped_run_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch):
    job = tried(make_newsletter(), HUNDREDS)
    take_in(job=job, user=None, now=NOON)
    whole = running.import_confirmed

    def stopped(**values: Any) -> Any:
        monkeypatch.setattr(running, "import_confirmed", whole)
        report = whole(**values)
        stop_import(job=SubscriberImport.objects.get(), now=NOON)
        return report

    monkeypatch.setattr(running, "import_confirmed", stopped)
    run_import(job=job, now=NOON)
    assert (SubscriberImport.objects.get().state, Subscription.objects.count()) == ("stopped", 50)

    go_on(job=job, now=NOON)
    run_import(job=job, now=NOON)

    assert (job.state, job.counts["added"], Subscription.objects.count()) == ("done", 120, 120)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_take_each_row_in_once():
    job = tried(make_newsletter(), HUNDREDS)
    take_in(job=job, user=None, now=NOON)
    both = threading.Barrier(2)

    def work() -> None:
        mine = SubscriberImport.objects.get()
        both.wait()
        run_import(job=mine, now=NOON)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Whoever came second has left the rest to the first.
    assert SubscriberImport.objects.get().state == "done"
    assert (Subscription.objects.count(), LedgerEntry.objects.count()) == (120, 120)


def test_what_an_import_added_is_taken_back_but_for_those_who_did_something_since():
    newsletter = make_newsletter()
    active(newsletter, "known@example.org")
    text = "email\n" + "".join(f"{name}@example.org\n" for name in ("ada", "bob", "cec", "dan", "known"))
    job = taken(newsletter, text)
    people = {row.contact.address[:3]: row for row in newsletter.subscriptions.select_related("contact")}
    pause(subscription=people["ada"], until=(NOON + 9 * DAY).date(), now=NOON)
    unsubscribe(subscription=people["bob"], how="one-click", now=NOON)
    erase_contact(contact=people["cec"].contact, now=NOON)

    undo_import(job=job, user=None, now=NOON)
    run_operation(operation=job.operation, now=NOON)

    operation = job.operation
    assert (operation.state, operation.changed, operation.restored, operation.kept) == ("undone", 4, 1, 2)
    assert readers() == ["ada@example.org", "bob@example.org", "known@example.org"]
    assert Contact.objects.count() == 3
    assert LedgerEntry.objects.order_by("-number")[0].facts["what"] == "import"
    assert ledger.verify(chain=CONSENT).problems == ()
    # Nobody was suppressed by it: the same file may be taken in again.
    assert tried(newsletter, text).counts == {"added": 1, "known": 3, "suppressed": 1, "doubled": 0, "refused": 0}  # fmt: skip


def test_import_is_undone_once():
    job = taken(make_newsletter(), HUNDREDS[:200])
    undo_import(job=job, user=None, now=NOON)

    with pytest.raises(NothingToUndo, match="can't be taken back"):
        undo_import(job=job, user=None, now=NOON)


def test_file_goes_with_the_import_or_a_week_after_the_last_step(django_capture_on_commit_callbacks):
    newsletter = make_newsletter()
    with django_capture_on_commit_callbacks(execute=True):
        begun(newsletter, HUNDREDS)
        forget_import(job=begun(newsletter, HUNDREDS), now=NOON)
        done = taken(newsletter, HUNDREDS[:90])
    stray = Path(private_storage().path(FOLDER)) / "stray"
    stray.write_bytes(b"left by a killed process")
    moment = (NOON + 7 * DAY).timestamp()
    os.utime(stray, (moment, moment))

    def tidied(days: int) -> tuple[int, list[int], int]:
        with django_capture_on_commit_callbacks(execute=True):
            gone = tidy_imports(now=NOON + days * DAY)
        return gone, [job.pk for job in SubscriberImport.objects.all()], len(files())

    assert [tidied(6), tidied(8), tidied(31)] == [
        (0, [done.pk, done.pk - 2], 2),
        (2, [done.pk], 0),
        (1, [], 0),
    ]
    assert OperationStep.objects.count() == 0


def test_step_of_another_moment_is_refused():
    job = matched(make_newsletter(), HUNDREDS[:90])

    for step in (take_in, undo_import, go_on):
        user = {} if step is go_on else {"user": None}
        with pytest.raises(NotNow):
            step(job=job, **user, now=NOON)


def test_sweep_wakes_imports_that_a_worker_left(django_capture_on_commit_callbacks):
    matched(make_newsletter(), HUNDREDS[:90])

    with django_capture_on_commit_callbacks() as woken:
        run_all.call()

    assert len(woken) == 1


def test_trial_of_a_batch_costs_the_same_however_many_rows_it_has(monkeypatch: pytest.MonkeyPatch):
    newsletter = make_newsletter()
    short, long = matched(newsletter, HUNDREDS[:90]), matched(newsletter, HUNDREDS)
    monkeypatch.setattr(running, "BATCH", 500)
    run_import(job=matched(newsletter, HUNDREDS[:90]), now=NOON)  # what is asked once for all
    counts = []

    for job in (short, long):
        with CaptureQueriesContext(connection) as queries:
            run_import(job=job, now=NOON)
        counts.append(len(queries))

    assert counts[0] == counts[1]
