"""The screens on which an editor imports subscribers."""

import csv
import io

import openpyxl
import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import ModelLogEntry

from newsletter.importing.running import run_import
from newsletter.models import SubscriberImport, Subscription
from newsletter.services.operations import run_operation
from tests.newsletter.subscribing import NOON, active, make_newsletter

pytestmark = pytest.mark.django_db
START = "/admin/newsletter/subscriptions/import/"
LINES = [["Sähköposti", "Kieli"], ["ada@example.org", "fi"], ["bob@example.org", "viro"], ["nobody", "sv"]]
EVIDENCE = {"statement": "Tilaan uutiskirjeen.", "where": "Messut", "given_on": "2025-03-02"}


@pytest.fixture
def editor(client: Client) -> Client:
    user = User.objects.create_user("ed", "ed@tori.example", "secret")
    for codename in ("access_admin", "import_subscribers"):
        user.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(user)
    return client


def spreadsheet() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Ohje", ""])
    for line in LINES:
        (book["Lista"] if "Lista" in book.sheetnames else book.create_sheet("Lista")).append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ran() -> SubscriberImport:
    job = SubscriberImport.objects.get()
    run_import(job=job, now=NOON)
    return job


def test_editor_matches_columns_reads_the_trial_takes_it_in_and_undoes_it(editor: Client):
    newsletter = make_newsletter()
    upload = SimpleUploadedFile("lista.xlsx", spreadsheet())
    address = editor.post(START, {"newsletter": newsletter.pk, "file": upload})["Location"]
    editor.post(address, {"action": "sheet", "sheet": "1"})
    assert "ada@example.org" in editor.get(address).content.decode()
    chosen = {"action": "match", "address": "0", "language_column": "1"}
    without = editor.post(address, chosen)
    assert (without.status_code, "Ilman sitä ketään ei voi tuoda." in without.content.decode()) == (422, True)

    editor.post(address, chosen | EVIDENCE)
    assert "data-live" in editor.get(address).content.decode()
    ran()
    trial = editor.get(address).content.decode()
    assert ("data-live" in trial, "“viro”" in trial, Subscription.objects.count()) == (False, True, 0)
    lines = list(csv.reader(io.StringIO(editor.get(f"{address}refused.csv").getvalue().decode("utf-8-sig"))))
    assert [line[0] for line in lines[1:]] == ["3", "4"]
    editor.post(address, chosen | EVIDENCE | {"meaning-0": "en"})
    ran()
    editor.post(address, {"action": "take"})
    ran()
    assert sorted(Subscription.objects.values_list("language", flat=True)) == ["en", "fi"]
    assert "example.org" not in editor.get(address).content.decode()

    editor.post(address, {"action": "undo"})
    run_operation(operation=SubscriberImport.objects.get().operation, now=NOON)

    assert "2 henkilöä on poistettu" in editor.get(address).content.decode()
    assert Subscription.objects.count() == 0
    logged = ModelLogEntry.objects.filter(user__username="ed").order_by("pk")
    assert [(entry.action, entry.data["people"]) for entry in logged] == [
        ("newsletter.import_subscribers", 3),
        ("newsletter.undo_import", 2),
    ]
    assert [entry.message for entry in logged] == ["Toi tilaajia tiedostosta: 3 riviä", "Alkoi perua tilaajien tuontia: 2 henkilöä"]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"email\n", b"PK\x03\x04", b'email\n"ada\n'])
def test_file_that_can_not_be_read_is_said_at_its_field(editor: Client, data: bytes):
    upload = SimpleUploadedFile("lista.csv", data)

    answer = editor.post(START, {"newsletter": make_newsletter().pk, "file": upload})

    assert (answer.status_code, "error-message" in answer.content.decode()) == (422, True)
    assert SubscriberImport.objects.count() == 0


def test_button_of_another_step_changes_nothing_and_says_so(editor: Client):
    upload = SimpleUploadedFile("lista.csv", b"email\nada@example.org\n")
    address = editor.post(START, {"newsletter": make_newsletter().pk, "file": upload})["Location"]

    for action in ("take", "stop", "go-on", "undo", "sheet", "fly"):
        answer = editor.post(address, {"action": action, "sheet": "7"}, follow=True)
        assert "on jo toisessa vaiheessa" in answer.content.decode()
    editor.post(address, {"action": "forget"})

    assert SubscriberImport.objects.count() == 0


def test_nobody_imports_without_the_right(client: Client):
    active(make_newsletter())
    user = User.objects.create_user("ed", "ed@tori.example", "secret")
    for codename in ("access_admin", "view_subscription", "view_addresses"):
        user.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(user)

    answers = [client.get(START), client.post(START), client.post(f"{START}1/", {"action": "take"}), client.get(f"{START}1/refused.csv")]  # fmt: skip

    assert [answer.status_code for answer in answers] == [302] * 4
    assert START not in client.get("/admin/newsletter/subscriptions/").content.decode()
