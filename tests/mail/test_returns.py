"""What a report changes: one effect each, and nothing that is not believed."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import User
from django.db import connection

from mail.errors import AlreadyDecided
from mail.models import Delivery, DeliveryEvent, Reason, Return, State, Suppression
from mail.returns.keeping import KEEP_UNMATCHED
from mail.returns.mailbox import record_mail
from mail.returns.models import Channel, Standing, Trouble
from mail.returns.reports import Kind, Report
from mail.returns.services import assign_return, dismiss_return, record_return
from mail.services import erase_address, purge, send_due, suppressed, sweep
from mail.services.claim import claim, mark
from mail.services.sweep import KEEP_BULK
from tests.mail import returned
from tests.mail.conftest import NOON, queue_issue
from tests.mail.returned import NUMBER, READER

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=2)


@pytest.fixture
def delivery(sink) -> Delivery:
    """Sent at noon to the reader of the specimen mails, and under their number."""
    queue_issue(READER)
    send_due(now=NOON)
    Delivery.objects.update(public_id=NUMBER, sent_at=NOON)
    return Delivery.objects.get()


def came(
    kind: Kind, *, number: str = NUMBER, key: str = "", channel=Channel.MAILBOX, now=LATER, **fields
) -> Return:
    report = Report(kind, number, **fields)
    return record_return(
        report=report, key=key or f"{kind}{now}", channel=channel, source=f"to {READER}", now=now
    )


def reasons() -> list[str]:
    return list(Suppression.objects.values_list("reason", flat=True))


@pytest.mark.parametrize(
    ("kind", "state", "reason"),
    [
        (Kind.HARD, State.BOUNCED, [Reason.BOUNCED]),
        (Kind.SOFT, State.BOUNCED, []),
        (Kind.COMPLAINT, State.COMPLAINED, [Reason.COMPLAINED]),
        (Kind.OPT_OUT, State.SENT, [Reason.UNSUBSCRIBED]),
        (Kind.DELIVERED, State.DELIVERED, []),
        (Kind.DELAYED, State.SENT, []),
        (Kind.AUTO_REPLY, State.SENT, []),
    ],
)
@pytest.mark.parametrize("before", [State.SENT, State.UNCERTAIN])
def test_each_kind_moves_what_was_sent_or_perhaps_sent_and_suppresses_where_it_must(
    delivery: Delivery, before: State, kind: Kind, state: State, reason: list[Reason]
):
    Delivery.objects.update(state=before, marked_at=NOON)

    row = came(kind, status="5.1.1", diagnostic="550 no")

    delivery.refresh_from_db()
    event = DeliveryEvent.objects.last()
    assert (delivery.state, reasons(), row.standing) == (state, reason, Standing.COUNTED)
    assert (event.state, event.detail, event.at) == (state, kind.value, LATER)
    assert (row.delivery, row.source, row.recipient) == (delivery, "", "")


def test_a_bounce_says_in_the_delivery_what_the_server_answered(delivery: Delivery):
    record_mail(raw=returned.postfix("5.1.1", f"550 5.1.1 <{READER}>: unknown"), now=LATER)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, delivery.reply) == (
        "bounced",
        "5.1.1",
        "550 5.1.1 <address>: unknown",
    )


def test_the_same_report_ten_times_has_one_effect(delivery: Delivery):
    raw = returned.postfix("5.1.1", "550 5.1.1 unknown")
    before = DeliveryEvent.objects.count()

    rows = [record_mail(raw=raw, now=LATER + timedelta(minutes=n)) for n in range(10)]

    assert len({row.pk for (row,) in rows}) == Return.objects.count() == 1
    assert DeliveryEvent.objects.count() == before + 1
    assert reasons() == [Reason.BOUNCED]


def test_a_complaint_outweighs_a_bounce_and_a_late_delivery_undoes_neither(delivery: Delivery):
    for kind in (Kind.HARD, Kind.COMPLAINT, Kind.DELIVERED, Kind.SOFT):
        came(kind)

    delivery.refresh_from_db()
    assert (delivery.state, reasons()) == (State.COMPLAINED, [Reason.COMPLAINED])


def test_an_answer_that_is_overtaken_by_the_bounce_does_not_undo_it(delivery: Delivery):
    """The worker is between the dot and the server's 250 when the mail comes back."""
    Delivery.objects.update(state=State.QUEUED, sent_at=None, marked_at=None, due_at=NOON)
    (held,) = claim(lane="bulk", now=NOON, limit=1)
    assert mark([held], now=NOON)

    came(Kind.HARD, status="5.1.1")
    sweep(now=NOON + timedelta(days=1))

    delivery.refresh_from_db()
    assert (delivery.state, delivery.claim, delivery.sent_at) == (State.BOUNCED, "", NOON)


