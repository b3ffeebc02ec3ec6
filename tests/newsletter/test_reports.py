"""What became of an issue, as its senders see it: by language and state, over time, as page and CSV."""

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mail.models import Delivery, State
from mail.services import purge
from mail.services.sweep import KEEP_BULK
from newsletter.models import Dispatch, DispatchKind, DispatchState, Issue, IssueLeavings, Newsletter
from newsletter.reporting.counting import LanguageFigures, count_issue
from newsletter.reporting.small import hide_small, sum_of_shown
from newsletter.reporting.times import Step, periods
from newsletter.services.controlling import cancel_dispatch
from newsletter.services.dispatching import add_language, start_dispatch
from newsletter.services.following import send_again
from newsletter.services.freezing import freeze_audience
from tests.newsletter.issues import NOON, TEXTS, make_issue, make_reader, make_user
from tests.newsletter.reports import make_readers, send_issue, settle
from tests.newsletter.test_sending_screen import person

pytestmark = pytest.mark.django_db
INDEX = "/admin/newsletter/reports/"
TWO = NOON + timedelta(hours=2)
FINNISH = {
    (State.SENT, "2.0.0"): 4,
    (State.DELIVERED, "2.0.0"): 2,
    (State.REJECTED, "5.1.1"): 1,
    (State.BOUNCED, "5.2.2"): 1,
    (State.DEFERRED, "4.7.1"): 1,
    (State.COMPLAINED, ""): 1,
    (State.UNCERTAIN, ""): 1,
}


@pytest.fixture
def issue(letter: Newsletter) -> Issue:
    """To twelve who read Finnish and three who read Swedish; one of the Finnish mails waits still."""
    make_readers(letter, 12, language="fi")
    make_readers(letter, 3, language="sv")
    make_reader(letter, "left", state="ended", ended_at=NOON)
    issue = send_issue(letter)
    settle(issue, "fi", FINNISH, at=NOON)
    settle(issue, "sv", {(State.SENT, "2.0.0"): 2, (State.REJECTED, "550"): 1}, at=TWO)
    IssueLeavings.objects.create(issue=issue, language="fi", day_date=date(2026, 11, 22), count=2)
    return issue


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    client.force_login(person("editor", "view_issue", "add_issue", "change_issue"))
    client.cookies["django_language"] = "en"
    return client


def report_of(issue: Issue) -> str:
    return f"{INDEX}{issue.pk}/"


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_everybody_of_the_audience_is_counted_by_language_state_and_cause(issue: Issue):
    figures = count_issue(issue)

    assert list(figures.languages) == [
        LanguageFigures(
            "fi",
            states=Counter({**{state: people for (state, _status), people in FINNISH.items()}, "queued": 1}),
            returned=Counter({"1": 1, "2": 1}),
            deferred=Counter({"7": 1}),
            left_out={"ended": 1},
            left=2,
        ),
        LanguageFigures("sv", states=Counter(sent=2, rejected=1), returned=Counter({"": 1})),
    ]
    assert figures.total.audience == Delivery.objects.count() == 15


def test_times_are_those_of_the_site(issue: Issue):
    figures = count_issue(issue)

    today = timezone.localdate(NOON)
    assert figures.taken_hours == {"fi": {NOON: 8}, "sv": {TWO: 2}}
    assert (figures.returned_days, figures.complained_days, figures.left_days) == (
        {today: 3},
        {today: 1},
        {date(2026, 11, 22): 2},
    )


def test_each_figure_is_drawn_with_words_and_stands_in_a_table(issue: Issue, editor: Client):
    page = editor.get(report_of(issue)).content.decode()

    main = page[page.index('<div class="issue-report">') :]
    drawn = dict(re.findall(r"<title[^>]*>([^<]+)</title><desc[^>]*>([^<]+)</desc>", main))
    assert len(drawn) == main.count('<svg class="chart"') == main.count("<table") == 8
    assert drawn["Taken by mail servers, over time"] == "14:00 8, 15:00 0, 16:00 2"
    assert drawn["Given back, by reason"] == (
        "there is no such address 1, the mailbox is full or closed 1, no reason given 1"
    )
    assert "probably arrived, the line broke 1" in drawn["What became of it, by language"]
    assert (" style=" in main[: main.index("</body>")], "<script" in main.partition("</main>")[0]) == (
        False,
        False,
    )


