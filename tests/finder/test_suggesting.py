"""What a search box offers while one types."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from finder.models import Entry
from finder.services import remove_document
from finder.suggesting import MOST_TITLES, MOST_WORDS, Suggestions, Title, suggest
from tests.finder.shelf import Shelf

pytestmark = pytest.mark.django_db


def asked(client: Client, text: str, language: str = "fi", **more: str) -> dict[str, Any]:
    answer = client.get(f"/{language}/search/suggestions/", {"q": text, **more})
    assert (answer.status_code, answer["Cache-Control"], answer.cookies.output()) == (200, "no-store", "")
    found: dict[str, Any] = answer.json()
    return found


def test_titles_and_words_that_begin_so_are_offered(shelf: Shelf, client: Client):
    shelf.put("1", "Työvuorot kotihoidossa", "Vuoro vaihtuu.")
    shelf.put("2", "Sairaalan arki", "Työvuoro alkaa.")
    shelf.put("3", "Arbetspass i hemvården", language="sv")

    assert asked(client, "työvuo") == {
        "words": ["työvuoro"],
        "titles": [{"title": "Työvuorot kotihoidossa", "url": "/shelf/1", "language": "fi"}],
        "said": "2 ehdotusta",
    }
    # The words before the last are words, in any form; the titles are of every language, the words of the reader's.
    assert [row["url"] for row in asked(client, "kotihoito työvuo")["titles"]] == ["/shelf/1"]
    assert asked(client, "arbetsp")["words"] == []
    assert [row["url"] for row in asked(client, "arbetsp")["titles"]] == ["/shelf/3"]
    assert asked(client, "työvuo", kind="deed")["titles"] == []


@pytest.mark.parametrize("text", ["", "t", "%", '"', "työ (", "* OR", "a" * 200, "\x00", "ja"])
def test_what_offers_nothing_is_answered_too(shelf: Shelf, client: Client, text: str):
    shelf.put("1", "Sairaalan arki")

    assert asked(client, text) == {"words": [], "titles": [], "said": "0 ehdotusta"}


def test_withdrawn_text_is_offered_by_nothing(shelf: Shelf):
    shelf.put("1", "Porokellokerho")
    shelf.put("2", "Porokellokerhon juhla")
    shelf.texts.pop("1")  # not public any more, and the index has not heard of it yet
    before = suggest("porokello", language="fi")
    remove_document(source="shelf", ref="1")
    remove_document(source="shelf", ref="2")

    assert before == Suggestions([], [Title("Porokellokerhon juhla", "/shelf/2", "fi")])
    assert suggest("porokello", language="fi") == Suggestions([], [])
    assert Entry.objects.count() == 0


def test_many_texts_cost_as_many_queries_as_one_and_few_are_offered(shelf: Shelf):
    shelf.put("1", "Palaveri yksi", "palaverikahvi")
    with CaptureQueriesContext(connection) as one:
        suggest("palav", language="fi")
    for number in range(2, 12):
        shelf.put(str(number), f"Palaveri {number}", "palaveripäivä palaverihuone palaverityö palaverikone")

    with CaptureQueriesContext(connection) as many:
        found = suggest("palav", language="fi")

    assert (len(one), len(many)) == (3, 3)  # the shelf itself asks nothing
    assert (len(found.titles), len(found.words)) == (MOST_TITLES, MOST_WORDS)
