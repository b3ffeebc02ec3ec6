"""From the first screen to the moderators' queue."""

from datetime import timedelta

import pytest

from core.models import LedgerEntry
from deeds.models import DeedPage
from deeds.moderating.deciding import approve_submission
from mail.models import Message
from tests.deeds.factories import DeedIndexPageFactory, OrganisationFactory
from tests.deeds.open_submission.conftest import states
from tests.deeds.submitting import DEED, GOAL, NOON, Author
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db


def test_stranger_with_an_address_sends_a_deed_in_to_the_moderators(author):
    author.begin()
    author.save("deed", **DEED)
    author.save("check", accepted="on")
    assert (states(), author.submission.waits_for_address) == (["draft"], True)

    author.open_mail()
    author.act("confirm")

    row = author.submission
    assert (row.state, row.organisation.code, row.texts) == ("pending", "mallila", {"fi": DEED})
    assert (row.submitted_at, row.confirmed_at) == (
        NOON + timedelta(seconds=10),
        NOON + timedelta(seconds=10),
    )
    assert "Kiitos, tekosi on meillä" in main_of(author.see())
    assert Message.objects.count() == 1


def test_who_uses_the_link_in_the_mail_first_needs_no_second_confirmation(author):
    author.begin()
    author.open_mail()
    author.act("continue")

    author.save("deed", **DEED)
    answer = author.save("check", accepted="on")

    assert (answer.status_code, states()) == (303, ["pending"])


def test_deed_written_in_english_with_finnish_beside_is_published_in_both(client, clock):
    OrganisationFactory(code="mallila")
    DeedIndexPageFactory(language="en")
    author = Author(client, clock, "en")
    english = {"title": "Handover in five minutes", "goal": "Everybody should know.", "result": "They do."}
    author.begin()
    author.open_mail()
    author.act("continue")
    author.save("deed", **english)
    author.save("in-fi", **DEED)
    author.save("check", accepted="on")

    deed = approve_submission(
        submission=author.submission, revision=author.submission.revision, user=None, now=NOON
    )

    pages = DeedPage.objects.live().order_by("pk")
    assert [(page.locale.language_code, page.title) for page in pages] == [
        ("en", english["title"]),
        ("fi", DEED["title"]),
    ]
    assert deed.source_page == pages[0]
    assert client.get(pages[0].url).status_code == 200


def test_each_screen_leads_to_the_next_one_that_is_missing(author):
    steps = [author.begin(), author.save("deed", **DEED), author.save("check", accepted="on")]

    assert [answer["Location"].removeprefix(author.home) for answer in steps] == [
        "deed/#main",
        "check/#main",
        "#main",
    ]


def test_consent_ledger_keeps_the_words_version_and_licence_that_were_accepted(author):
    author.begin()
    author.save("deed", **DEED)
    shown = main_of(author.see("check"))

    author.save("check", accepted="on")

    facts = LedgerEntry.objects.get(chain="consent").facts
    assert facts.pop("statement") in shown
    assert facts == {
        "submission": author.submission.reference,
        "terms": author.submission.terms_version,
        "licence": "CC-BY-4.0",
        "language": "fi",
    }


def test_deed_is_not_sent_without_the_terms(author):
    author.begin()
    author.save("deed", **DEED)

    answer = author.save("check")

    assert (answer.status_code, author.submission.submitted_at) == (422, None)
    assert "Hyväksy ehdot ja lisenssi" in main_of(answer)


def test_half_a_deed_is_not_sent_and_the_page_names_what_is_missing(author):
    author.begin()
    author.save("deed", title="Otsikko", goal=GOAL, result="")

    answer = author.save("check", accepted="on")

    assert (answer.status_code, states()) == (422, ["draft"])
    assert "Vielä puuttuu tai on liian pitkä Mitä saatiin aikaan" in main_of(answer)


def test_pages_speak_the_language_of_the_form_whatever_the_browser_prefers(client, clock):
    OrganisationFactory(code="mallila")
    writer = Author(client, clock, language="sv")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de, fi;q=0.5"

    writer.begin()
    page = writer.see("deed")

    assert (page["Content-Language"], writer.submission.language) == ("sv", "sv")
    assert '<html lang="sv"' in page.content.decode()
    assert "Vad ville ni uppnå" in main_of(page) or "Mål" in main_of(page)
    assert Message.objects.get().subject == "Din utvecklingsgärning: länken till ditt utkast"


@pytest.mark.parametrize("path", ["/d/de/new/", "/d/s/", "/d/nothing/"])
def test_what_is_not_there_is_not_found_and_not_redirected_to_a_language(client, path):
    assert client.get(path).status_code == 404
