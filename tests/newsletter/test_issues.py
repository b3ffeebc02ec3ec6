import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from mail.mailbox import read_mailbox
from mail.models import Delivery
from mail.services import send_due, suppress
from mail.sink import MailSink
from newsletter.errors import AlreadyDispatched, HasErrors, NotApproved, NothingToSend
from newsletter.models import Compilation, Dispatch, DispatchState, Issue, Newsletter, SubscriptionTopic
from newsletter.preflight import Severity
from newsletter.services.approving import approve_issue, approved_compilations
from newsletter.services.checking import check_issue
from newsletter.services.compiling import compile_issue
from newsletter.services.controlling import cancel_dispatch
from newsletter.services.dispatching import start_dispatch
from newsletter.services.issues import IssueTexts, item_blocks, record_past_issue
from newsletter.services.progress import delivery_states, finish_dispatches
from newsletter.services.releasing import start_due
from newsletter.services.subscriptions import unsubscribe
from tests.newsletter.issues import NOON, TEXTS, StallSource, make_issue, make_reader, make_user


def approved(letter: Newsletter) -> Issue:
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)
    return issue


def send_everything() -> None:
    send_due(now=NOON)


def test_each_language_is_compiled_with_its_own_words_and_items_in_the_language_they_have(letter: Newsletter):
    finnish, swedish, _for_readers_of_swedish_only = compile_issue(issue=make_issue(letter), now=NOON)

    assert (finnish.language, finnish.subject) == ("fi", "Marraskuun teot")
    assert "Teko 1 &gt; työ" in finnish.html
    assert "Hyvää marraskuuta &amp; lumia." in finnish.html
    # A Finnish card in a Swedish mail is marked, and says so in its own language.
    assert {'lang="fi"', 'lang="sv"'} <= set(re.findall('lang="[a-z]+"', swedish.html))
    assert (swedish.html.count("Suomeksi"), "(Suomeksi)" in swedish.text) == (1, True)
    assert "Suomeksi" not in finnish.html + finnish.text
    assert "Gärning 2" in swedish.html
    assert "http://testserver/fi/stall/1/" in finnish.text
    assert swedish.item_refs == [["stall", "1", "fi"], ["stall", "2", "sv"]]


def test_the_sample_issue_lacks_only_a_privacy_notice_and_english(letter: Newsletter):
    findings = check_issue(issue=make_issue(letter), now=NOON)

    assert [(finding.language, finding.rule, finding.is_error) for finding in findings] == [
        ("fi", "privacy-notice", False),
        ("sv", "privacy-notice", False),
        ("en", "text-missing", False),
    ]


def test_compiling_twice_makes_the_same_bytes_and_no_second_row(letter: Newsletter):
    issue = make_issue(letter)

    first = compile_issue(issue=issue, now=NOON)
    second = compile_issue(issue=issue, now=NOON + timedelta(hours=1))

    assert [row.pk for row in first] == [row.pk for row in second]


def test_an_edit_voids_the_approval_of_the_language_that_it_changes(letter: Newsletter):
    issue = approved(letter)
    text = issue.texts.get(language="fi")
    text.subject = "Toinen otsikko"
    text.save()

    issue = Issue.objects.get(pk=issue.pk)

    assert list(approved_compilations(issue)) == ["sv"]
    with pytest.raises(NotApproved):
        start_dispatch(issue=issue, user=None, now=NOON)
    assert Dispatch.objects.count() == 0


def test_another_choice_of_items_voids_the_approval_of_every_language(letter: Newsletter):
    issue = approved(letter)
    issue.items = item_blocks([("stall", "1")])
    issue.save()

    assert approved_compilations(Issue.objects.get(pk=issue.pk)) == {}


def test_an_issue_with_an_error_is_not_approved(letter: Newsletter, stall: StallSource):
    issue = make_issue(letter)
    stall.gone.add("1")
    compile_issue(issue=issue, now=NOON)

    with pytest.raises(HasErrors) as refusal:
        approve_issue(issue=issue, user=make_user(), now=NOON)

    assert {(f.rule, f.severity, f.detail) for f in refusal.value.findings} == {
        ("items-public", Severity.ERROR, "stall:1")
    }
    assert not Compilation.objects.filter(approved_at__isnull=False).exists()


