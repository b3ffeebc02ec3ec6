"""The command and the page that say whether the names of a newsletter's sender fit."""

import io
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.test import Client

from mail.models import Message
from mail.names.checking import Finding, Verdict
from mail.names.lookup import dns_lookup
from newsletter.admin import sender
from newsletter.admin.sender_words import WORDS
from newsletter.management.commands import check_sender
from newsletter.models import Newsletter
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import compile_issue
from newsletter.services.dispatching import start_dispatch
from newsletter.services.senders import check_newsletter, servers
from tests.mail.nameserver import NameServer
from tests.newsletter.issues import NOON, make_issue, make_reader, make_user
from tests.newsletter.subscribing import make_newsletter, sign_up

pytestmark = pytest.mark.django_db
ZONE = {
    ("tori.example", "TXT"): ['"v=spf1 ip4:198.51.100.7 -all"'],
    ("tori.example", "MX"): ["10 mx.tori.example."],
}


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[None]:
    settings.MAIL_DOMAIN, settings.MAIL_SENDING_ADDRESSES = "tori.example", ["198.51.100.7"]
    with NameServer(ZONE) as server:
        for module in (sender, check_sender):
            monkeypatch.setattr(module, "dns_lookup", lambda: dns_lookup(server.resolver))
        yield


@pytest.mark.parametrize(
    ("language", "good", "wrong"),
    [
        (
            "fi",
            "SPF, hyvin: 198.51.100.7 saa lähettää",
            "Verkkotunnuksella tori.example ei ole DMARC-tietuetta.",
        ),
        ("sv", "SPF, bra: 198.51.100.7 får sända", "tori.example saknar DMARC-post."),
        ("en", "SPF, good: 198.51.100.7 may send", "tori.example has no DMARC record."),
    ],
)
def test_command_says_each_part_in_plain_words_and_fails(language: str, good: str, wrong: str):
    make_newsletter()
    out = io.StringIO()

    with pytest.raises(CommandError, match="2 of these are wrong"):
        call_command("check_sender", "--language", language, stdout=out)

    assert (good in out.getvalue(), wrong in out.getvalue()) == (True, True)


def test_command_names_a_newsletter_that_is_not_there():
    with pytest.raises(CommandError, match="no newsletter 'nothing'"):
        call_command("check_sender", "--newsletter", "nothing")


def test_page_asks_when_the_button_is_pressed(client: Client):
    newsletter = make_newsletter()
    client.force_login(User.objects.create_superuser("root", "root@tori.example", "secret"))
    address = f"/admin/newsletter/newsletters/sender/{newsletter.pk}/"

    before, after = client.get(address).content.decode(), client.post(address).content.decode()

    assert ("198.51.100.7" in before, "198.51.100.7 saa lähettää" in after, "help-critical" in after) == (
        False,
        True,
        True,
    )
    assert address in client.get("/admin/newsletter/newsletters/").content.decode()


def test_page_is_closed_without_the_right_to_change_newsletters(client: Client):
    user = User.objects.create_user("ed", "ed@tori.example", "secret")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)

    assert client.post(f"/admin/newsletter/newsletters/sender/{make_newsletter().pk}/").status_code == 302


def test_servers_are_those_of_the_mail_server_only_where_they_are_public(settings):
    settings.MAIL_SENDING_ADDRESSES = []
    found = {"127.0.0.1": (), "8.8.8.8": ("8.8.8.8",), "smtp.example": ("9.9.9.9",)}
    look_up = {("smtp.example", "A"): ["9.9.9.9", "10.0.0.1"]}

    for host, expected in found.items():
        settings.MAIL_SMTP_HOST = host
        assert servers(lambda name, kind: look_up.get((name, kind), [])) == expected


def test_every_code_has_words_that_its_facts_fill():
    facts = dict.fromkeys(
        ("name", "kind", "server", "domain", "lookups", "why", "policy", "envelope", "address"), "x"
    )

    for code in WORDS:
        assert sender.sentence(Finding("spf", Verdict.GOOD, code, facts)).endswith((".", "ask."))


def test_each_language_has_its_own_name_and_address_for_replies_where_one_is_given(letter):
    Newsletter.objects.filter(pk=letter.pk).update(from_name_sv="Torget", reply_to_sv="svar@tori.example")
    letter.refresh_from_db()
    issue = make_issue(letter)
    compile_issue(issue=issue, now=NOON)
    approve_issue(issue=issue, user=make_user(), now=NOON)
    make_reader(letter, "aino")
    make_reader(letter, "britta", language="sv")

    start_dispatch(issue=issue, user=None, now=NOON)
    sign_up(letter, "cecilia@example.org", language="sv")

    sent = Message.objects.order_by("lane", "language").values_list(
        "lane", "language", "sender_name", "reply_to"
    )
    assert list(sent.distinct()) == [
        ("bulk", "fi", letter.from_name, ""),
        ("bulk", "sv", "Torget", "svar@tori.example"),
        ("single", "sv", "Torget", "svar@tori.example"),
    ]
    addresses = {
        finding.facts.get("address")
        for finding in check_newsletter(newsletter=letter, look_up=lambda *_asked: [])
    }
    assert "svar@tori.example" in addresses
