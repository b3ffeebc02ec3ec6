"""From the list of subscribers: looking for an address, taking the list along, changing many at once."""

import csv
import io

import openpyxl
import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from wagtail.models import ModelLogEntry

from newsletter.models import SubscriberOperation, Subscription
from newsletter.services.operations import run_operation
from tests.newsletter.subscribing import NOON, active, make_newsletter

pytestmark = pytest.mark.django_db
LIST = "/admin/newsletter/subscriptions/"
SEE = "view_subscription"


def signed_in(client: Client, *codenames: str) -> Client:
    user = User.objects.create_user("ed", "ed@tori.example", "secret")
    for codename in ("access_admin", *codenames):
        user.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(user)
    return client


def three() -> list[Subscription]:
    newsletter = make_newsletter()
    return [
        active(newsletter, "ada@example.org", topics=("a:1", "b:2")),
        active(newsletter, "adam@example.org", language="sv"),
        active(newsletter, "'=cmd@example.org"),
    ]


def test_address_is_found_by_how_it_begins_and_stands_in_no_address(client: Client):
    ada, adam, _other = three()
    editor = signed_in(client, SEE, "view_addresses")

    answer = editor.post(f"{LIST}find/", {"address": " ADA"})

    assert answer["Location"] == f"{LIST}?people={ada.contact_id}.{adam.contact_id}"
    page = editor.get(answer["Location"]).content.decode()
    assert ("ada@example.org" in page, "cmd@example.org" in page) == (True, False)
    for nobody in ("bob", "", "%"):
        assert editor.post(f"{LIST}find/", {"address": nobody})["Location"] == LIST
    assert editor.get(f"{LIST}?people=1.x").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_filtered_list_is_exported_and_who_took_it_is_logged(client: Client, kind: str):
    three()
    editor = signed_in(client, SEE, "view_addresses", "export_subscribers")

    answer = editor.post(f"{LIST}export/?language=fi", {"format": kind})

    data = b"".join(answer.streaming_content)
    if kind == "csv":
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        lines = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert [line[:6] for line in lines] == [
        ["address", "newsletter", "state", "language", "other_languages", "topics"],
        ["ada@example.org", "uutiskirje", "active", "fi", "any", "a:1;b:2"],
        ["''=cmd@example.org", "uutiskirje", "active", "fi", "any", ""],
    ]
    entry = ModelLogEntry.objects.get(user__username="ed")
    assert (entry.action, entry.data) == ("newsletter.export_subscribers", {"people": 2, "filter": "language=fi", "addresses": True})  # fmt: skip
    assert "2" in entry.message


def test_export_holds_no_address_without_the_right_to_see_them(client: Client):
    three()
    editor = signed_in(client, SEE, "export_subscribers")

    data = b"".join(editor.post(f"{LIST}export/", {"format": "csv"}).streaming_content)

    assert (b"example.org" in data, data.count(b"\n")) == (False, 4)


def test_export_costs_the_same_however_long_the_list_is(client: Client, django_assert_max_num_queries):
    editor = signed_in(client, SEE, "view_addresses", "export_subscribers")
    newsletter = make_newsletter()
    for number in range(15):
        active(newsletter, f"reader-{number}@example.org", topics=("a:1",))
    editor.get(LIST)

    with django_assert_max_num_queries(16):
        b"".join(editor.post(f"{LIST}export/", {"format": "csv"}).streaming_content)


def test_those_chosen_are_changed_after_a_confirmation_and_changed_back(client: Client):
    ada, adam, other = three()
    editor = signed_in(client, SEE, "change_subscribers")
    ticked = f"/admin/bulk/tekotori_newsletter/subscription/change/?next={LIST}&id={ada.pk}&id={adam.pk}"
    address = editor.get(ticked)["Location"]

    wrong = editor.post(address, {"kind": "language"})
    sure = editor.post(address, {"kind": "language", "language": "sv"}).content.decode()
    assert (wrong.status_code, "Muuta 1 tilaus" in sure) == (422, True)
    assert Subscription.objects.filter(language="sv").count() == 1
    shown = editor.post(address, {"kind": "language", "language": "sv", "sure": "1"})["Location"]
    assert "data-live" in editor.get(shown).content.decode()
    run_operation(operation=SubscriberOperation.objects.get(), now=NOON)

    assert sorted(Subscription.objects.values_list("language", flat=True)) == ["fi", "sv", "sv"]
    # Finished at a time long ago, by the clock of the browser: half an hour is over.
    assert "ei voi enää perua" in editor.post(shown, follow=True).content.decode()
    assert ModelLogEntry.objects.get(user__username="ed").data["people"] == 1
    assert other.language == "fi"


@pytest.mark.parametrize("query", ["id=abc", "id=", "id=-1", f"id={'9' * 30}", "people=abc", "language=zz"])
def test_a_choice_that_cannot_be_read_chooses_nobody(client: Client, query: str):
    three()
    editor = signed_in(client, SEE, "change_subscribers")

    page = editor.get(f"{LIST}change/?{query}")

    assert page.context["total"] == 0


def test_number_that_has_changed_meanwhile_is_asked_again(client: Client):
    three()
    editor = signed_in(client, SEE, "change_subscribers")

    answer = editor.post(f"{LIST}change/?language=fi", {"kind": "end", "sure": "3"})

    assert (answer.status_code, "Muuta 2 tilausta" in answer.content.decode()) == (200, True)
    assert SubscriberOperation.objects.count() == 0


def test_filter_that_can_not_be_read_chooses_nobody(client: Client):
    three()
    editor = signed_in(client, SEE, "change_subscribers")

    page = editor.post(f"{LIST}change/?language=xx", {"kind": "end"}).content.decode()

    assert ("Muuta" in page, "0 tilausta muuttuu" in page) == (True, True)


def test_nobody_finds_exports_or_changes_without_the_right(client: Client):
    ada, *_others = three()
    editor = signed_in(client, SEE)

    answers = [
        editor.post(f"{LIST}find/", {"address": "ada"}),
        editor.get(f"{LIST}export/"),
        editor.post(f"{LIST}export/", {"format": "csv"}),
        editor.post(f"{LIST}change/?id={ada.pk}", {"kind": "end", "sure": "1"}),
        editor.get(f"{LIST}change/1/"),
        editor.get(f"{LIST}?export=csv"),
    ]

    assert [answer.status_code for answer in answers[:5]] == [302] * 5
    assert "spreadsheet" not in answers[5].headers.get("Content-Type", "")
    page = editor.get(LIST).content.decode()
    assert not any(word in page for word in ("/export/", "/change/", "/find/", "data-bulk-action"))
    assert Subscription.objects.filter(state="active").count() == 3
