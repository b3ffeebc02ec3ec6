"""A mail gateway opens every link of every mail before its reader does: nothing may change."""

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from contacts.address_changes import ask_address_change
from mail.mailbox import MailboxEntry, read_mailbox
from mail.services import send_due
from mail.sink import MailSink
from newsletter.models import NewsletterPage
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import compile_issue
from newsletter.services.dispatching import start_dispatch
from newsletter.services.subscriptions import SignUp, subscribe
from tests.deeds.factories import DeedPageFactory, front_page
from tests.newsletter.conftest import sums_come_out  # noqa: F401  (a fixture of every test here)
from tests.newsletter.issues import make_issue, make_newsletter, make_reader

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
# Sessions of staff may begin by opening a page; everything else is the state of the site.
NOT_STATE = {"sessions.Session"}


def state() -> dict[str, list[object]]:
    tables = [
        model for model in apps.get_models() if model._meta.label not in NOT_STATE and not model._meta.proxy
    ]
    return {table._meta.label: list(table._base_manager.order_by("pk").values()) for table in tables}


def links(entry: MailboxEntry) -> set[str]:
    """The paths of every link to the site: in the text, in the HTML, in the headers."""
    hrefs = [unescape(href) for href in re.findall(r'(?:href|src)="([^"]+)"', entry.html)]
    said = re.findall(r"http://testserver[^\s<>\"]*", entry.text)
    headers = [url for name, value in entry.headers for url in re.findall(r"<(http[^>]+)>", value)]
    found = {url for url in (*hrefs, *said, *headers) if url.startswith("http://testserver")}
    return {urlsplit(url).path + (f"?{query}" if (query := urlsplit(url).query) else "") for url in found}


@pytest.fixture
def mails(client: Client, sink: MailSink, settings) -> list[MailboxEntry]:
    """A mail of every kind that the site sends."""
    settings.EMAIL_BACKEND = "mail.backend.OutboxEmailBackend"  # pytest-django puts a list in its place
    with time_machine.travel(NOON, tick=False) as clock:
        newsletter = make_newsletter()
        front_page().add_child(
            instance=NewsletterPage(title="Uutiskirje", slug="uutiskirje", newsletter=newsletter)
        )
        DeedPageFactory(number=7)
        ada = make_reader(newsletter, "ada")
        user = User.objects.create_user("juror", "juror@example.org", "x")
        for name in ("ada", "bob"):  # one reads already, the other is new
            sign_up = SignUp(newsletter=newsletter, address=f"{name}@example.org", language="fi")
            subscribe(sign_up=sign_up, now=NOON)
        ask_address_change(contact=ada.contact, new_address="ada@new.example", now=NOON)
        for path in ("/n/link/tori/fi/", "/c/ask/fi/"):
            ask(client, clock, path)
        client.post("/fi/accounts/password/reset/", {"email": user.email})
        client.post("/fi/accounts/login/code/", {"email": user.email})
        issue = make_issue(newsletter, items=[("deed", "7")])
        compile_issue(issue=issue, now=NOON)
        approve_issue(issue=issue, user=user, now=NOON)
        start_dispatch(issue=issue, user=user, now=NOON)
        send_due(now=timezone.now())
    return read_mailbox(sink.filer.directory)


def ask(client: Client, clock: time_machine.Traveller, path: str) -> None:
    page = client.get(path).content.decode()
    token = page.split('name="form_token" value="')[1].split('"')[0]
    clock.shift(10)  # a form that comes back at once was filled in by a machine
    client.post(path, {"form_token": token, "address": "ada@example.org"})


def test_opening_every_link_of_every_mail_changes_nothing(mails: list[MailboxEntry]):
    found = {entry.subject: links(entry) for entry in mails}
    scanner = Client()
    before = state()

    answers = {}
    with time_machine.travel(NOON, tick=False):
        for link in sorted(set().union(*found.values())):
            answers[link] = [
                getattr(scanner, method)(link, follow=True).status_code
                for method in ("get", "head", "options", "get")
            ]

    assert state() == before
    assert all(set(codes) <= {200, 405} for codes in answers.values()), answers
    kinds = (
        "confirm",
        "unsubscribe",
        "preferences",
        "data",
        "address/old",
        "address/new",
        "reset/key",
        "teot",
        "uutiskirje",
    )
    assert [kind for kind in kinds if not any(f"/{kind}" in link for link in answers)] == []


def test_links_of_mails_need_no_cookie_and_set_none(mails: list[MailboxEntry]):
    personal = [link for entry in mails for link in links(entry) if link.startswith(("/n/", "/c/"))]
    scanner = Client()

    for link in personal:
        scanner.get(link)

    assert personal
    assert not scanner.cookies
