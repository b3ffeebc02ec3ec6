import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.rich_text import RichText

from core.sitemaps import entries
from newsletter.addresses import preferences_path, unsubscribe_url
from newsletter.models import Newsletter, NewsletterPage
from newsletter.services.checking import check_issue
from newsletter.services.issues import IssueTexts, record_past_issue
from newsletter.sources import issue_source
from tests.home.factories import make_homes, translate
from tests.home.localize import translate_in_admin
from tests.newsletter.issues import NOON, TEXTS, StallSource, make_issue, make_reader


@pytest.fixture
def pages(letter: Newsletter) -> dict[str, NewsletterPage]:
    """The newsletter's page in Finnish and Swedish."""
    home = make_homes()["fi"]
    finnish = NewsletterPage(title="Torikirje", slug="uutiskirje", newsletter=letter, locale=home.locale)
    home.add_child(instance=finnish)
    finnish.save_revision().publish()
    values = NewsletterPage(title="Torgbrevet", slug="nyhetsbrev", newsletter=letter)
    return {"fi": finnish, "sv": translate(finnish, "sv", values)}


def sent(letter: Newsletter, **changes: object):
    return record_past_issue(issue=make_issue(letter, **changes), user=None, sent_at=NOON, now=NOON)


def test_an_empty_archive_says_so(client: Client, pages: dict[str, NewsletterPage]):
    page = client.get("/fi/uutiskirje/")

    assert page.context["issues"] == []


def test_each_language_lists_the_issues_that_it_has(
    client: Client, letter: Newsletter, pages: dict[str, NewsletterPage]
):
    sent(letter)
    sent(letter, texts={"fi": TEXTS["fi"]})
    make_issue(letter)  # not sent: nobody sees it

    finnish, swedish = client.get("/fi/uutiskirje/"), client.get("/sv/nyhetsbrev/")

    assert [entry.number for entry in finnish.context["issues"]] == [2, 1]
    assert [entry.subject for entry in swedish.context["issues"]] == ["Gärningar i november"]


def test_an_issue_names_its_other_languages_on_the_page_and_in_the_sitemap(
    client: Client, letter: Newsletter, pages: dict[str, NewsletterPage]
):
    sent(letter)

    page = client.get("/fi/uutiskirje/1/")
    map_text = "".join(entries(None))

    alternates = set(re.findall(r'hreflang="(\w+)" href="http://testserver(\S+)"', page.text))
    assert {("fi", "/fi/uutiskirje/1/"), ("sv", "/sv/nyhetsbrev/1/")} <= alternates
    assert "<loc>http://testserver/sv/nyhetsbrev/1/</loc>" in map_text


@pytest.mark.parametrize("path", ["/fi/uutiskirje/1/", "/fi/uutiskirje/1/mail/", "/fi/uutiskirje/99/"])
def test_an_issue_that_was_not_sent_has_no_address(
    client: Client, letter: Newsletter, pages: dict[str, NewsletterPage], path: str
):
    make_issue(letter)

    assert client.get(path).status_code == 404


def test_the_content_api_knows_an_issue_as_a_visitor_does(
    client: Client, letter: Newsletter, pages: dict[str, NewsletterPage]
):
    sent(letter)

    answers = [
        client.get("/api/content/v1/resolve/", {"path": f"/fi/uutiskirje/{number}/"}) for number in (1, 999)
    ]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert (answers[0].json()["kind"], answers[0].json()["route"]) == ("page", "1/")


def test_an_item_that_is_withdrawn_leaves_the_archive_page(
    client: Client, letter: Newsletter, pages: dict[str, NewsletterPage], stall: StallSource
):
    sent(letter)
    stall.gone.add("1")

    page = client.get("/fi/uutiskirje/1/")

    assert (" työ" in page.text, re.findall(r"Teko \d", page.text)) == (True, ["Teko 2"])
    assert "/fi/uutiskirje/1/mail/" not in page.text
    assert client.get("/fi/uutiskirje/1/mail/").status_code == 404


def test_the_frozen_mail_is_sandboxed_and_holds_no_personal_link(
    client: Client, letter: Newsletter, pages: dict[str, NewsletterPage]
):
    sent(letter)

    mail = client.get("/fi/uutiskirje/1/mail/")

    assert mail["Content-Security-Policy"].startswith("sandbox")
    assert "%%" not in mail.text
    assert mail["X-Robots-Tag"] == "noindex"


def test_the_archive_is_a_source_of_items_newest_first(letter: Newsletter, pages: dict[str, NewsletterPage]):
    first = sent(letter)
    second = sent(letter)
    second.editions.update(sent_at=NOON + timedelta(days=1))

    items = issue_source.items(language="sv", newsletter="tori")

    assert [(item.title, item.url) for item in items] == [
        ("Gärningar i november", "http://testserver/sv/nyhetsbrev/2/"),
        ("Gärningar i november", "http://testserver/sv/nyhetsbrev/1/"),
    ]
    assert set(issue_source.get_items([str(first.pk), "999", "x"], language="fi")) == {str(first.pk)}
    assert issue_source.count(language="en") == 0


