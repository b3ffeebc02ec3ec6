"""The checks where they hold something up: approving and sending, by every way; and where they are read."""

import json
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from newsletter.errors import HasErrors, NotAcknowledged, NotApproved, NothingToSend
from newsletter.models import Compilation, Dispatch, Issue, Newsletter
from newsletter.services.approving import approve_issue, approved_compilations
from newsletter.services.checking import check_language
from newsletter.services.compiling import compile_issue
from newsletter.services.dispatching import start_dispatch
from newsletter.services.gathering.web_links import progress
from newsletter.services.issues import IssueTexts
from newsletter.services.scheduling import schedule
from tests.newsletter.issues import NOON, TEXTS, StallSource, make_issue, make_user

pytestmark = pytest.mark.django_db
DEAD = '<p>Lue <a href="http://testserver/fi/olematon/">vanha sivu</a>.</p>'
STRANGE = '<p>Lue <a href="https://other.example/sivu/">toisten sivu</a>.</p>'


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editor", "editor@tekotori.example"))
    return client


def issue_with(letter: Newsletter, finnish: str, **more: object) -> Issue:
    """An issue whose Finnish words hold something; the Swedish ones are good."""
    texts = {**TEXTS, "fi": IssueTexts("Marraskuun teot", "Viisi tekoa luettavaksi", finnish)}
    return make_issue(letter, texts=texts, **more)


def send_url(issue: Issue, action: str = "") -> str:
    return f"/admin/newsletter/issues/send/{issue.pk}/{action}"


def edit_form(issue: Issue, address: str) -> dict[str, object]:
    """The editing screen's form with the Finnish text alone, whose opening words link to an address."""
    text = issue.texts.get(language="fi")
    words = {
        "key": "a",
        "text": "toisten sivu",
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 12, "key": 0}],
    }
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}
    return {
        "newsletter": issue.newsletter_id,
        "name": "Marraskuu",
        "items-count": "0",
        "texts-MIN_NUM_FORMS": "1",
        "texts-TOTAL_FORMS": "1",
        "texts-INITIAL_FORMS": "1",
        "texts-0-id": text.pk,
        "texts-0-language": "fi",
        "texts-0-subject": text.subject,
        "texts-0-preheader": text.preheader,
        "texts-0-intro": json.dumps({"blocks": [words], "entityMap": {"0": link}}),
        "texts-0-outro": "null",
    }


def test_an_error_holds_up_its_own_language_and_no_other(letter: Newsletter):
    issue = issue_with(letter, DEAD)
    compile_issue(issue=issue, now=NOON)

    with pytest.raises(HasErrors) as refused:
        approve_issue(issue=issue, user=make_user(), now=NOON)
    approve_issue(issue=issue, user=make_user("second"), now=NOON, languages=["sv"])
    dispatch = start_dispatch(issue=issue, user=None, now=NOON, languages=["sv"])

    assert {(f.language, f.rule) for f in refused.value.findings} == {("fi", "link-answers")}
    assert list(approved_compilations(issue)) == ["sv"]
    assert [part.language for part in dispatch.languages.all()] == ["sv"]


def approve_by_service(issue: Issue, client: Client) -> None:
    with pytest.raises(HasErrors):
        approve_issue(issue=issue, user=make_user(), now=NOON, acknowledged=["link-answers"])


def approve_by_screen(issue: Issue, client: Client) -> None:
    shown = list(issue.compilations.values_list("sha256", flat=True))
    client.post(
        send_url(issue, "approve/"), {"languages": ["fi"], "acknowledged": ["link-answers"], "shown": shown}
    )


def send_by_service(issue: Issue, client: Client) -> None:
    with pytest.raises(NotApproved):
        start_dispatch(issue=issue, user=None, now=NOON, languages=["fi"])


def send_later_by_service(issue: Issue, client: Client) -> None:
    with pytest.raises(NotApproved):
        schedule(issue=issue, user=make_user(), times={"fi": None}, now=NOON)


def send_by_screen(issue: Issue, client: Client) -> None:
    client.post(send_url(issue, "dispatch/"), {"languages": ["fi"], "people": "0", "at": ""})


