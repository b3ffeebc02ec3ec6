"""The screen on which an issue is written: a tab per language, always there."""

from typing import Any

import pytest
from django.test import Client

from newsletter.models import Issue, Newsletter
from tests.newsletter.issues import TEXTS, make_issue
from tests.newsletter.test_blocks import person

pytestmark = pytest.mark.django_db
EMPTY = {"subject": "", "preheader": "", "intro": "null", "outro": "null"}
SWEDISH = {"subject": "Hej", "preheader": "En rad", "intro": "null", "outro": "null"}


@pytest.fixture
def author(client: Client) -> Client:
    client.force_login(person("author"))
    return client


def form_of(issue: Issue, texts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The form as the page has it: first the texts that are there, then the languages without one."""
    known = {text.language: text for text in issue.texts.order_by("pk")}
    order = [*known, *(code for code in ("fi", "sv", "en") if code not in known)]
    form: dict[str, Any] = {"newsletter": issue.newsletter_id, "name": issue.name, "items-count": 0}
    form |= {"texts-TOTAL_FORMS": 3, "texts-INITIAL_FORMS": len(known)}
    for n, code in enumerate(order):
        pk = known[code].pk if code in known else ""
        fields = {"id": pk, "language": code, "DELETE": "", **texts.get(code, EMPTY)}
        form |= {f"texts-{n}-{name}": value for name, value in fields.items()}
    return form


def saved(issue: Issue) -> dict[str, str]:
    latest = Issue.objects.get(pk=issue.pk).get_latest_revision_as_object()
    return {text.language: text.subject for text in latest.texts.all()}


def edit_url(issue: Issue) -> str:
    return f"/admin/newsletter/issues/edit/{issue.pk}/"


def test_every_language_of_the_site_has_a_tab_in_its_order(author: Client, letter: Newsletter):
    issue = make_issue(letter, texts={"sv": TEXTS["sv"], "fi": TEXTS["fi"]})

    page = author.get(edit_url(issue))

    panel = next(child for child in page.context["panel"].children if hasattr(child, "tabs"))
    assert [(tab["code"], tab["is_empty"]) for tab in panel.tabs] == [
        ("fi", False),
        ("sv", False),
        ("en", True),
    ]


@pytest.mark.parametrize(
    ("texts", "languages"),
    [
        ({"fi": SWEDISH, "sv": SWEDISH}, {"fi": "Hej", "sv": "Hej"}),
        ({"fi": SWEDISH}, {"fi": "Hej"}),
        ({}, {}),
    ],
    ids=["both stay", "emptied", "both emptied"],
)
def test_language_without_words_is_no_text_of_the_issue(
    author: Client, letter: Newsletter, texts: dict[str, Any], languages: dict[str, str]
):
    issue = make_issue(letter)

    answer = author.post(edit_url(issue), form_of(issue, texts))

    assert (answer.status_code, saved(issue)) == (302, languages)


def test_language_is_written_later_and_once_even_from_a_page_that_was_opened_before(
    author: Client, letter: Newsletter
):
    issue = make_issue(letter, texts={"fi": TEXTS["fi"]})
    form = form_of(issue, {"fi": SWEDISH, "sv": SWEDISH})

    author.post(edit_url(issue), form)
    author.post(edit_url(issue), {**form, "texts-1-subject": "Hej igen"})

    assert saved(issue) == {"fi": "Hej", "sv": "Hej igen"}


def test_text_that_is_begun_needs_its_subject_only_when_it_is_published(client: Client, letter: Newsletter):
    issue = make_issue(letter, texts={"fi": TEXTS["fi"]})
    client.force_login(person("publisher", "publish_issue"))
    form = form_of(issue, {"fi": SWEDISH, "sv": {**SWEDISH, "subject": ""}})

    draft = client.post(edit_url(issue), form)
    published = client.post(edit_url(issue), {**form, "action-publish": "1"})

    assert (draft.status_code, published.status_code) == (302, 200)
    assert [form.errors for form in published.context["form"].formsets["texts"].forms if form.errors] == [
        {"subject": ["Tämä kenttä on pakollinen."]}
    ]
