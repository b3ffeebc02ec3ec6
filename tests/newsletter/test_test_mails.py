"""Test to me: the issue as last saved, in each of its languages, marked as a test, with links that harm nobody."""

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
