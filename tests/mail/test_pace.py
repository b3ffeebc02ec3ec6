"""When the server or a domain takes nothing, and how fast mail may go."""

from collections import Counter
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from mail.errors import MailServerResting, MailServerUnavailable
from mail.models import Breaker, Delivery, DomainRest, State
from mail.replies import Stage, Verdict, classify
from mail.services import SendReport, send_due
from mail.services.claim import claim
from tests.mail.conftest import NOON, queue_issue, states
from tests.mail.servers import HostileServer, Script

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def queue(domain: str, number: int) -> None:
    queue_issue(*(f"a{n}@{domain}" for n in range(number)), group=domain)


def asked(server: HostileServer) -> int:
    return sum(command.startswith("MAIL") for command in server.seen.commands)


# --- The breaker.


def test_server_that_refuses_us_is_asked_again_with_one_mail_after_growing_pauses(hostile: HostileServer):
    hostile.scripts[0] = Script(mail="550 5.7.1 You are blocked")
    queue("kunta.example", 5)

    asks, refusals = [], []
    for minutes in (0, 0.5, 1.1, 2, 3.2, 7, 8.3):
        with pytest.raises(MailServerUnavailable) as caught:
            send_due(now=NOON + minutes * MINUTE)
        asks.append(asked(hostile))
        refusals.append(caught.type)

    # Asked four times: pauses of 1, 2 and 5, with one mail each time.
    assert asks == [1, 1, 2, 2, 3, 3, 4]
    assert refusals[1] is MailServerResting
    assert set(states()) == {State.QUEUED}
    hostile.scripts[0] = Script()
    assert send_due(now=NOON + 30 * MINUTE) == SendReport(sent=5)
    assert Breaker.objects.get().state == "closed"


def test_worker_under_way_stops_when_another_one_met_the_closed_door(hostile: HostileServer):
    queue("kunta.example", 50)
    transport = f"127.0.0.1:{hostile.port}"

    with pytest.MonkeyPatch.context() as patch:
        from mail.services import send

        def claim_and_shut(**given):
            claimed = claim(**given)
            shut = {"state": "open", "opened_at": NOON, "retry_at": NOON + MINUTE, "why": "454 Busy"}
            Breaker.objects.get_or_create(transport=transport, defaults=shut)
            return claimed

        patch.setattr(send, "claim", claim_and_shut)
        with pytest.raises(MailServerResting, match=r"454 Busy .*again at 12:01 UTC"):
            send_due(now=NOON)

    after = Counter(states())
    assert after[State.SENT] <= 20  # of the batch that it had, and no more
    assert after[State.SENT] + after[State.QUEUED] == 50


def test_worker_that_dies_while_it_tries_the_server_is_followed_by_another(hostile: HostileServer, settings):
    transport = f"127.0.0.1:{hostile.port}"
    Breaker.objects.create(transport=transport, state="half-open", opened_at=NOON, retry_at=NOON + 5 * MINUTE)
    queue("kunta.example", 1)

    with pytest.raises(MailServerResting):
        send_due(now=NOON)

    assert send_due(now=NOON + 5 * MINUTE) == SendReport(sent=1)


def test_server_that_is_to_be_tried_is_left_when_nothing_is_due(hostile: HostileServer):
    transport = f"127.0.0.1:{hostile.port}"
    Breaker.objects.create(transport=transport, state="open", opened_at=NOON, retry_at=NOON)

    assert send_due(now=NOON) == SendReport()
    queue("kunta.example", 1)

    assert send_due(now=NOON + MINUTE) == SendReport(sent=1)


@pytest.mark.parametrize(
    ("stage", "code", "text", "verdict"),
    [
        (Stage.END, 550, "5.4.5 Daily user sending limit exceeded", Verdict.UNAVAILABLE),
        (Stage.END, 454, "4.7.0 Throttling failure: maximum sending rate exceeded", Verdict.UNAVAILABLE),
        (Stage.MAIL, 451, "4.7.0 Submission quota exceeded, try tomorrow", Verdict.UNAVAILABLE),
        (Stage.RCPT, 452, "4.2.2 The mailbox is over its daily message limit", Verdict.TEMPORARY),
        (Stage.RCPT, 552, "5.2.2 Mailbox full, quota exceeded", Verdict.PERMANENT),
        (Stage.RCPT, 452, "4.5.3 Too many recipients", Verdict.TEMPORARY),
        (Stage.END, 554, "5.6.0 Message content rejected", Verdict.PERMANENT),
    ],
)
def test_quota_of_ours_is_told_from_a_full_mailbox(stage: Stage, code: int, text: str, verdict: Verdict):
    assert classify(stage, code, text).verdict is verdict


