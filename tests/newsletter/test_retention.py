"""Time and erasing take the people out of what was sent; the sums of a run and its report stay."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Q

from contacts.services import erase_contact
from mail.models import Delivery, Return, State
from mail.returns.models import Channel
from mail.returns.reports import Kind, Report
from mail.returns.services import record_return
from mail.services import purge
from mail.services.sweep import KEEP_BULK
from newsletter.models import Newsletter
from newsletter.reporting.counting import count_issue
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import compile_issue
from newsletter.services.dispatching import start_dispatch
from newsletter.services.progress import progress_of
from newsletter.services.verifying import wrong_sums
from tests.newsletter.issues import NOON, make_issue, make_reader, make_user

pytestmark = pytest.mark.django_db

KINDS = (Kind.DELIVERED, Kind.HARD, Kind.SOFT, Kind.COMPLAINT)


@pytest.mark.parametrize("how", ["time", "erasing"])
def test_rows_lose_the_people_and_sums_and_report_stay(letter: Newsletter, how: str):
    readers = [make_reader(letter, name) for name in ("aino", "eero", "ilmo", "outi", "veera")]
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), languages=["fi"], now=NOON)
    run = start_dispatch(issue=issue, user=None, languages=["fi"], now=NOON)
    later = NOON + timedelta(days=1)
    Delivery.objects.update(state=State.SENT, sent_at=NOON, due_at=None, reply="250 Ok for Aino")
    for kind, delivery in zip(KINDS, Delivery.objects.order_by("pk"), strict=False):
        report = Report(kind, delivery.public_id, status="5.1.1", diagnostic="Aino has moved")
        record_return(report=report, key=kind, channel=Channel.MAILBOX, now=later)
    before = (count_issue(issue), progress_of([run], now=later), Return.objects.count())

    if how == "time":
        purge(now=later + KEEP_BULK + timedelta(days=1))
    for reader in readers if how == "erasing" else []:
        erase_contact(contact=reader.contact, now=later)

    after = (count_issue(issue), progress_of([run], now=later), Return.objects.count())
    assert after == before
    assert wrong_sums() == []
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {
        "sent": 1, "delivered": 1, "bounced": 2, "complained": 1,
    }  # fmt: skip
    named = ~Q(address="") | ~Q(name="") | ~Q(tokens={}) | ~Q(reply="") | ~Q(reference="")
    assert not Delivery.objects.filter(named).exists()
    assert not Return.objects.exclude(diagnostic="", recipient="", source="").exists()
