"""A deed whose words are hostile, from the service to every channel."""

import json
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client
from lxml import etree
from lxml import html as lxml_html

from deeds.models import DeedPage
from deeds.services import DeedTexts, set_lead, translate_deed
from mail.mailbox import MailboxEntry, read_mailbox
from mail.services import send_due
from mail.sink import MailSink
from newsletter.services.approving import approve_issue
from newsletter.services.checking import check_issue
from newsletter.services.compiling import compile_issue
from newsletter.services.dispatching import start_dispatch
from newsletter.services.issues import IssueTexts
from tests.deeds.factories import NOON, DeedIndexPageFactory, DeedPageFactory, locale
from tests.newsletter.conftest import sums_come_out  # noqa: F401  (a fixture of every test here)
from tests.newsletter.issues import TEXTS, make_issue, make_newsletter, make_reader, make_user

pytestmark = pytest.mark.django_db
CONTROLS = "\x00\x0b\x1f\x7f\ud800\ufffe"
WORDS = "Työ > vapaa ]]> & <b>5 € < 6 €</b> 👩‍🏫 {{ nimi }} {% now 'Y' %} %%unsubscribe_url%%"
FEEDS = {"rss": "//item", "atom": "//*[local-name()='entry']"}


def hostile(start: str) -> str:
    return f"{start} {CONTROLS}{WORDS}"


@pytest.fixture
def page() -> DeedPage:
    return DeedPageFactory(
        number=7,
        title=hostile("T"),
        goal=hostile("Tavoite"),
        result=hostile("Tulos"),
        what_we_did=hostile("Vaiheet"),
        did_not_work=hostile("Huono"),
        unit=hostile("Yksikkö"),
    )


def words_of_page(answer) -> str:
    tree = lxml_html.document_fromstring(answer.content)
    return " ".join(tree.text_content().split())


def test_service_keeps_words_and_drops_what_no_channel_can_hold(page: DeedPage):
    page.refresh_from_db()

    assert (page.title, page.goal, page.result, page.did_not_work, page.unit) == (
        f"T {WORDS}", f"Tavoite {WORDS}", f"Tulos {WORDS}", f"Huono {WORDS}", f"Yksikkö {WORDS}",
    )  # fmt: skip


def test_lead_and_translation_keep_words_too(page: DeedPage):
    lead = set_lead(deed=page.deed, locale=locale("en"), title=hostile("T"), text=hostile("Lead"), now=NOON)
    DeedIndexPageFactory(language="sv")
    texts = DeedTexts(
        title=hostile("S"),
        goal=hostile("Mål"),
        result=hostile("Resultat"),
        what_we_did=hostile("Steg"),
        did_not_work=hostile("Illa"),
        unit=hostile("Enhet"),
    )

    swedish = translate_deed(deed=page.deed, locale=locale("sv"), texts=texts, user=None, now=NOON)

    assert (lead.title, lead.text) == (f"T {WORDS}", f"Lead {WORDS}")
    assert (swedish.title, swedish.goal, swedish.result) == (
        f"S {WORDS}",
        f"Mål {WORDS}",
        f"Resultat {WORDS}",
    )


def test_page_and_list_show_the_words(client: Client, page: DeedPage):
    deed, listed = client.get(page.url), client.get("/fi/teot/")

    for start in ("T", "Tavoite", "Tulos", "Vaiheet", "Huono"):
        assert f"{start} {WORDS}" in words_of_page(deed)
    assert f"T {WORDS}" in words_of_page(listed)
    assert b"<b>5" not in deed.content + listed.content


def test_search_finds_them(client: Client, page: DeedPage):
    answer = client.get("/fi/teot/", {"q": "työ ]]> \x00 %%unsubscribe_url%% \U0001f469"})

    assert (answer.status_code, f"T {WORDS}" in words_of_page(client.get("/fi/teot/", {"q": "vapaa"}))) == (
        200,
        True,
    )


@pytest.mark.parametrize("kind", FEEDS)
def test_feed_parses_and_holds_the_words(client: Client, page: DeedPage, kind: str):
    tree = etree.fromstring(client.get(f"/feeds/fi/deeds.{kind}").content)

    [entry] = tree.xpath(FEEDS[kind])
    said = unescape(" ".join(entry.itertext()))
    assert entry.xpath("*[local-name()='title']/text()") == [f"T {WORDS}"]
    assert f"Tulos {WORDS}" in said
    assert f"Vaiheet {WORDS}" in said


def test_json_feed_holds_the_words(client: Client, page: DeedPage):
    [item] = json.loads(client.get("/feeds/fi/deeds.json").content)["items"]

    assert (item["title"], item["summary"]) == (f"T {WORDS}", f"Tulos {WORDS}")
    assert f"Vaiheet {WORDS}" in unescape(item["content_html"])


def test_api_holds_the_words(client: Client, page: DeedPage):
    detail = client.get(f"/api/content/v1/pages/{page.pk}/").json()

    assert detail["title"] == f"T {WORDS}"
    assert (detail["fields"]["goal"], detail["fields"]["result"]) == (f"Tavoite {WORDS}", f"Tulos {WORDS}")
    assert f"Vaiheet {WORDS}" in unescape(json.dumps(detail["fields"]["body"], ensure_ascii=False))


def mailed(texts: dict[str, IssueTexts], tmp_path, settings) -> MailboxEntry:
    newsletter = make_newsletter()
    issue = make_issue(newsletter, items=[("deed", "7")], texts=texts)
    make_reader(newsletter, "ada")
    with MailSink(tmp_path / "maildir") as sink:
        settings.MAIL_SMTP_HOST, settings.MAIL_SMTP_PORT = "127.0.0.1", sink.port
        compile_issue(issue=issue, now=NOON)
        approve_issue(issue=issue, user=make_user(), now=NOON)
        start_dispatch(issue=issue, user=None, now=NOON)
        assert send_due(now=NOON).sent == 1
        [entry] = read_mailbox(sink.filer.directory)
    return entry


def test_mail_of_an_issue_holds_the_words(page: DeedPage, tmp_path, settings):
    own = IssueTexts(hostile("Aihe"), hostile("Esi"), f"<p>{hostile('Alku').replace('<', '&lt;')}</p>", "")

    entry = mailed({"fi": own}, tmp_path, settings)

    text = entry.text.replace("\u2060", "")
    html = words_of_page(type("Answer", (), {"content": entry.html.encode()}))
    assert entry.subject.replace("\u2060", "") == f"Aihe {WORDS}"
    for start in ("T", "Tulos", "Aihe", "Alku"):
        assert f"{start} {WORDS}" in text
        assert f"{start} {WORDS}" in html


def test_paragraph_of_a_hundred_kilobytes_reaches_every_channel_but_is_held_back_from_the_mail(
    client: Client, page: DeedPage
):
    long = "työ > vapaa " * 9_000  # over 100 KB
    DeedPageFactory(number=8, title="Pitkä", what_we_did=long)
    own = replace(TEXTS["fi"], intro=f"<p>{long}</p>")
    issue = make_issue(make_newsletter(), items=[("deed", "8")], texts={"fi": own})

    findings = check_issue(issue=issue, now=NOON)

    assert [finding.rule for finding in findings if finding.is_error] == ["size"]
    assert long.strip() in words_of_page(client.get("/fi/teot/pitka/"))
    for kind in ("rss", "atom", "json"):
        assert len(client.get(f"/feeds/fi/deeds.{kind}").content) > 100_000