def test_an_item_chosen_twice_is_pointed_out_in_each_language(letter: Newsletter):
    issue = make_issue(letter, items=[("stall", "1"), ("stall", "2"), ("stall", "1")])

    findings = check_issue(issue=issue, now=NOON)

    assert [(f.language, f.rule, f.severity, f.detail) for f in findings if f.rule == "items-once"] == [
        ("fi", "items-once", Severity.WARNING, "Teko 1 > työ"),
        ("sv", "items-once", Severity.WARNING, "Teko 1 > työ"),
    ]


def test_an_issue_without_texts_cannot_be_compiled(letter: Newsletter):
    with pytest.raises(NothingToSend):
        compile_issue(issue=make_issue(letter, texts={}), now=NOON)


@pytest.mark.django_db(transaction=True)
def test_each_reader_gets_their_language_once_and_everyone_left_out_is_counted(
    letter: Newsletter, sink: MailSink, tmp_path: Path
):
    issue = approved(letter)
    make_reader(letter, "aino")
    make_reader(letter, "britta", language="sv")
    make_reader(letter, "pending", state="pending", confirmed_at=None)
    make_reader(letter, "paused", paused_until=(NOON + timedelta(days=9)).date())
    make_reader(letter, "ended", state="ended", ended_at=NOON)
    make_reader(letter, "bounced")
    suppress(address="bounced@example.org", reason="bounced", now=NOON)

    dispatch = start_dispatch(issue=issue, user=None, now=NOON)
    send_everything()

    mails = {mail.to: mail for mail in read_mailbox(tmp_path / "maildir")}
    assert {to: (mail.subject, mail.language) for to, mail in mails.items()} == {
        "aino@example.org": ("Marraskuun teot", "fi"),
        "britta@example.org": ("Gärningar i november", "sv"),
    }
    assert [
        (part.language, part.audience, part.left_out) for part in dispatch.languages.order_by("language")
    ] == [
        ("fi", 1, {"ended": 1, "paused": 1, "pending": 1, "suppressed": 1}),
        ("sv", 1, {}),
    ]
    headers = dict(mails["aino@example.org"].headers)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"] == "Torikirje <tori.tekotori.example>"
    assert "%%" not in mails["aino@example.org"].html + mails["aino@example.org"].text


def test_whoever_chose_topics_gets_only_issues_that_hold_something_about_them(letter: Newsletter):
    issue = approved(letter)  # its first item is about education
    make_reader(letter, "everything")
    for name, topics in (
        ("teacher", ["sector:education", "theme:digital"]),
        ("cook", ["sector:food-cleaning"]),
    ):
        reader = make_reader(letter, name)
        SubscriptionTopic.objects.bulk_create(
            SubscriptionTopic(subscription=reader, key=key) for key in topics
        )

    dispatch = start_dispatch(issue=issue, user=None, now=NOON)

    part = dispatch.languages.get(language="fi")
    assert (part.audience, part.left_out) == (2, {"topics": 1})
    addresses = Delivery.objects.filter(message__group=dispatch.group).values_list("address", flat=True)
    assert set(addresses) == {"everything@example.org", "teacher@example.org"}


@pytest.mark.django_db(transaction=True)
def test_who_leaves_after_the_freeze_gets_nothing(letter: Newsletter, sink: MailSink, tmp_path: Path):
    issue = approved(letter)
    aino, britta = make_reader(letter, "aino"), make_reader(letter, "britta", language="sv")
    dispatch = start_dispatch(issue=issue, user=None, now=NOON)

    unsubscribe(subscription=aino, how="one-click", now=NOON)
    send_everything()

    assert [mail.to for mail in read_mailbox(tmp_path / "maildir")] == [britta.contact.address]
    assert delivery_states(dispatch) == {"sent": 1, "cancelled": 1}