def publish(issue: Issue, client: Client) -> None:
    issue.save_revision().publish(skip_permission_checks=True)


def publish_by_form(issue: Issue, client: Client) -> None:
    url = f"/admin/newsletter/issues/edit/{issue.pk}/"
    answer = client.post(url, {**edit_form(issue, "http://testserver/fi/olematon/"), "action-publish": ""})
    assert answer.status_code == 302


def approve_in_workflow(issue: Issue, client: Client) -> None:
    """Wagtail's workflow publishes; it approves no mail."""
    workflow = Workflow.objects.create(name="Kirjeet")
    task = GroupApprovalTask.objects.create(name="Katso")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    issue.save_revision()
    state = workflow.start(issue, make_user())
    state.current_task_state.approve(user=User.objects.get(username="editor"))
    assert state.__class__.objects.get(pk=state.pk).status == state.STATUS_APPROVED


@pytest.mark.parametrize(
    "way",
    [
        approve_by_service,
        approve_by_screen,
        send_by_service,
        send_later_by_service,
        send_by_screen,
        publish,
        publish_by_form,
        approve_in_workflow,
    ],
)
def test_no_way_leads_around_an_error(
    letter: Newsletter, admin: Client, way: Callable[[Issue, Client], None]
):
    issue = issue_with(letter, DEAD)
    compile_issue(issue=issue, now=NOON)

    way(issue, admin)

    assert not Compilation.objects.filter(language="fi", approved_at__isnull=False).exists()
    assert Dispatch.objects.count() == 0


def test_what_could_not_be_checked_is_approved_by_its_name_alone(letter: Newsletter):
    issue = issue_with(letter, STRANGE)
    compile_issue(issue=issue, now=NOON)

    with pytest.raises(NotAcknowledged) as refused:
        approve_issue(issue=issue, user=make_user(), now=NOON, acknowledged=["contrast"])
    mails = approve_issue(
        issue=issue, user=make_user("second"), now=NOON, acknowledged=["link-answers", "contrast"]
    )

    assert [(f.rule, f.detail) for f in refused.value.findings] == [
        ("link-answers", "https://other.example/sivu/")
    ]
    assert [(mail.language, mail.acknowledged) for mail in mails if mail.variant == "any"] == [
        ("fi", ["link-answers"]),
        ("sv", []),
    ]


def test_the_screen_asks_for_what_was_not_checked_and_takes_the_answer(letter: Newsletter, admin: Client):
    issue = issue_with(letter, STRANGE)

    page = admin.get(send_url(issue))
    form = {"languages": ["fi"], "shown": page.context["shown"]}
    admin.post(send_url(issue, "approve/"), form)
    without = approved_compilations(issue)
    admin.post(send_url(issue, "approve/"), {**form, "acknowledged": ["link-answers"]})

    assert [rule for rule, _words in page.context["approve_form"].unchecked] == ["link-answers"]
    assert (without, list(approved_compilations(issue))) == ({}, ["fi"])


def test_an_error_that_came_up_after_the_approval_stops_the_send(letter: Newsletter, stall: StallSource):
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)
    stall.gone.add("1")

    with pytest.raises(HasErrors):
        start_dispatch(issue=issue, user=None, now=NOON)

    assert Dispatch.objects.count() == 0


def broken_issue(letter: Newsletter) -> Issue:
    """Free MJML that no form let through, in the Finnish words alone."""
    source = {"fi": "<mj-section><mj-colum></mj-colum></mj-section>", "sv": "", "en": ""}
    issue = make_issue(letter)
    issue.items = [*issue.items.get_prep_value(), {"type": "mjml", "value": {"source": source}}]
    issue.save()
    issue.save_revision()
    return Issue.objects.get(pk=issue.pk)


def test_mjml_that_does_not_compile_is_a_finding_and_holds_up_its_language_alone(
    letter: Newsletter, admin: Client
):
    issue = broken_issue(letter)

    mails = compile_issue(issue=issue, now=NOON)
    page = admin.get(send_url(issue))
    with pytest.raises(NothingToSend):
        approve_issue(issue=issue, user=make_user(), now=NOON, languages=["fi"])

    assert {mail.language for mail in mails} == {"sv"}
    assert [(f.rule, f.is_error) for f in check_language(issue=issue, language="fi")] == [("template", True)]
    assert "mj-colum" in check_language(issue=issue, language="fi")[0].detail
    assert [language for language, _findings in page.context["faults"]] == ["fi"]
    assert page.context["approve_form"].fields["languages"].initial == ["sv"]