def test_what_is_edited_after_a_language_went_shows_in_no_page_and_no_feed(
    client: Client, letter: Newsletter, pages: dict[str, NewsletterPage]
):
    issue = sent(letter)
    text = issue.texts.get(language="fi")
    text.intro = "<p>Keskeneräinen ajatus</p>"
    issue.texts.add(text)
    issue.items = []
    issue.save()

    page = client.get("/fi/uutiskirje/1/").text
    [item] = issue_source.items(language="fi", newsletter="tori")

    assert (re.findall(r"Teko \d", page), "Keskeneräinen" in page) == (["Teko 1", "Teko 2"], False)
    assert (re.findall(r"Teko \d", item.html), "Keskeneräinen" in item.html) == (["Teko 1", "Teko 2"], False)


@pytest.mark.parametrize("number", [1, 3])
def test_the_archive_takes_as_many_queries_for_one_issue_as_for_three(
    client: Client,
    letter: Newsletter,
    pages: dict[str, NewsletterPage],
    number: int,
    django_assert_max_num_queries,
):
    for _n in range(number):
        sent(letter)
    client.get("/fi/uutiskirje/")

    with django_assert_max_num_queries(32):
        client.get("/fi/uutiskirje/")


def test_page_is_translated_updated_and_published_in_the_admin(
    admin_client: Client, letter: Newsletter, django_capture_on_commit_callbacks
):
    home = make_homes()["fi"]
    page = NewsletterPage(
        title="Torikirje", intro="<p>Kerran kuussa.</p>", newsletter=letter, locale=home.locale
    )
    home.add_child(instance=page)
    page.save_revision().publish()

    swedish = translate_in_admin(admin_client, page, "sv", django_capture_on_commit_callbacks)

    assert (swedish.live, swedish.title, swedish.newsletter) == (True, "Sv Torikirje 2", letter)
    assert swedish.intro == "<p>Sv Kerran kuussa.</p>"


def test_no_personal_link_is_in_the_archive_its_feeds_or_the_frozen_mail(
    client: Client, letter: Newsletter, pages: dict[str, NewsletterPage]
):
    """Also where an editor copied one out of a mail of their own, into any block or into the words."""
    reader = make_reader(letter, "ada")
    own = [
        f"http://testserver{preferences_path(reader, now=NOON)}",
        unsubscribe_url(reader, now=NOON),
        f"http://testserver{reverse('contacts:data', args=['secret-of-ada'])}?from=mail",
    ]
    secrets = [address.split("/")[-2] for address in own]
    texts = IssueTexts("Aihe", "Esikatselu", f'<p><a href="{own[0]}">Asetukset</a></p>', f"<p>{own[1]}</p>")
    issue = make_issue(letter, texts={"fi": texts}, items=[], blocks=_blocks_with(own))
    assert {finding.rule for finding in check_issue(issue=issue, now=NOON)} >= {"link-personal"}
    record_past_issue(issue=issue, user=None, sent_at=NOON, now=NOON)

    feeds = [f"/feeds/fi/newsletter-tori.{kind}" for kind in ("rss", "atom", "json")]
    shown = {path: client.get(path) for path in ("/fi/uutiskirje/1/", "/fi/uutiskirje/1/mail/", *feeds)}

    assert {path: answer.status_code for path, answer in shown.items()} == dict.fromkeys(shown, 200)
    assert {path: [s for s in secrets if s in answer.text] for path, answer in shown.items()} == {
        path: [] for path in shown
    }
    assert all("Napin sanat" in answer.text for answer in shown.values())
    # The mail itself leads there for whoever can't read it, by the same address for everyone.
    assert 'href="http://testserver/fi/uutiskirje/1/"' in issue.compilations.get().html


def in_finnish(value: Any) -> dict[str, Any]:
    return {"fi": value, "sv": "", "en": ""}


def _blocks_with(addresses: list[str]) -> list[tuple[str, Any]]:
    """Every block into which somebody can write an address, with each of these."""
    rich = "".join(f'<p><a href="{address}">Tästä</a> {address}</p>' for address in addresses)
    links = "".join(f'<mj-button href="{address}">Vapaa</mj-button>' for address in addresses)
    mjml = f"<mj-section><mj-column>{links}<mj-text><p>{addresses[0]}</p></mj-text></mj-column></mj-section>"
    quoted = " ".join(addresses)
    return [
        ("text", {"text": in_finnish(RichText(rich))}),
        ("mjml", {"source": in_finnish(mjml)}),
        ("quote", {"text": in_finnish(quoted), "source": in_finnish(quoted)}),
        *(
            ("button", {"text": in_finnish("Napin sanat"), "page": None, "url": address})
            for address in addresses
        ),
    ]