def test_tables_come_as_csv_one_by_one_and_all_at_once(issue: Issue, editor: Client):
    one = editor.get(f"{report_of(issue)}returned.csv")
    every = rows_of(editor.get(f"{report_of(issue)}all.csv").text)

    assert one["Content-Disposition"] == 'attachment; filename="tori-1-returned.csv"'
    assert rows_of(one.text)[:2] == [
        ["Cause", "suomi", "svenska", "all languages"],
        ["there is no such address", "1", "0", "1"],
    ]
    assert ["outcomes", "suomi", "", "audience", "12"] in every
    assert ["left-days", "2026-11-22", "", "people", "2"] in every
    assert editor.get(f"{report_of(issue)}opens.csv").status_code == 404


def test_before_an_issue_goes_both_pages_say_so(letter: Newsletter, editor: Client):
    issue = make_issue(letter)

    report, overview = editor.get(report_of(issue)), editor.get(INDEX)

    assert "Nobody has got this issue yet." in report.content.decode()
    assert "No issue has been sent yet." in overview.content.decode()
    assert len(rows_of(editor.get(f"{INDEX}issues.csv").text)) == 1  # the head alone


def test_a_run_that_was_taken_back_before_anybody_got_it_stands_in_no_report(
    letter: Newsletter, editor: Client
):
    make_readers(letter, 2, language="fi")
    issue = send_issue(letter)
    cancel_dispatch(dispatch=issue.dispatches.get(), now=NOON)

    taken_back = [editor.get(address).content.decode() for address in (report_of(issue), INDEX)]
    make_reader(letter, "left", state="ended", ended_at=NOON)
    start_dispatch(issue=issue, user=None, now=TWO)

    assert [page.count('class="report-empty"') for page in taken_back] == [1, 1]
    assert list(count_issue(issue).languages) == [
        LanguageFigures("fi", states=Counter(queued=2), left_out={"ended": 1}),
        LanguageFigures("sv"),
    ]


def test_a_run_to_those_who_failed_doubles_nobody(issue: Issue):
    run = issue.dispatches.get()
    Dispatch.objects.update(state=DispatchState.SENT)
    before = count_issue(issue)

    again = send_again(run=run, with_uncertain=False, user=make_user("sender"), now=TWO)
    waiting = count_issue(issue)
    freeze_audience(dispatch=again, now=TWO)
    under_way = count_issue(issue)

    assert waiting == before
    assert [row.left_out for row in under_way.languages] == [row.left_out for row in before.languages]
    assert (under_way.total.audience, under_way.total.outcome("returned")) == (15, 1)  # what bounced stays


def test_a_correction_stands_apart_and_doubles_nobody(issue: Issue, editor: Client):
    Dispatch.objects.update(state=DispatchState.SENT)
    before = count_issue(issue)
    run = Dispatch.objects.create(issue=issue, kind=DispatchKind.CORRECTION, send_at=TWO, created_at=TWO)
    add_language(run, [issue.compilations.get(language="fi")])
    freeze_audience(dispatch=run, now=TWO)

    after = count_issue(issue)

    assert replace(after, corrections=[]) == before
    assert [(row.language, row.states) for row in after.corrections] == [("fi", Counter(queued=7))]
    assert rows_of(editor.get(f"{report_of(issue)}corrections.csv").text) == [
        ["Language", "audience", "waiting for their turn"],
        ["suomi", "7", "7"],
    ]
    assert editor.get(INDEX).context["overview"].lines[0].numbers == [15, 9, 3, 1, 2]


def test_figures_stay_when_whom_they_are_of_is_forgotten(issue: Issue):
    # What still waits is not forgotten, so it goes first.
    settle(issue, "fi", {(State.SENT, "2.0.0"): 1}, at=NOON)
    Delivery.objects.filter(state=State.DEFERRED).update(state=State.FAILED)
    before = count_issue(issue)

    purge(now=NOON + KEEP_BULK + timedelta(days=1))

    assert set(Delivery.objects.values_list("address", "reply", "reference")) == {("", "", "")}
    assert count_issue(issue) == before


