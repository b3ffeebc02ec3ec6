"""A correction goes to those who got the mail, in the language and variant that they got, and to nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mail.models import Delivery
from newsletter.errors import NobodyToSendTo
from newsletter.models import Dispatch, Edition, Issue, Newsletter
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import compile_issue
from newsletter.services.controlling import cancel_dispatch
from newsletter.services.dispatching import start_dispatch
from newsletter.services.following import corrected_languages, correction_audience, send_correction
from newsletter.services.releasing import start_due
from newsletter.services.subscriptions import unsubscribe
from tests.newsletter.issues import NOON, make_issue, make_reader, make_user

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
HELD = LATER + timedelta(minutes=2)
NOTE = "Päivä oli väärin: tapaamme 3.12."


def went(letter: Newsletter, *languages: str) -> Issue:
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)
    start_dispatch(issue=issue, user=None, languages=languages, now=NOON)
    Delivery.objects.update(state="sent", sent_at=NOON)
    Dispatch.objects.update(state="sent")
    return Issue.objects.get(pk=issue.pk)


def corrected(issue: Issue, language: str = "fi") -> Issue:
    """The issue as its author saves it, with what is corrected, approved anew."""
    text = issue.texts.get(language=language)
    text.correction = NOTE
    issue.texts.add(text)
    issue.save_revision()
    latest = issue.get_latest_revision_as_object()
    compile_issue(issue=latest, now=LATER)
    approve_issue(issue=latest, user=make_user("second"), languages=[language], now=LATER)
    return latest


def queued() -> dict[str, str]:
    rows = Delivery.objects.filter(state="queued").select_related("message")
    return {row.address.partition("@")[0]: row.message.language for row in rows}


def test_a_correction_reaches_those_who_got_the_mail_in_the_language_that_they_got(letter: Newsletter):
    aino, left = make_reader(letter, "aino"), make_reader(letter, "left")
    for name in ("refused", "probably"):
        make_reader(letter, name)
    make_reader(letter, "swedish", language="sv")
    issue = went(letter, "fi", "sv")
    Delivery.objects.filter(address="refused@example.org").update(state="rejected")
    Delivery.objects.filter(address="probably@example.org").update(state="uncertain")
    make_reader(letter, "new", confirmed_at=LATER)
    aino.language = "sv"  # got it in Finnish, and hears of the Finnish mistake
    aino.save()
    unsubscribe(subscription=left, how="button", now=LATER)

    issue = corrected(issue)
    counted = correction_audience(issue, LATER)
    run = send_correction(issue=issue, user=make_user("sender"), now=LATER)
    start_due(now=HELD)

    part = run.languages.get()
    assert queued() == {"aino": "fi", "probably": "fi"}
    assert (part.language, part.candidates, part.audience) == ("fi", 4, 2)
    assert part.left_out == {"ended": 1, "not_got": 1}
    assert {language: count.people for language, count in counted.items()} == {"fi": 2}
    sent = part.mails.get().compilation
    assert (NOTE in sent.html, NOTE in sent.text) == (True, True)


def test_the_archive_shows_the_correction_and_what_went_before_when_it_was_stopped_in_time(
    letter: Newsletter,
):
    make_reader(letter, "aino")
    issue = went(letter, "fi")
    first = Edition.objects.get().compilation
    issue = corrected(issue)
    run = send_correction(issue=issue, user=make_user("sender"), now=LATER)
    start_due(now=HELD)
    shown = Edition.objects.get().compilation

    cancel_dispatch(dispatch=Dispatch.objects.get(pk=run.pk), now=HELD)

    assert shown == run.languages.get().mails.get().compilation
    assert Edition.objects.get().compilation == first


def test_without_words_on_what_is_corrected_nothing_is_a_correction(letter: Newsletter):
    make_reader(letter, "aino")
    issue = went(letter, "fi")
    text = issue.texts.get(language="fi")
    text.subject = "Toinen otsikko"
    issue.texts.add(text)
    issue.save_revision()
    issue = issue.get_latest_revision_as_object()

    assert corrected_languages(issue) == []
    with pytest.raises(NobodyToSendTo):
        send_correction(issue=issue, user=make_user("sender"), now=LATER)


def test_what_is_corrected_stands_in_no_mail_of_a_language_that_has_not_gone(letter: Newsletter):
    issue = went(letter, "fi")

    issue = corrected(issue, "sv")

    assert not any(NOTE in mail.html + mail.text for mail in issue.compilations.all())


def test_the_screen_leads_from_the_approved_correction_to_its_send(letter: Newsletter, admin_client: Client):
    make_reader(letter, "aino")
    issue = went(letter, "fi")
    corrected(issue)
    base = f"/admin/newsletter/issues/send/{issue.pk}/"

    screen = admin_client.get(base)
    asked = admin_client.get(f"{base}correction/")
    before = Dispatch.objects.count()
    admin_client.post(f"{base}correction/")

    assert f"{base}correction/" in screen.text
    assert (asked.context["people"], before) == ([("fi", 1)], 1)
    assert [run.kind for run in Dispatch.objects.order_by("pk")] == ["first", "correction"]


@pytest.mark.parametrize(("typed", "runs"), [("", 1), ("2", 1), ("1", 2)])
def test_number_is_typed_for_a_correction_as_for_a_first_send(
    letter: Newsletter, admin_client: Client, settings: Any, typed: str, runs: int
):
    settings.NEWSLETTER_TYPE_NUMBER_FROM = 1
    make_reader(letter, "aino")
    issue = went(letter, "fi")
    corrected(issue)

    answer = admin_client.post(f"/admin/newsletter/issues/send/{issue.pk}/correction/", {"number": typed})

    assert (Dispatch.objects.count(), answer.status_code) == (runs, 302 if runs == 2 else 200)
