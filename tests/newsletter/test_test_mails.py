"""Tests: the issue as last saved, in each of its languages, marked as a test, with links that harm nobody."""

import pytest
from django.test import Client
from django.utils import timezone

from mail.mailbox import read_mailbox
from mail.models import Delivery
from mail.services import send_due, suppress
from newsletter.models import Compilation, Newsletter
from tests.newsletter.issues import NOON, TEXTS, make_issue
from tests.newsletter.test_blocks import person


def address(pk: int) -> str:
    return f"/admin/newsletter/issues/test/{pk}/"


@pytest.mark.django_db(transaction=True)
def test_one_click_brings_each_language_to_whoever_pressed(client: Client, letter: Newsletter, sink):
    issue = make_issue(letter)
    client.force_login(person("author"))

    answer = client.post(address(issue.pk))
    send_due(now=timezone.now())

    mails = sorted(read_mailbox(sink.filer.directory), key=lambda mail: mail.language)
    assert answer["Location"] == f"/admin/newsletter/issues/edit/{issue.pk}/"
    assert [(mail.to, mail.subject) for mail in mails] == [
        ("author@tekotori.example", "Testi: Marraskuun teot"),
        ("author@tekotori.example", "Test: Gärningar i november"),
    ]
    assert [
        ("/n/unsubscribe/" in mail.html + mail.text, "%%" in mail.html + mail.text) for mail in mails
    ] == [
        (False, False),
        (False, False),
    ]
    assert (Compilation.objects.count(), issue.sent_at) == (0, None)


@pytest.mark.parametrize("why", ["suppressed", "no text", "by get", "no right"])
def test_no_test_is_sent(client: Client, letter: Newsletter, why: str):
    issue = make_issue(letter, texts={} if why == "no text" else TEXTS)
    author = person("author")
    client.force_login(author)
    if why == "suppressed":
        suppress(address=author.email, reason="bounced", now=NOON)
    if why == "no right":
        author.user_permissions.clear()

    answer = client.get(address(issue.pk)) if why == "by get" else client.post(address(issue.pk))

    assert (answer.status_code, Delivery.objects.count()) == (405 if why == "by get" else 302, 0)


def test_button_stands_in_the_editor_and_on_the_sending_screen(client: Client, letter: Newsletter):
    issue = make_issue(letter)
    client.force_login(person("author"))

    pages = [client.get(f"/admin/newsletter/issues/{place}/{issue.pk}/").text for place in ("edit", "send")]

    assert f'formaction="{address(issue.pk)}"' in pages[0]
    assert f'action="{address(issue.pk)}"' in pages[1]


def test_colleagues_get_the_test_at_the_addresses_typed_each_once(client: Client, letter: Newsletter):
    issue = make_issue(letter)
    client.force_login(person("sender", "send_issue"))

    client.post(
        f"{address(issue.pk)}others/", {"addresses": "ada@example.org, Ada@example.org\nbo@example.org"}
    )

    queued = sorted(Delivery.objects.values_list("address", "message__subject"))
    assert queued == [
        ("Ada@example.org", "Test: Gärningar i november"),
        ("Ada@example.org", "Testi: Marraskuun teot"),
        ("bo@example.org", "Test: Gärningar i november"),
        ("bo@example.org", "Testi: Marraskuun teot"),
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "No test was sent: write at least one address."),
        ("ada@example.org, ada@", "No test was sent: “ada@” is not an e-mail address."),
        (" ".join(f"a{number}@example.org" for number in range(11)), "No test was sent: there are 11 addresses, and a test goes to at most 10."),
        ("ada@example.org gone@example.org", "No test was sent: gone@example.org must not be mailed."),
    ],
)  # fmt: skip
def test_one_wrong_address_and_nobody_gets_the_test(
    client: Client, letter: Newsletter, typed: str, sentence: str
):
    issue = make_issue(letter)
    suppress(address="gone@example.org", reason="bounced", now=NOON)
    client.force_login(person("sender", "send_issue"))

    answer = client.post(
        f"{address(issue.pk)}others/", {"addresses": typed}, follow=True, headers={"accept-language": "en"}
    )

    assert [str(message) for message in answer.context["messages"]] == [sentence]
    assert Delivery.objects.count() == 0


def test_only_who_may_send_an_issue_sends_tests_to_others(client: Client, letter: Newsletter):
    issue = make_issue(letter)
    client.force_login(person("author"))

    client.post(f"{address(issue.pk)}others/", {"addresses": "ada@example.org"})

    assert Delivery.objects.count() == 0