def test_a_report_takes_as_many_queries_for_three_languages_as_for_one(letter: Newsletter, editor: Client):
    one = send_issue(letter)
    make_readers(letter, 3, language="fi")
    make_readers(letter, 3, language="sv")
    make_readers(letter, 3, language="en")
    three = make_issue(letter, name="Joulukuu", texts={**TEXTS, "en": TEXTS["sv"]})
    three = send_issue(letter, issue=three)

    with CaptureQueriesContext(connection) as of_one:
        editor.get(report_of(one))
    with CaptureQueriesContext(connection) as of_three:
        editor.get(report_of(three))

    assert len(of_three) == len(of_one)


def test_issues_stand_beside_each_other_in_as_many_queries_for_three_as_for_one(
    letter: Newsletter, editor: Client, issue: Issue
):
    with CaptureQueriesContext(connection) as of_one:
        alone = editor.get(INDEX)
    for month in (1, 2):
        send_issue(letter, name=f"=Issue {month}", now=NOON + timedelta(days=30 * month))

    with CaptureQueriesContext(connection) as of_three:
        page = editor.get(INDEX)

    assert len(of_three) == len(of_one)
    assert [list(line.numbers) for line in page.context["overview"].lines] == [
        [15, 0, 0, 0, 0],
        [15, 0, 0, 0, 0],
        [15, 9, 3, 1, 2],
    ]
    assert (len(alone.context["overview"].charts), len(page.context["overview"].charts)) == (0, 5)
    assert rows_of(editor.get(f"{INDEX}issues.csv").text)[1][:2] == ["3 =Issue 2", "2027-01-20"]


def test_only_those_who_may_see_issues_see_reports(issue: Issue, client: Client):
    client.force_login(person("stranger"))

    answers = {
        address: client.get(address).status_code
        for address in (INDEX, f"{INDEX}issues.csv", report_of(issue), f"{report_of(issue)}all.csv")
    }

    assert set(answers.values()) == {302}


def test_list_of_issues_and_sending_screen_lead_to_the_report(issue: Issue, client: Client):
    client.force_login(person("author", "view_issue", "change_issue"))

    pages = [client.get(f"/admin/newsletter/issues/{place}") for place in ("", f"send/{issue.pk}/")]

    assert [report_of(issue) in page.content.decode() for page in pages] == [True, True]


def test_dashboard_says_what_became_of_the_last_issue(issue: Issue, editor: Client):
    page = editor.get("/admin/").content.decode()

    assert "taken for 9 of 15, given back 3, left by it 2." in " ".join(page.split())


def hours(*moments: tuple[int, int, int]) -> Mapping[datetime, int]:
    return {datetime(2026, month, day, hour, tzinfo=UTC): 1 for month, day, hour in moments}


@pytest.mark.parametrize(
    ("counted", "step", "columns"),
    [
        (hours((11, 21, 12), (11, 22, 11)), Step.HOUR, 24),
        (hours((11, 21, 12), (11, 22, 12)), Step.DAY, 2),
        (hours((10, 25, 0), (10, 25, 3)), Step.HOUR, 4),  # three o'clock comes twice that night
        (hours((3, 28, 23), (3, 29, 2)), Step.HOUR, 4),  # and on this one not at all
        (hours((10, 20, 12), (11, 19, 12)), Step.DAY, 31),
        (hours((10, 20, 12), (11, 20, 12)), Step.WEEK, 5),
        ({}, Step.HOUR, 0),
    ],
)
def test_time_goes_by_in_as_many_columns_as_can_be_read(
    counted: Mapping[datetime, int], step: Step, columns: int
):
    folded = periods(counted)

    assert (folded.step, len(folded.counts)) == (step, columns)
    assert sum(folded.counts.values()) == len(counted)


@given(
    st.dictionaries(st.text(max_size=3), st.integers(0, 60), max_size=12),
    st.integers(2, 10),
    st.integers(0, 100),
)
def test_no_small_figure_is_told_nor_left_over_when_the_rest_is_taken_from_a_sum(
    counts: dict[str, int], smallest: int, people: int
):
    shown = hide_small(counts, smallest=smallest, people=people)

    hidden = [key for key, count in shown.items() if count is None]
    assert all(count is None or count >= smallest for count in shown.values())
    assert people >= smallest or len(hidden) == len(counts)
    if hidden and len(hidden) < len(counts):
        assert len(hidden) > 1
        assert sum(counts.values()) - sum_of_shown(shown) >= smallest
