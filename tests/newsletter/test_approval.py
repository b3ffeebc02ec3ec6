"""Approval as a step of Wagtail's workflow, on the screen where the mails are seen; and directly where none is set."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.test import Client
from wagtail.models import TaskState, Workflow, WorkflowContentType, WorkflowTask
from wagtail.users.models import UserProfile

from newsletter.errors import ApprovalRefused
from newsletter.models import Issue, IssueApprovalTask, Newsletter
from newsletter.services.approving import approve_issue, approved_compilations
from newsletter.services.compiling import compile_issue
from tests.newsletter.issues import NOON, make_issue

pytestmark = pytest.mark.django_db


def person(name: str, *groups: str, language: str = "fi") -> User:
    user = User.objects.create_user(username=name, email=f"{name}@tekotori.example")
    rights = ["access_admin", "change_issue", "approve_issue", "send_issue"]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    UserProfile.objects.create(user=user, preferred_language=language)
    return user


def workflow(*groups: str) -> Workflow:
    """One step of approval per group, for issues."""
    flow = Workflow.objects.create(name="Kirjeet")
    for order, group in enumerate(groups):
        task = IssueApprovalTask.objects.create(name=f"Hyväksyntä: {group}")
        task.groups.set([Group.objects.get_or_create(name=group)[0]])
        WorkflowTask.objects.create(workflow=flow, task=task, sort_order=order)
    kind = ContentType.objects.get_for_model(Issue)
    WorkflowContentType.objects.create(workflow=flow, content_type=kind)
    return flow


def written_by(author: User, letter: Newsletter) -> Issue:
    issue = make_issue(letter, user=author)
    compile_issue(issue=issue, now=NOON)
    return issue


def url(issue: Issue, action: str = "") -> str:
    return f"/admin/newsletter/issues/send/{issue.pk}/{action}"


def refusal(issue: Issue, user: User) -> str:
    with pytest.raises(ApprovalRefused) as refused:
        approve_issue(issue=issue, user=user, now=NOON)
    assert approved_compilations(issue) == {}
    return refused.value.why


def test_what_changed_since_it_was_shown_is_not_approved(letter: Newsletter, client: Client):
    approver = person("approver")
    issue = written_by(approver, letter)
    client.force_login(approver)
    shown = client.get(url(issue)).context["shown"]
    text = issue.texts.get(language="fi")
    text.subject = "Toinen otsikko"
    issue.texts.add(text)
    issue.save_revision(user=approver)
    latest = issue.get_latest_revision_as_object()
    compile_issue(issue=latest, now=NOON + timedelta(minutes=1))  # somebody else has looked at it

    client.post(url(issue, "approve/"), {"languages": ["fi", "sv"], "shown": shown})
    nothing = approved_compilations(latest)
    client.post(url(issue, "approve/"), {"languages": ["sv"], "shown": shown})

    assert (nothing, list(approved_compilations(latest))) == ({}, ["sv"])


def test_author_and_approver_differ_where_the_setting_says_so(letter: Newsletter, settings):
    settings.NEWSLETTER_APPROVER_DIFFERS = True
    author, other = person("author"), person("other")
    issue = written_by(author, letter)

    assert refusal(issue, author) == "author"
    assert len(approve_issue(issue=issue, user=other, now=NOON)) == 3


def test_with_a_workflow_nothing_is_approved_before_it_is_submitted_nor_by_others(letter: Newsletter):
    author, approver, other = person("author"), person("approver", "Desk"), person("other")
    flow = workflow("Desk")
    issue = written_by(author, letter)

    early = refusal(issue, approver)
    flow.start(issue, author)

    assert (early, refusal(issue, other)) == ("submit", "turn")
    assert len(approve_issue(issue=issue, user=approver, now=NOON)) == 3
    assert TaskState.objects.get().status == TaskState.STATUS_APPROVED


def test_mails_are_approved_with_the_last_step(letter: Newsletter):
    author, first, last = person("author"), person("first", "Desk"), person("last", "Chief")
    issue = written_by(author, letter)
    workflow("Desk", "Chief").start(issue, author)

    halfway = approve_issue(issue=issue, user=first, now=NOON)
    unapproved = approved_compilations(issue)
    approve_issue(issue=issue, user=last, now=NOON)

    assert (halfway, unapproved) == ([], {})
    assert {mail.approved_by for mails in approved_compilations(issue).values() for mail in mails} == {last}


def test_whoever_approves_is_written_to_in_their_language_and_what_is_sent_back_reaches_the_author(
    letter: Newsletter, client: Client, mailoutbox: list[EmailMessage]
):
    author, approver = person("author"), person("approver", "Desk", language="sv")
    issue = written_by(author, letter)
    workflow("Desk").start(issue, author)
    client.force_login(approver)

    silent = client.post(url(issue, "back/"), {"comment": ""})
    client.post(url(issue, "back/"), {"comment": "Otsikko on liian pitkä."})

    assert silent.status_code == 302
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([approver.email], "Brev ”Marraskuu” väntar på godkännande i steget ”Hyväksyntä: Desk”"),
        ([author.email], "Kirje ”Marraskuu” on palautettu: ”Kirjeet”."),
    ]
    assert "Otsikko on liian pitkä." in mailoutbox[1].body
    step = TaskState.objects.get()
    assert (step.status, step.comment) == (TaskState.STATUS_REJECTED, "Otsikko on liian pitkä.")


def test_the_editor_s_own_menu_cannot_approve_what_nobody_was_shown(letter: Newsletter, client: Client):
    author, approver = person("author"), person("approver", "Desk")
    issue = written_by(author, letter)
    workflow("Desk").start(issue, author)
    step = TaskState.objects.get()
    client.force_login(approver)
    action = f"/admin/newsletter/issues/workflow_action/{issue.pk}/approve/{step.pk}/"

    client.post(action)

    step.refresh_from_db()
    assert step.status == TaskState.STATUS_IN_PROGRESS
    assert [name for name, _label, _modal in step.task.specific.get_actions(issue, approver)] == ["reject"]


@pytest.mark.parametrize(
    ("groups", "submitted", "state"),
    [
        ((), False, "direct"),
        (("Desk",), False, "submit"),
        (("Desk",), True, "yours"),
        (("Chief",), True, "others"),
    ],
)
def test_the_screen_says_whose_turn_it_is(
    letter: Newsletter, client: Client, groups: tuple[str, ...], submitted: bool, state: str
):
    author, approver = person("author"), person("approver", "Desk")
    issue = written_by(author, letter)
    flow = workflow(*groups) if groups else None
    if flow and submitted:
        flow.start(issue, author)
    client.force_login(approver)

    page = client.get(url(issue))

    assert page.context["turn"].state == state
    assert ("/approve/" in page.text) is page.context["turn"].may_approve
