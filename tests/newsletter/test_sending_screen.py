from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from mail.models import Delivery
from mail.services import send_due
from mail.sink import MailSink
from newsletter.models import Dispatch, DispatchState, Edition, Issue, Newsletter
from newsletter.services.approving import approved_compilations
from newsletter.services.issues import record_past_issue
from newsletter.services.likeness import are_alike
from newsletter.services.releasing import start_due
from tests.newsletter.issues import NOON, StallSource, make_issue, make_reader


def person(name: str, *permissions: str) -> User:
    user = User.objects.create_user(username=name, email=f"{name}@tekotori.example")
    codenames = ["access_admin", *permissions]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def approver(db: None) -> User:
    return person("approver", "change_issue", "approve_issue", "send_issue")


def send_url(issue_pk: int, action: str = "") -> str:
    return f"/admin/newsletter/issues/send/{issue_pk}/{action}"


def test_the_screen_shows_each_language_with_people_and_findings(
    client: Client, letter: Newsletter, approver: User
):
    issue = make_issue(letter)
    make_reader(letter, "aino")
    client.force_login(approver)

    page = client.get(send_url(issue.pk))

    assert page.status_code == 200
    assert [
        (c.language, c.audience.people, [finding.rule for finding, _hint in c.findings])
        for c in page.context["checks"]
    ] == [
        ("fi", 1, ["privacy-notice"]),
        ("sv", 0, ["privacy-notice"]),
    ]


def test_a_language_without_text_is_named_with_the_readers_who_would_get_nothing(
    client: Client, letter: Newsletter, approver: User
):
    issue = make_issue(letter)
    make_reader(letter, "aino", language="en")
    make_reader(letter, "olli", language="en", state="ended", ended_at=NOON)
    client.force_login(approver)

    page = client.get(send_url(issue.pk))

    assert page.context["without_letter"] == {"en": 1}
    assert (
        "English: kirjeessä ei ole tekstiä tällä kielellä, ja 1 sen valinnut lukija jää ilman."
        in page.content.decode()
    )


def approve(client: Client, issue: Issue, *languages: str) -> None:
    shown = client.get(send_url(issue.pk)).context["shown"]
    client.post(send_url(issue.pk, "approve/"), {"languages": languages, "shown": shown})


def test_approving_and_sending_from_the_screen_holds_one_run_that_can_be_taken_back(
    client: Client, letter: Newsletter, approver: User, settings
):
    settings.NEWSLETTER_TYPE_NUMBER_FROM = 1
    issue = make_issue(letter)
    make_reader(letter, "aino")
    client.force_login(approver)
    both = {"languages": ["fi", "sv"]}

    approve(client, issue, "fi", "sv")
    wrong = client.post(send_url(issue.pk, "dispatch/"), {**both, "number": "7"})
    client.post(send_url(issue.pk, "dispatch/"), {**both, "number": "1"})
    again = client.post(send_url(issue.pk, "dispatch/"), {**both, "number": "0"}, follow=True)

    assert "number" in wrong.context["form"].errors
    held = Dispatch.objects.get()
    assert (held.state, held.created_by) == (DispatchState.SCHEDULED, approver)
    assert held.send_at - held.created_at == timedelta(minutes=2)
    assert [run.dispatch for run in again.context["runs"]] == [held]

    client.post(send_url(issue.pk, f"undo/{held.pk}/"))
    start_due(now=timezone.now() + timedelta(hours=1))

    assert (Dispatch.objects.count(), Edition.objects.count(), Delivery.objects.count()) == (0, 0, 0)
    assert [row.action for row in ModelLogEntry.objects.for_instance(issue).order_by("pk")[2:]] == [
        "newsletter.send",
        "newsletter.undo",
    ]


def test_each_language_goes_at_its_own_time_and_the_dialog_says_so(
    client: Client, letter: Newsletter, approver: User
):
    issue = make_issue(letter)
    make_reader(letter, "aino")
    client.force_login(approver)
    approve(client, issue, "fi", "sv")
    friday = (timezone.localtime() + timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    chosen = {"languages": ["fi", "sv"], "at-sv": friday.strftime("%Y-%m-%dT%H:%M")}

    dialog = client.get(send_url(issue.pk, "confirm/"), chosen)
    client.post(send_url(issue.pk, "dispatch/"), chosen)

    assert dialog.context["lines"] == [("fi", 1, None), ("sv", 0, friday)]
    assert "Suomi: 1 ihminen, nyt" in dialog.text
    runs = Dispatch.objects.order_by("send_at")
    assert [[part.language for part in run.languages.all()] for run in runs] == [["fi"], ["sv"]]
    assert runs[1].send_at == friday


def test_a_subject_and_readers_like_a_recent_issue_s_are_pointed_out(
    client: Client, letter: Newsletter, approver: User
):
    record_past_issue(issue=make_issue(letter), user=None, sent_at=timezone.now(), now=NOON)
    issue = make_issue(letter)
    client.force_login(approver)
    approve(client, issue, "fi")

    dialog = client.get(send_url(issue.pk, "confirm/"), {"languages": "fi"})

    found = [(likeness.kind, likeness.edition.issue.number) for likeness in dialog.context["likenesses"]]
    assert found == [("readers", 1), ("subject", 1)]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Marraskuun teot", "marraskuun  TEOT", True),
        ("Viisi tekoa, jotka kannattaa lukea", "Viisi tekoa jotka kannattaa lukea", True),
        ("Torikirje 11/2026", "Torikirje 12/2026", False),
        ("Marraskuun teot", "Gärningar i november", False),
    ],
)
def test_subjects_are_alike_when_a_reader_would_take_one_for_the_other(one: str, other: str, alike: bool):
    assert are_alike(one, other) is alike


