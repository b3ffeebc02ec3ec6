"""A run whose time has come: what is no longer right stays behind, and whoever pressed is told."""

from datetime import timedelta

import pytest
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from mail.models import Delivery
from newsletter.errors import HasErrors
from newsletter.models import Dispatch, Edition, Issue, Newsletter
from newsletter.services.approving import approve_issue, approved_compilations
from newsletter.services.compiling import compile_issue
from newsletter.services.dispatching import start_dispatch
from newsletter.services.following import send_to_joined
from newsletter.services.releasing import HELD_UP_LOG, start_due
from newsletter.services.scheduling import schedule
from tests.newsletter.issues import NOON, StallSource, make_issue, make_reader, make_user

LATER = NOON + timedelta(days=1)


@pytest.fixture
def issue(letter: Newsletter) -> Issue:
    make_reader(letter, "fi")
    make_reader(letter, "sv", language="sv")
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)
    return issue


def scheduled(issue: Issue) -> Dispatch:
    user = make_user("sender")
    UserProfile.objects.create(user=user, preferred_language="sv")
    times = dict.fromkeys(["fi", "sv"], LATER)
    [dispatch] = schedule(issue=issue, times=times, user=user, now=NOON)
    return dispatch


def edit(issue: Issue, language: str) -> None:
    changed = Issue.objects.get(pk=issue.pk).get_latest_revision_as_object()
    text = changed.texts.get(language=language)
    text.subject = "Muutettu"
    changed.texts.add(text)
    changed.save_revision()


def told() -> list[tuple[str, str]]:
    letters = Delivery.objects.filter(lane="single").select_related("message")
    return [(letter.address, letter.message.subject) for letter in letters]


def test_language_that_was_edited_after_its_approval_does_not_go_and_the_others_do(issue: Issue):
    dispatch = scheduled(issue)
    edit(issue, "fi")

    started = start_due(now=LATER)

    assert (started, [part.language for part in dispatch.languages.all()]) == (1, ["sv"])
    assert [edition.language for edition in Edition.objects.gone()] == ["sv"]
    assert [row.address for row in Delivery.objects.filter(lane="bulk")] == ["sv@example.org"]
    assert told() == [("sender@tekotori.example", "Inte skickat: Marraskuu")]
    text = Delivery.objects.get(lane="single").message.text
    assert ("Finska ändrades" in text, "Svenska" in text) == (True, False)
    [line] = ModelLogEntry.objects.filter(action=HELD_UP_LOG)
    assert line.data == {"languages": ["fi"]}


def test_mail_with_an_item_that_was_withdrawn_since_goes_to_nobody(issue: Issue, stall: StallSource):
    scheduled(issue)
    stall.gone.add("1")

    started = start_due(now=LATER)

    assert (started, Dispatch.objects.count(), Edition.objects.count()) == (0, 0, 0)
    assert Delivery.objects.filter(lane="bulk").count() == 0
    assert told() == [("sender@tekotori.example", "Inte skickat: Marraskuu")]


def test_language_that_was_held_up_goes_once_it_is_approved_anew(issue: Issue):
    scheduled(issue)
    edit(issue, "fi")
    start_due(now=LATER)

    edited = Issue.objects.get(pk=issue.pk).get_latest_revision_as_object()
    compile_issue(issue=edited, now=LATER)
    approve_issue(issue=edited, user=make_user("other"), now=LATER)
    start_dispatch(issue=edited, user=None, now=LATER)

    assert sorted(approved_compilations(edited)) == ["fi", "sv"]
    addresses = sorted(row.address for row in Delivery.objects.filter(lane="bulk"))
    assert addresses == ["fi@example.org", "sv@example.org"]


def test_mail_that_became_wrong_is_not_sent_to_those_who_joined_since(issue: Issue, stall: StallSource):
    start_dispatch(issue=issue, user=None, now=NOON)
    make_reader(issue.newsletter, "new", confirmed_at=LATER)
    stall.gone.add("1")

    with pytest.raises(HasErrors):
        send_to_joined(issue=issue, user=make_user("sender"), now=LATER)

    assert Dispatch.objects.count() == 1