# --- The policy for bounces for now.


def bounces(*days: int, stayed: tuple[int, ...] = ()) -> None:
    """One mail each on these days, all of them given up but those that stayed."""
    for day in sorted({*days, *stayed}):
        at = NOON + timedelta(days=day)
        queue_issue(READER, group=f"issue:{day}", now=at)
        row = Delivery.objects.latest("pk")
        Delivery.objects.filter(pk=row.pk).update(state=State.SENT, sent_at=at, changed_at=at, due_at=None)
        if day in days:
            came(Kind.SOFT, number=row.public_id, now=at + timedelta(hours=1), status="4.2.2")


@pytest.mark.parametrize(
    ("days", "stayed", "is_suppressed"),
    [
        ((0, 7), (), False),  # two are too few
        ((0, 2, 4), (), False),  # three within a week: a holiday, a full mailbox
        ((0, 4, 7), (), True),
        ((0, 7, 21), (14,), False),  # one stayed in between
        ((0, 7, 14), (21,), True),  # what was sent later says nothing of these
    ],
)
def test_soft_bounces_suppress_after_so_many_over_so_many_days(days, stayed, is_suppressed: bool):
    bounces(*days, stayed=stayed)

    assert suppressed([READER]) == ({READER} if is_suppressed else set())


# --- What is not believed, and what fits nothing.


@pytest.mark.parametrize(
    ("number", "kind", "now", "trouble"),
    [
        ("f" * 32, Kind.HARD, LATER, Trouble.NO_DELIVERY),
        (NUMBER, Kind.UNKNOWN, LATER, Trouble.NOT_UNDERSTOOD),
        (NUMBER, Kind.HARD, NOON + timedelta(days=31), Trouble.TOO_LATE),
    ],
)
def test_what_fits_nothing_or_comes_too_late_changes_nothing_and_is_kept(
    delivery: Delivery, number: str, kind: Kind, now: datetime, trouble: Trouble
):
    row = came(kind, number=number, recipient="Ada@KUNTA.example", now=now)

    delivery.refresh_from_db()
    assert (delivery.state, reasons()) == (State.SENT, [])
    assert (row.standing, row.trouble, row.recipient, row.source) == (
        Standing.OPEN,
        trouble,
        READER,
        f"to {READER}",
    )


def test_a_report_about_what_was_never_sent_is_not_believed():
    queue_issue(READER)

    row = came(Kind.HARD, number=Delivery.objects.get().public_id)

    assert (row.trouble, Delivery.objects.get().state, reasons()) == (Trouble.NOT_SENT, State.QUEUED, [])


@pytest.mark.parametrize(
    ("channel", "kind", "state", "reason"),
    [
        (
            Channel.MAILBOX,
            Kind.HARD,
            State.BOUNCED,
            [],
        ),  # anyone can write such a mail: it counts as one for now
        (Channel.MAILBOX, Kind.COMPLAINT, State.SENT, []),
        (Channel.WEBHOOK, Kind.HARD, State.BOUNCED, [Reason.BOUNCED]),
        (Channel.WEBHOOK, Kind.COMPLAINT, State.COMPLAINED, [Reason.COMPLAINED]),
    ],
)
def test_an_address_alone_is_proof_only_from_who_has_signed(delivery: Delivery, channel, kind, state, reason):
    row = came(kind, number="", recipient=READER.upper(), channel=channel)

    delivery.refresh_from_db()
    assert (delivery.state, reasons()) == (state, reason)
    assert row.trouble == (Trouble.ADDRESS_ONLY if state == State.SENT else "")