def test_two_editors_who_press_send_make_one_dispatch(letter: Newsletter):
    issue = approved(letter)
    start_dispatch(issue=issue, user=None, now=NOON)

    with pytest.raises(AlreadyDispatched):
        start_dispatch(issue=issue, user=None, now=NOON)

    assert Dispatch.objects.count() == 1


def test_a_dispatch_for_later_waits_and_counts_its_audience_when_it_starts(letter: Newsletter):
    issue = approved(letter)
    later = NOON + timedelta(hours=3)
    dispatch = start_dispatch(issue=issue, user=None, at=later, now=NOON)
    make_reader(letter, "joined-meanwhile")

    early = start_due(now=later - timedelta(seconds=1))
    on_time = start_due(now=later)
    again = start_due(now=later)

    dispatch.refresh_from_db()
    assert (early, on_time, again, dispatch.state) == (0, 1, 0, DispatchState.SENDING)
    assert sum(part.audience for part in dispatch.languages.all()) == 1


def test_a_dispatch_stopped_before_anyone_got_it_leaves_the_issue_to_be_sent_again(letter: Newsletter):
    issue = approved(letter)
    make_reader(letter, "aino")
    dispatch = start_dispatch(issue=issue, user=None, now=NOON)

    stopped = cancel_dispatch(dispatch=dispatch, now=NOON)
    stopped_again = cancel_dispatch(dispatch=dispatch, now=NOON)
    second = start_dispatch(issue=Issue.objects.get(pk=issue.pk), user=None, now=NOON)

    assert (stopped, stopped_again) == (True, False)
    assert delivery_states(second) == {"queued": 1}


@pytest.mark.django_db(transaction=True)
def test_a_dispatch_stopped_halfway_stays_in_the_archive_and_is_not_sent_again(
    letter: Newsletter, sink: MailSink
):
    issue = approved(letter)
    for name in ("aino", "eero"):
        make_reader(letter, name)
    dispatch = start_dispatch(issue=issue, user=None, now=NOON)
    send_due(now=NOON, limit=1)

    cancel_dispatch(dispatch=dispatch, now=NOON)

    assert delivery_states(dispatch) == {"sent": 1, "cancelled": 1}
    with pytest.raises(AlreadyDispatched):
        start_dispatch(issue=Issue.objects.get(pk=issue.pk), user=None, now=NOON)


def test_a_past_issue_from_elsewhere_is_mailed_to_nobody(letter: Newsletter):
    issue = make_issue(letter)
    make_reader(letter, "aino")

    record_past_issue(issue=issue, user=None, sent_at=NOON - timedelta(days=90), now=NOON)

    with pytest.raises(AlreadyDispatched):
        start_dispatch(issue=Issue.objects.get(pk=issue.pk), user=None, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_dispatch_is_finished_when_nothing_waits(letter: Newsletter, sink: MailSink):
    issue = approved(letter)
    make_reader(letter, "aino")
    dispatch = start_dispatch(issue=issue, user=None, now=NOON)

    before = finish_dispatches(now=NOON)
    send_everything()
    after = finish_dispatches(now=NOON)

    dispatch.refresh_from_db()
    assert (before, after, dispatch.state) == (0, 1, DispatchState.SENT)


def test_texts_are_numbered_and_named_per_newsletter(letter: Newsletter):
    first, second = make_issue(letter), make_issue(letter, texts={"fi": TEXTS["fi"]})

    assert [(issue.number, issue.languages) for issue in (first, second)] == [(1, ["fi", "sv"]), (2, ["fi"])]


@pytest.mark.parametrize("subject", ["Teot\r\nBcc: x@example.org", "Teot\nToinen rivi"])
def test_a_subject_that_would_begin_another_header_is_refused_when_it_is_written(
    letter: Newsletter, subject: str
):
    with pytest.raises(ValidationError):
        make_issue(letter, texts={"fi": IssueTexts(subject, "Esikatselu")})

    assert Issue.objects.count() == 0
