"""An author's address is planted, and looked for everywhere that somebody else can look."""

import re
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from deeds.models import Deed, DeedSubmission
from deeds.moderating.deciding import approve_submission, refuse_submission, return_submission
from tests.cms.test_scanner import state
from tests.deeds.factories import DeedIndexPageFactory
from tests.deeds.submitting import DEED, NOON, Author, draft, mail_link, travel
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db
PLANTED = "Purppuranorsu.Kivikko@mallila.example"
TRACES = ("purppuranorsu", "kivikko@")


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with travel() as traveller:
        yield traveller


def published(**columns: object) -> Deed:
    DeedIndexPageFactory(language="fi")
    DeedIndexPageFactory(language="sv")
    row = draft(state="pending", address=PLANTED, columns=columns)
    return approve_submission(submission=row, revision=row.revision, user=None, now=NOON)


def public_addresses(client: Client, deed: Deed) -> list[str]:
    """Where a deed shows: its page and all that this leads to, lists, search, feeds, API, sitemap, versions."""
    page = urlsplit(client.get(f"/t/{deed.number}")["Location"]).path
    linked = re.findall(r'(?:href|src)="(/(?!static)[^"#]*)"', client.get(page).content.decode())
    feeds = [f"/feeds/fi/{key}.{form}" for key in ("all", "deeds") for form in ("rss", "atom", "json")]
    api = ["pages/", "pages/?type=tekotori_deeds.DeedPage", f"resolve/?url={page}", "openapi.json"]
    pages = [page, "/fi/", "/fi/teot/", "/fi/search/?q=vuoronvaihto", "/sitemap.xml", "/robots.txt"]
    versions = [f"/t/{deed.number}/versions/fi/", f"/t/{deed.number}/versions/fi/1/"]
    return [*pages, *versions, *feeds, *(f"/api/content/v1/{path}" for path in api), *linked]


def test_address_of_an_author_is_shown_nowhere(client):
    deed = published(author_name="Aino Esimerkki", shows_name=True)
    seen = {}

    for path in dict.fromkeys(public_addresses(client, deed)):
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        seen[path] = f"{answer.headers} {body.decode(errors='replace')}".lower()

    assert [path for path, text in seen.items() if any(trace in text for trace in TRACES)] == []
    assert sum(DEED["title"].lower() in text for text in seen.values()) >= 6


def test_name_is_shown_only_where_it_was_ticked(client):
    hidden = published(author_name="Aino Salainen", author_role="osastonhoitaja")

    page = client.get(f"/t/{hidden.number}", follow=True)

    assert "Aino Salainen" not in page.content.decode()


def test_ticked_name_and_role_stand_with_the_published_deed(client):
    shown = published(author_name="Aino Esimerkki", author_role="osastonhoitaja", shows_name=True)

    page = client.get(f"/t/{shown.number}", follow=True)

    assert "Aino Esimerkki" in main_of(page)


# --- What moderators wrote reaches the author and nobody else


def test_note_of_a_returned_deed_stands_on_its_page_until_it_is_sent_in_again(client, clock):
    row = draft(state="pending", address=PLANTED)
    return_submission(
        submission=row, revision=row.revision, note="Kerro, montako teitä oli.", user=None, now=NOON
    )
    author = Author(client, clock)
    author.home = mail_link(row)

    returned = main_of(author.see())
    author.act("continue")
    author.save("deed", title="Vuoronvaihto kuudessa minuutissa")
    author.save("check", accepted="on")

    assert "Kerro, montako teitä oli." in returned
    assert "Kerro, montako" not in main_of(author.see())


def test_ground_and_reason_of_a_refusal_stand_on_its_page(client):
    row = draft(state="pending", address=PLANTED)
    refuse_submission(
        submission=row, revision=row.revision, ground="duplicate", reason="Sama teko on jo täällä.", user=None, now=NOON
    )  # fmt: skip

    page = main_of(client.get(mail_link(row)))

    assert "Sama teko on jo täällä." in page
    assert DeedSubmission.objects.get().state == "refused"


def test_address_stands_with_the_contact_and_in_the_outbox_and_in_no_other_table():
    published(author_name="Aino Esimerkki", shows_name=True)

    holding = {
        label for label, rows in state().items() if any(trace in str(rows).lower() for trace in TRACES)
    }

    assert holding == {"tekotori_contacts.Contact", "tekotori_mail.Delivery"}