def test_the_editor_shows_the_findings_beside_the_text_with_the_way_to_the_block(
    letter: Newsletter, admin: Client
):
    words = {"fi": '<a href="http://testserver/fi/olematon/">Vanha sivu</a>', "sv": "", "en": ""}
    issue = make_issue(letter)
    issue.items = [{"type": "text", "id": "1a2b3c4d-0000-4000-8000-000000000000", "value": {"text": words}}]
    issue.save()
    issue.save_revision()

    page = admin.get(f"/admin/newsletter/issues/edit/{issue.pk}/").content.decode()

    assert 'data-side-panel="newsletter-checks"' in page
    assert 'href="#block-1a2b3c4d-0000-4000-8000-000000000000-section"' in page
    assert "http://testserver/fi/olematon/: 404" in page


def test_saving_an_issue_lets_its_links_be_asked_and_the_button_does_so_anew(
    letter: Newsletter, admin: Client
):
    issue = issue_with(letter, STRANGE)
    form = edit_form(issue, "https://other.example/x/")

    saved = admin.post(f"/admin/newsletter/issues/edit/{issue.pk}/", form)
    after_saving = progress(f"issue-{issue.pk}")
    cache.clear()
    admin.post(send_url(issue, "links/"))

    assert saved.status_code == 302
    assert after_saving == progress(f"issue-{issue.pk}")
    assert (after_saving.done, after_saving.total) == (0, 1)
    assert "0 / 1" in admin.get(send_url(issue)).content.decode()


def run(*arguments: str) -> tuple[str, str]:
    """What the command wrote, and why it failed, if it did."""
    out = StringIO()
    try:
        call_command("check_issue", *arguments, "--no-links", stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def test_the_command_says_what_is_wrong_and_fails_where_a_language_is_held_up(letter: Newsletter):
    issue = issue_with(letter, DEAD)

    written, why = run(f"tori:{issue.number}")
    swedish, nothing = run(str(issue.pk), "--language", "sv")

    assert why.startswith("Held up: fi.")
    assert "error: link-answers: Nothing is at the address of a link." in written
    assert (nothing, "sv: " in swedish, "fi: " in swedish) == ("", True, False)
    assert Compilation.objects.count() == 0


def test_the_command_gives_every_rule_s_answer_as_json(letter: Newsletter):
    issue = issue_with(letter, STRANGE)

    written, why = run(str(issue.pk), "--json")

    finnish = {row["rule"]: row for row in json.loads(written)["fi"]}
    assert (finnish["size"]["outcome"], finnish["link-answers"]["outcome"]) == ("passed", "unchecked")
    assert finnish["link-answers"]["findings"] == [
        {"outcome": "unchecked", "detail": "https://other.example/sivu/", "block": ""}
    ]
    assert why.startswith("Held up: fi.")


@pytest.mark.parametrize("name", ["99999", "tori:99", "tori", "tori:x"])
def test_the_command_says_which_issue_it_did_not_find(letter: Newsletter, name: str):
    assert name in run(name)[1]


def test_checking_costs_as_many_queries_for_three_items_as_for_one(
    letter: Newsletter, django_assert_max_num_queries
):
    counted = []
    for items in ([("stall", "1")], [("stall", "1"), ("stall", "2"), ("stall", "3")]):
        issue = Issue.objects.get(pk=make_issue(letter, items=items).pk)
        with django_assert_max_num_queries(40) as captured:
            check_language(issue=issue, language="fi")
        counted.append(len(captured))

    assert counted[0] == counted[1]


def test_opening_the_editor_freezes_nothing_and_asks_nobody(letter: Newsletter, admin: Client):
    issue = issue_with(letter, STRANGE)

    page = admin.get(f"/admin/newsletter/issues/edit/{issue.pk}/")

    assert (page.status_code, Compilation.objects.count(), progress(f"issue-{issue.pk}")) == (200, 0, None)
