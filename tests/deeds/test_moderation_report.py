"""The yearly report on moderation: what is shown equals a recount of the ledger."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from contacts.models import Contact
from contacts.services import erase_contact
from deeds.models import Appeal, Decision, Deed, DeedNotice
from deeds.moderating.appeals import decide_appeal, send_appeal
from deeds.moderating.deciding import approve_submission, return_submission
from deeds.moderating.notices import act_on_notice, keep_deed, receive_notice
from deeds.moderating.recording import void
from deeds.moderating.reporting import report_from_ledger, report_from_rows, years
from deeds.moderating.restricting import lift_restriction, restrict_deed
from tests.database import kept_rows
from tests.deeds.factories import NOON, DeedFactory
from tests.deeds.submissions import make_moderator, make_submission, refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEW_YEAR = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)  # half past midnight in Helsinki


@pytest.fixture(scope="module")
def a_busy_year(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Every kind of decision, and two at the turn of the year."""
    with kept_rows(django_db_blocker):
        fill_year()
        yield


def fill_year() -> None:
    approve_submission(submission=make_submission(), revision=3, user=None, now=NOON + DAY)
    returned = make_submission(address="b@mallila.example")
    return_submission(submission=returned, revision=3, note="Lisää.", user=None, now=NOON + 3 * DAY)
    for number in range(2):
        decision = refused(address=f"c{number}@mallila.example")
        appeal = send_appeal(decision=decision, contact=decision.contact, text="Ei.", now=NOON)
        decide_appeal(
            appeal=appeal, is_upheld=number == 0, reason="Luettu.", user=make_moderator(f"m{number}"), now=NOON + DAY
        )  # fmt: skip
    for number, ground in enumerate(("insult", "insult", "secret")):
        notice = receive_notice(deed=DeedFactory(), ground=ground, text="Katso.", language="fi", now=NOON)
        if number == 0:
            act_on_notice(notice=notice, part="whole", ground="secret", reason="On.", user=None, now=NOON + 2 * DAY)  # fmt: skip
        if number == 1:
            keep_deed(notice=notice, reason="Ei.", user=None, now=NOON + 4 * DAY)
    hidden = restrict_deed(
        deed=DeedFactory(), part="whole", ground="secret", reason="S.", origin="order", user=None, now=NOON
    )
    lift_restriction(decision=hidden, reason="Ei ole.", user=None, now=NOON + DAY)
    refused(address="d@mallila.example", now=NEW_YEAR)


def test_report_counts_a_year_in_helsinki_and_equals_a_recount_of_the_ledger(a_busy_year: None):
    report = report_from_rows(2026)

    assert report == report_from_ledger(2026)
    assert report.decisions == (
        ("approved", 1), ("confirmed", 1), ("kept", 1), ("lifted", 1), ("overturned", 1), ("refused", 2),
        ("restricted", 2), ("returned", 1),
    )  # fmt: skip
    assert report.grounds == (("refused", "advertisement", 2), ("restricted", "secret", 2))
    assert report.origins == (("notice", 1), ("order", 1))
    assert (report.notices, report.appeals) == ((("insult", 2), ("secret", 1)), 2)
    assert report.hours == (("submissions", 12), ("notices", 72), ("appeals", 24))
    assert report_from_rows(2027) == report_from_ledger(2027)
    assert report_from_rows(2027).decisions == (("refused", 1),)


def test_the_report_stays_the_same_when_people_are_erased_and_without_removed_samples(a_busy_year: None):
    before = report_from_rows(2026)
    for contact in Contact.objects.all():
        erase_contact(contact=contact, now=NEW_YEAR)

    erased = report_from_rows(2026)
    void([*Appeal.objects.all(), *Decision.objects.all(), *DeedNotice.objects.all()], now=NEW_YEAR)

    assert erased == before
    assert report_from_rows(2026) == report_from_ledger(2026)
    assert report_from_rows(2026).decisions_total == 0


def test_a_row_that_was_changed_past_the_services_shows_as_a_difference(
    a_busy_year: None, admin_client: Client
):
    equal = admin_client.get("/admin/moderation/year/?year=2026").context["is_equal"]

    Decision.objects.filter(kind="refused").update(ground="secret")

    assert equal is True
    assert admin_client.get("/admin/moderation/year/?year=2026").context["is_equal"] is False


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_page_and_file_say_the_same_without_naming_anybody(client: Client, a_busy_year: None, language: str):
    address = reverse("deeds:moderation_year", args=[language, 2026])
    page = client.get(address)
    answer = client.get(reverse("deeds:moderation_csv", args=[language, 2026]))

    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))[1:]
    shown = [
        [heading, str(label), str(number)]
        for heading, lines in page.context["tables"]
        for label, number in lines
    ]
    assert rows == shown
    assert len(rows) == 19
    assert "@" not in answer.content.decode()
    assert not page.cookies


def test_only_years_with_something_to_report_are_found(client: Client, a_busy_year: None):
    known = years(now=datetime(2028, 1, 1, tzinfo=UTC))

    found = [
        client.get(f"/d/moderation/en/{path}", follow=True).status_code for path in ("", "2025/", "2025.csv")
    ]

    assert known == [2028, 2027, 2026]
    assert found == [200, 404, 404]
    assert Deed.objects.exists()