# --- Rests of domains.


def test_domain_that_puts_us_off_rests_and_others_go_on(hostile: HostileServer):
    hostile.refuse = {"slow.example": "451 4.4.1 Try later"}
    queue("slow.example", 9)
    queue("kunta.example", 3)

    first = send_due(now=NOON)
    during = send_due(now=NOON + MINUTE)
    trying = send_due(now=NOON + 3 * MINUTE)
    rests = DomainRest.objects.values_list("domain", "rests").get()
    hostile.refuse = {}
    later = send_due(now=NOON + 30 * MINUTE)

    assert (first, during) == (SendReport(sent=3, deferred=5), SendReport())
    assert (trying, rests) == (SendReport(deferred=1), ("slow.example", 2))
    assert later == SendReport(sent=9)
    assert not DomainRest.objects.exists()


def test_full_mailboxes_put_no_domain_to_rest(hostile: HostileServer):
    hostile.refuse = {"kunta.example": "452 4.2.2 Mailbox full"}
    queue("kunta.example", 9)

    assert (send_due(now=NOON), DomainRest.objects.count()) == (SendReport(deferred=9), 0)


@pytest.mark.parametrize("words", ["450 4.2.0 Greylisted", "451 4.7.1 Try again later"])
def test_greylisting_server_takes_everyone_at_the_second_try(hostile: HostileServer, words: str):
    hostile.greylist = words  # by sender and recipient; our envelope sender is another one for each delivery
    queue("kunta.example", 30)

    reports = [send_due(now=NOON), send_due(now=NOON + 2 * MINUTE)]

    assert reports == [SendReport(deferred=30), SendReport(sent=30)]


# --- Throttles.


def test_throttled_domain_keeps_its_rate_and_others_pass_it(settings):
    settings.MAIL_THROTTLES = {"gmail.example": "2/s"}
    queue("gmail.example", 8)
    queue("kunta.example", 4)

    taken = [
        Counter(
            delivery.domain for delivery in claim(lane="bulk", now=NOON + timedelta(seconds=at), limit=20)
        )
        for at in (0, 0.2, 0.5, 10)
    ]

    assert taken == [
        {"gmail.example": 2, "kunta.example": 4},
        {},
        {"gmail.example": 1},
        {"gmail.example": 2},  # a second's worth, however long nothing was taken
    ]


def test_run_waits_for_its_throttle_and_sends_everything(hostile: HostileServer, settings):
    settings.MAIL_THROTTLES = {"*": "20/s"}
    queue("kunta.example", 24)

    assert send_due(now=NOON) == SendReport(sent=24)
    first, last = Delivery.objects.order_by("sent_at").values_list("sent_at", flat=True)[0:24:23]
    assert last - first > timedelta(seconds=0.1)


def test_clock_that_was_set_back_gives_no_mails(settings):
    settings.MAIL_THROTTLES = {"*": "1/s"}
    queue("kunta.example", 3)
    Delivery.objects.update(due_at=NOON - timedelta(days=2))

    taken = [len(claim(lane="bulk", now=NOON - timedelta(seconds=s), limit=9)) for s in (0, 60, 3600)]

    assert taken == [1, 0, 0]


def test_domains_of_old_deliveries_are_filled_in_steps():
    queue("TYÖ.example", 2)
    queue("Kunta.example", 2)
    Delivery.objects.update(domain="")
    Delivery.objects.filter(address="a1@kunta.example").update(address="")  # erased
    migration = import_module("mail.migrations.0005_domains")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migration, "STEP", 3)
        migration.fill_domains(apps, None)

    filled = Delivery.objects.order_by("pk").values_list("domain", flat=True)
    assert list(filled) == ["xn--ty-gka.example"] * 2 + ["kunta.example", ""]
