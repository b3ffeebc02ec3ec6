"""/t/<number>, the permanent address."""

import pytest
from django.test import Client

from deeds.authoring.retiring import retire_deed
from tests.deeds.factories import NOON, DeedFactory, DeedPageFactory
from tests.deeds.test_languages import in_swedish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("sv-FI,fi;q=0.8", "/sv/teot/morgonmote-staende/"),
        ("fi,sv;q=0.5", "/fi/teot/aamupalaveri-seisten/"),
        ("en,sv;q=0.5", "/sv/teot/morgonmote-staende/"),
        ("de", "/fi/teot/aamupalaveri-seisten/"),
        ("", "/fi/teot/aamupalaveri-seisten/"),
    ],
)
def test_number_leads_to_the_page_in_the_reader_s_best_language(client: Client, asked: str, path: str):
    in_swedish(DeedFactory(number=7))

    answer = client.get("/t/7", headers={"accept-language": asked})

    assert (answer.status_code, answer["Location"]) == (302, f"http://testserver{path}")
    assert "Accept-Language" in answer["Vary"]


def test_unpublished_number_is_gone_with_an_explanation(client: Client):
    page = DeedPageFactory(number=7, title="Salainen otsikko")
    page.unpublish()

    answer = client.get("/t/7", headers={"accept-language": "en"})

    html = answer.content.decode()
    assert (answer.status_code, "Deed 7 has been taken off the site" in html) == (410, True)
    assert "Salainen otsikko" not in html


def test_retired_number_is_gone_and_says_why(client: Client):
    deed = DeedFactory(number=7)
    retire_deed(deed=deed, reason="Korvattu uudella.", user=None, now=NOON)

    answer = client.get("/t/7", headers={"accept-language": "en"})

    html = answer.content.decode()
    assert (answer.status_code, "Korvattu uudella." in html, "was retired on" in html) == (410, True, True)


@pytest.mark.parametrize("path", ["/t/8", "/t/999999999999999999999999", "/t/kahdeksan"])
def test_unknown_number_is_not_found_at_once(client: Client, path: str):
    DeedFactory(number=7)

    answer = client.get(path, headers={"accept-language": "sv"})

    assert (answer.status_code, '<html lang="sv"' in answer.content.decode()) == (404, True)


def test_draft_s_number_is_not_found(client: Client):
    DeedPageFactory(number=7, live=False)

    assert client.get("/t/7").status_code == 404


def test_number_can_not_be_posted_to(client: Client):
    DeedFactory(number=7)

    assert client.post("/t/7").status_code == 405
