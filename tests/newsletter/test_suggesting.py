"""The beginning of an issue: like last time, and what was published since and not mailed yet."""

from datetime import timedelta

import pytest
from django.test import Client

from newsletter.content import choices_by_block
from newsletter.errors import EditedSince
from newsletter.models import Issue, Newsletter
from newsletter.services.issues import record_past_issue
from newsletter.services.suggesting import Wish, begin_like, fill_issue, last_issue, suggestions, undo_fill
from syndication.blocks import Choice
from tests.newsletter.issues import NOON, StallSource, make_issue
from tests.newsletter.test_blocks import person, words

BEFORE = NOON - timedelta(days=3)


def chosen(issue: Issue) -> list[tuple[str, str]]:
    latest = Issue.objects.get(pk=issue.pk).get_latest_revision_as_object()
    types = {child.id: child.block_type for child in latest.items}
    return [(types[block], str(choice)) for block, choice in choices_by_block(latest)]


def suggested(issue: Issue, **wish: object) -> list[str]:
    found = suggestions(issue=issue, wish=Wish(language="fi", sources=["stall"], **wish), now=NOON)
    return [str(suggestion) for suggestion in found]


def test_what_was_published_since_the_last_issue_and_not_mailed_is_suggested(
    letter: Newsletter, stall: StallSource
):
    last = make_issue(letter, items=[("stall", "1")])
    record_past_issue(issue=last, user=None, sent_at=BEFORE, now=NOON)
    issue = make_issue(letter, items=[("stall", "3")])

    found = suggested(issue)
    record_past_issue(issue=make_issue(letter, items=[]), user=None, sent_at=NOON, now=NOON)

    assert (found, suggested(issue)) == (["stall:2"], [])


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ({}, ["stall:3", "stall:2", "stall:1"]),
        ({"topics": ["sector:education"]}, ["stall:1"]),
        ({"topics": ["sector:food-cleaning"]}, []),
    ],
)
def test_suggestions_are_narrowed_by_topic(letter: Newsletter, wish: dict[str, object], found: list[str]):
    assert suggested(make_issue(letter, items=[]), **wish) == found


def test_only_what_has_words_in_the_language_is_suggested_where_that_is_wished(letter: Newsletter):
    issue, wish = make_issue(letter, items=[]), Wish(language="sv", sources=["stall"], is_in_language=True)

    assert [str(found) for found in suggestions(issue=issue, wish=wish, now=NOON)] == ["stall:2"]


def test_items_fill_an_empty_lead_and_the_first_empty_cards_and_are_taken_out_again(letter: Newsletter):
    blocks = [
        ("cards", {"layout": "list", "items": [Choice("stall", "3")]}),
        ("lead", {"item": None}),
        ("cards", {"layout": "two", "items": []}),
    ]
    issue = make_issue(letter, items=[], blocks=blocks)
    before = chosen(issue)

    filled = fill_issue(issue=issue, pairs=[("stall", "1"), ("stall", "2")], user=None)
    after = chosen(issue)
    undo_fill(issue=issue, filled=filled, user=None)

    assert after == [("cards", "stall:3"), ("lead", "stall:1"), ("cards", "stall:2")]
    assert chosen(issue) == before == [("cards", "stall:3")]


def test_filling_is_not_undone_over_somebody_s_edit(letter: Newsletter):
    issue = make_issue(letter, items=[])
    filled = fill_issue(issue=issue, pairs=[("stall", "1")], user=None)
    Issue.objects.get(pk=issue.pk).get_latest_revision_as_object().save_revision()

    with pytest.raises(EditedSince):
        undo_fill(issue=issue, filled=filled, user=None)

    assert chosen(issue) == [("lead", "stall:1")]


def test_issue_like_the_last_one_has_its_blocks_and_words_and_no_items(letter: Newsletter):
    heading = ("heading", {"text": words("Uutta", "Nytt")})
    cards = ("cards", {"layout": "two", "items": [Choice("stall", "2")]})
    last = make_issue(letter, blocks=[heading, cards])
    make_issue(letter, name="Luonnos", items=[])
    record_past_issue(issue=last, user=None, sent_at=BEFORE, now=NOON)

    assert last_issue(letter) == last
    issue = begin_like(last=last, user=None)

    assert [child.block_type for child in issue.items] == ["lead", "cards", "heading", "cards"]
    assert (chosen(issue), issue.items[2].value["text"]["sv"], issue.items[3].value["layout"]) == (
        [],
        "Nytt",
        "two",
    )
    assert {text.language: text.subject for text in issue.texts.all()} == {
        text.language: text.subject for text in last.texts.all()
    }
    assert not {child.id for child in issue.items} & {child.id for child in last.items}


def test_author_begins_like_last_time_fills_and_undoes_in_the_admin(client: Client, letter: Newsletter):
    make_issue(letter, items=[])
    client.force_login(person("author"))

    listed = client.get("/admin/newsletter/issues/")
    looked = client.get("/admin/newsletter/issues/like-last/")
    begun = client.post("/admin/newsletter/issues/like-last/", {"newsletter": letter.pk})
    issue = Issue.objects.get(number=2)
    address = f"/admin/newsletter/issues/suggest/{issue.pk}/"
    page = client.get(address, {"language": "fi", "sources": "stall"})
    filled = client.post(address, {"item": ["stall:1", "stall:3"]}, follow=True)
    first = chosen(issue)
    client.post(f"{address}undo/", {"filled": filled.context["filled"]})

    assert "/admin/newsletter/issues/like-last/" in listed.text
    assert (looked.status_code, begun["Location"]) == (200, f"/admin/newsletter/issues/edit/{issue.pk}/")
    assert [str(found) for found in page.context["suggestions"]] == ["stall:3", "stall:2", "stall:1"]
    assert (first, chosen(issue)) == ([("lead", "stall:1"), ("cards", "stall:3")], [])


def test_nobody_fills_without_the_right_or_by_a_get(client: Client, letter: Newsletter):
    issue = make_issue(letter, items=[])
    reader = person("reader")
    address = f"/admin/newsletter/issues/suggest/{issue.pk}/"

    client.force_login(reader)
    client.get(address, {"item": "stall:1"})
    reader.user_permissions.clear()
    refused = client.post(address, {"item": "stall:1"})

    assert (refused.status_code, chosen(issue)) == (302, [])