def test_a_time_that_has_passed_is_refused_with_a_sentence(
    client: Client, letter: Newsletter, approver: User
):
    issue = make_issue(letter)
    client.force_login(approver)
    approve(client, issue, "fi", "sv")
    yesterday = timezone.localtime() - timedelta(days=1)
    chosen = {"languages": "fi", "at-fi": yesterday.strftime("%Y-%m-%dT%H:%M")}

    asked = client.get(send_url(issue.pk, "confirm/"), chosen)
    posted = client.post(send_url(issue.pk, "dispatch/"), chosen)

    for page in (asked, posted):
        assert list(page.context["send_form"].errors) == ["at-fi"]
    assert Dispatch.objects.count() == 0


def test_an_error_holds_the_approval_back(
    client: Client, letter: Newsletter, approver: User, stall: StallSource
):
    issue = make_issue(letter)
    stall.gone.add("2")
    client.force_login(approver)
    client.get(send_url(issue.pk))

    page = client.post(send_url(issue.pk, "approve/"), {"languages": ["fi"]}, follow=True)

    assert [check.language for check in page.context["with_errors"]] == ["fi", "sv"]
    assert approved_compilations(issue) == {}


@pytest.mark.django_db(transaction=True)
def test_the_screen_says_sent_when_the_last_mail_is_gone_and_has_nothing_to_stop(
    client: Client, letter: Newsletter, approver: User, sink: MailSink, settings
):
    settings.NEWSLETTER_HOLD_SECONDS = 0
    issue = make_issue(letter)
    make_reader(letter, "aino")
    client.force_login(approver)
    approve(client, issue, "fi", "sv")
    client.post(send_url(issue.pk, "dispatch/"), {"languages": ["fi"]})

    under_way = client.get(send_url(issue.pk))
    send_due(now=timezone.now())
    through = client.get(send_url(issue.pk))
    client.post(send_url(issue.pk, f"cancel/{Dispatch.objects.get().pk}/"))

    runs = [page.context["runs"][0] for page in (under_way, through)]
    shown = [run.state for run in runs]
    assert shown == [DispatchState.SENDING, DispatchState.SENT]
    assert Dispatch.objects.get().state == DispatchState.SENT


@pytest.mark.parametrize("action", ["approve/", "dispatch/", "cancel/1/", "pause/1/", "resume/1/", "undo/1/"])
def test_an_author_can_look_but_neither_approve_send_nor_stop(
    client: Client, letter: Newsletter, action: str
):
    issue = make_issue(letter)
    client.force_login(person("author", "change_issue"))

    looked = client.get(send_url(issue.pk))
    done = client.post(send_url(issue.pk, action), {"people": "0"})

    assert looked.status_code == 200
    assert (done.status_code, Dispatch.objects.count(), approved_compilations(issue)) == (302, 0, {})
    assert done["Location"] == "/admin/"


def test_the_mail_in_the_frame_is_sandboxed_and_holds_nobodys_links(
    client: Client, letter: Newsletter, approver: User
):
    issue = make_issue(letter)
    client.force_login(approver)
    client.get(send_url(issue.pk))

    frozen = issue.compilations.get(language="fi")
    html = client.get(send_url(issue.pk, f"mail/{frozen.pk}.html"))
    text = client.get(send_url(issue.pk, f"mail/{frozen.pk}.text"))

    assert html["Content-Security-Policy"].startswith("sandbox")
    assert "%%" not in html.text + text.text
    assert text["Content-Type"] == "text/plain; charset=utf-8"


def test_the_editing_screen_leads_to_checking_and_sending(client: Client, letter: Newsletter, approver: User):
    issue = make_issue(letter)
    client.force_login(approver)

    page = client.get(f"/admin/newsletter/issues/edit/{issue.pk}/")

    assert send_url(issue.pk) in page.text


def test_a_reference_that_is_none_is_refused_in_the_form(client: Client, letter: Newsletter, approver: User):
    issue = make_issue(letter)
    client.force_login(approver)
    form = {
        "newsletter": letter.pk,
        "name": "Marraskuu",
        "texts-TOTAL_FORMS": "0",
        "texts-INITIAL_FORMS": "0",
        "items-count": "1",
        "items-0-type": "cards",
        "items-0-order": "0",
        "items-0-deleted": "",
        "items-0-value-layout": "one",
        "items-0-value-items-count": "1",
        "items-0-value-items-0-order": "0",
        "items-0-value-items-0-deleted": "",
        "items-0-value-items-0-value": "nonsense",
    }

    page = client.post(f"/admin/newsletter/issues/edit/{issue.pk}/", form)

    assert page.status_code == 200
    assert "items" in page.context["form"].errors


def test_two_texts_in_one_language_are_refused_by_the_name_of_the_language(
    client: Client, letter: Newsletter, db: None
):
    editor = User.objects.create_superuser("editor", "editor@tekotori.example")
    client.force_login(editor)
    client.cookies["django_language"] = "fi"
    texts = {
        f"texts-{n}-{name}": value
        for n in (0, 1)
        for name, value in {
            "language": "sv",
            "subject": f"Dåd {n}",
            "preheader": "Rad",
            "intro": "null",
            "outro": "null",
        }.items()
    }
    form = {"newsletter": letter.pk, "name": "Koe", "items-count": 0, "action-publish": ""}
    management = {"texts-TOTAL_FORMS": 2, "texts-INITIAL_FORMS": 0, "texts-MIN_NUM_FORMS": 1}

    page = client.post("/admin/newsletter/issues/add/", {**form, **management, **texts})

    errors = page.context["form"].formsets["texts"].non_form_errors()
    assert errors == [
        "Samalla kielellä on kaksi tekstiä: ruotsi. Jätä yksi, ja poista toinen tai vaihda sen kieli."
    ]
