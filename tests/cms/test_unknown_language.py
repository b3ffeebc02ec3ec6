"""A language that the site does not have: a clear answer everywhere, never a crash."""

import pytest
from django.test import Client

from tests.deeds.factories import DeedPageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/de/", "/de/teot/", "/de/haku/", "/xx/", "/de/accounts/login/"])
@pytest.mark.parametrize(("accepted", "language"), [("sv", "sv"), ("de", "fi")])
def test_page_says_in_a_language_of_the_site_that_it_is_not_there(client: Client, path, accepted, language):
    DeedPageFactory()

    answer = client.get(path, headers={"Accept-Language": accepted}, follow=True)

    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.content.decode()
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/de/deeds.rss",
        "/feeds/de/deeds.atom",
        "/feeds/de/deeds.json",
        "/feeds/de/all.opml",
        "/n/subscribe/uutiskirje/de/",
        "/n/link/uutiskirje/de/",
        "/c/ask/de/",
    ],
)
def test_what_has_no_language_prefix_is_not_redirected_to_one(client: Client, path):
    DeedPageFactory()

    assert client.get(path, headers={"Accept-Language": "sv"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/d/en/no/", "en"),
        ("/d/sv/no/", "sv"),
        ("/d/report/sv/999/", "sv"),
        ("/a/999/en/", "en"),
        ("/d/no/", "fi"),
        ("/svenska/en/", "fi"),
    ],
)
def test_page_that_is_not_there_is_in_the_language_of_its_address(client: Client, path, language):
    DeedPageFactory()

    answer = client.get(path, headers={"Accept-Language": "fi"}, follow=True)

    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("path", ["pages/", "menu/"])
def test_api_names_the_parameter(client: Client, path):
    DeedPageFactory()

    answer = client.get(f"/api/content/v1/{path}", {"locale": "de"})

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert "locale" in answer.content.decode()