def test_an_address_means_the_mail_that_was_sent_to_it_last(delivery: Delivery):
    queue_issue(READER, group="issue:2", now=LATER)
    send_due(now=LATER)

    came(Kind.SOFT, number="", recipient=READER, now=LATER + timedelta(hours=1))

    assert [row.state for row in Delivery.objects.order_by("pk")] == [State.SENT, State.BOUNCED]


def test_holiday_notes_and_words_about_other_mail_bother_nobody(delivery: Delivery):
    rows = [
        came(kind, number="", recipient="bob@kunta.example") for kind in (Kind.AUTO_REPLY, Kind.DELIVERED)
    ]

    assert [(row.standing, row.source) for row in rows] == [(Standing.COUNTED, "")] * 2


# --- What somebody decides.


def test_what_is_assigned_counts_as_if_it_had_named_its_mail(delivery: Delivery):
    editor = User.objects.create(username="editor")
    row = came(Kind.UNKNOWN, number="", recipient=READER)
    dismiss_return(returned=row, user=editor, now=LATER)

    assign_return(returned=row, delivery=delivery, kind=Kind.HARD, user=editor, now=LATER)

    delivery.refresh_from_db()
    assert (delivery.state, reasons()) == (State.BOUNCED, [Reason.BOUNCED])
    assert (row.standing, row.delivery, row.decided_by) == (Standing.COUNTED, delivery, editor)
    assert (row.source, row.recipient) == ("", "")
    with pytest.raises(AlreadyDecided):
        dismiss_return(returned=row, user=editor, now=LATER)


# --- Until when it is kept.


def test_what_nobody_looked_at_is_emptied_after_its_time(delivery: Delivery):
    came(Kind.UNKNOWN, number="", recipient="bob@kunta.example", diagnostic="Re: hello")

    purge(now=LATER + KEEP_UNMATCHED - timedelta(hours=1))
    before = Return.objects.get().source
    purge(now=LATER + KEEP_UNMATCHED + timedelta(hours=1))

    row = Return.objects.get()
    assert before == f"to {READER}"
    assert (row.standing, row.source, row.recipient, row.diagnostic) == (Standing.DISMISSED, "", "", "")


def test_erasing_a_person_takes_them_out_of_what_came_back(delivery: Delivery):
    came(Kind.HARD, diagnostic="Ada has left", key="hers")
    came(Kind.UNKNOWN, number="", key="about-her")
    bob = record_return(
        report=Report(Kind.UNKNOWN),
        key="his",
        channel=Channel.MAILBOX,
        source="to bob@kunta.example",
        now=LATER,
    )

    erase_address(address=READER, now=LATER)

    kept = Return.objects.exclude(source="", recipient="", diagnostic="")
    assert list(kept) == [bob]


def test_retention_thins_whom_mail_reached_and_what_came_of_it_stays_counted(delivery: Delivery):
    came(Kind.HARD, status="5.1.1", diagnostic="Ada has left")

    purge(now=LATER + KEEP_BULK + timedelta(days=1))

    delivery.refresh_from_db()
    row = Return.objects.get()
    assert (delivery.state, delivery.status, delivery.address, delivery.reply) == (
        State.BOUNCED,
        "5.1.1",
        "",
        "",
    )
    assert (row.kind, row.status, row.diagnostic) == ("hard", "5.1.1", "")


@pytest.mark.django_db(transaction=True)
def test_a_report_that_comes_by_two_ways_at_once_counts_once(delivery: Delivery):
    start, found, failed = Barrier(4), [], []

    def report() -> None:
        try:
            start.wait()
            found.append(came(Kind.HARD, key="the same").pk)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=report) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert len(found) == 4
    assert len(set(found)) == Return.objects.count() == 1
    assert DeliveryEvent.objects.filter(detail="hard").count() == 1
