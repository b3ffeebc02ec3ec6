"""What an author reads of an item while choosing: its form in each language, and the issues that brought it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from newsletter.models import Newsletter
from newsletter.services.issues import record_past_issue
from tests.newsletter.issues import NOON, StallSource, make_issue, make_newsletter
from tests.newsletter.test_blocks import person

NOTES = "/admin/newsletter/issues/items/"


@pytest.fixture
def author(client: Client, db: None) -> Client:
    client.force_login(person("author"))
    return client


def sent(newsletter: Newsletter, name: str, *refs: str, days: int = 0) -> int:
    issue = make_issue(newsletter, name=name, items=[("stall", ref) for ref in refs])
    record_past_issue(issue=issue, user=None, sent_at=NOON + timedelta(days=days), now=NOON)
    return int(issue.pk)


def test_each_chosen_item_says_its_form_in_each_language(
    author: Client, letter: Newsletter, stall: StallSource, monkeypatch: pytest.MonkeyPatch
):
    whole = stall.get_items

    def with_a_lead(refs: list[str], *, language: str):
        found = whole(refs, language=language)
        leads = {ref: replace(item, page_language="fi") for ref, item in found.items() if language == "sv"}
        return {**found, **{ref: leads[ref] for ref in leads if ref == "2"}}

    monkeypatch.setattr(stall, "get_items", with_a_lead)

    answer = author.get(NOTES, {"item": ["stall:1", "stall:2", "stall:9", "nonsense"]}).json()["items"]

    shown = {item: [(row["code"], row["form"]) for row in note["languages"]] for item, note in answer.items()}
    assert shown == {
        "stall:1": [("fi", "page"), ("sv", "original"), ("en", "original")],
        "stall:2": [("fi", "page"), ("sv", "lead"), ("en", "original")],
        "stall:9": [("fi", "none"), ("sv", "none"), ("en", "none")],
    }
    assert answer["stall:1"]["languages"][1]["words"] == "alkuperäinen, kieli suomi"


def test_item_that_went_says_in_which_issues_newest_first_and_not_in_its_own(
    author: Client, letter: Newsletter
):
    first = sent(letter, "Syyskuu", "1")
    sent(make_newsletter("toinen"), "Lokakuu", "1", days=9)

    everywhere = author.get(NOTES, {"item": ["stall:1", "stall:3"]}).json()["items"]
    elsewhere = author.get(NOTES, {"item": "stall:1", "issue": first}).json()["items"]

    assert {item: note["mailed"] for item, note in everywhere.items()} == {
        "stall:1": "Ollut jo kirjeessä: Torikirje 1, ”Lokakuu”, 30.11.2026; Torikirje 1, ”Syyskuu”, 21.11.2026",
        "stall:3": "",
    }
    assert elsewhere["stall:1"]["mailed"] == "Ollut jo kirjeessä: Torikirje 1, ”Lokakuu”, 30.11.2026"


def test_chooser_says_what_was_mailed(author: Client, letter: Newsletter):
    sent(letter, "Syyskuu", "2")

    page = author.get("/admin/items/choose/results/?source=stall")

    assert page.content.decode().count("Torikirje 1, ”Syyskuu”, 21.11.2026") == 1


@pytest.mark.parametrize("number", [1, 3])
def test_notes_take_as_many_queries_for_one_item_as_for_three(
    author: Client, letter: Newsletter, number: int, django_assert_max_num_queries
):
    sent(letter, "Syyskuu", *"123"[:number])

    with django_assert_max_num_queries(8):
        author.get(NOTES, {"item": [f"stall:{ref}" for ref in "123"[:number]]})


def test_nobody_else_asks(client: Client, letter: Newsletter):
    reader = person("reader")
    reader.user_permissions.clear()
    client.force_login(reader)

    assert client.get(NOTES, {"item": "stall:1"}).status_code == 302
