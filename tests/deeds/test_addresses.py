"""Which deed is meant by a number or an address."""

import pytest

from deeds.addresses import deed_at
from tests.deeds.factories import DeedFactory, DeedIndexPageFactory
from tests.deeds.test_languages import in_swedish

pytestmark = pytest.mark.django_db


def number_at(text: str) -> int | None:
    deed = deed_at(text)
    return deed.number if deed else None


def test_deed_is_found_by_what_people_write_and_by_what_their_browser_shows():
    deed = DeedFactory(number=7)
    swedish = in_swedish(deed)
    written = ["7", " #7", "t/7", "/t/7/", "http://testserver/t/7?lang=sv#teksti"]
    browser = [f"http://testserver{page.url}" for page in (deed.source_page, swedish)]

    found = {text: number_at(text) for text in (*written, *browser, f"{browser[1]}?q=1#main", swedish.slug)}

    assert found == dict.fromkeys(found, 7)
    assert [number_at(text) for text in ("", "/", "#", "8", "t/8", "/fi/teot/", "x7")] == [None] * 7


def test_of_two_deeds_called_alike_the_language_of_the_address_decides():
    finnish = DeedFactory(number=7, title="Kalenteri")
    DeedIndexPageFactory(language="sv")
    swedish = DeedFactory(number=8, title="Kalenteri", language="sv")

    assert [number_at(deed.source_page.url) for deed in (finnish, swedish)] == [7, 8]


def test_withdrawn_deed_is_not_found_at_its_page_s_address():
    deed = DeedFactory(number=7)
    deed.source_page.unpublish()

    assert [number_at("7"), number_at(deed.source_page.url)] == [None, None]
