"""What holds on every public page, in every language, theme and width."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visits
from tests.browser.visits import LANGUAGES, MATRIX, NAMES, NARROWEST, PAIRS, Cell, Site, open_context

pytestmark = pytest.mark.browser

# One process gets all rules about a page, since they share one visit.
pairwise = pytest.mark.parametrize(
    ("name", "cell"),
    [
        pytest.param(name, cell, id=f"{name}-{cell}", marks=pytest.mark.xdist_group(f"{name}-{cell}"))
        for name, cell in PAIRS
    ],
)
SETS_COOKIES = {"sign-in"}  # a form of staff, with Django's own guard


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_is_looked_at_in_every_language(site: Site, language: str) -> None:
    assert sorted(site.places[language]) == sorted(NAMES)


@pairwise
def test_axe_finds_nothing(visits: Visits, name: str, cell: Cell) -> None:
    assert visits.at(name, cell).violations == []


@pytest.mark.long
@pytest.mark.parametrize(("name", "cell"), MATRIX, ids=lambda value: str(value))
def test_axe_finds_nothing_anywhere(visits: Visits, name: str, cell: Cell) -> None:
    assert visits.at(name, cell).violations == []


@pairwise
def test_nothing_scrolls_sideways(visits: Visits, name: str, cell: Cell) -> None:
    visit = visits.at(name, cell)

    assert visit.scroll_width <= cell.width
    assert visit.narrow_scroll_width <= NARROWEST


LONG_WORDS = """() => {
  for (const part of document.querySelectorAll("main :is(h1, p, li, dd, blockquote)"))
    if (!part.children.length && part.textContent.trim()) part.textContent = "Työhyvinvointi".repeat(6);
  return document.documentElement.scrollWidth;
}"""


@pytest.mark.parametrize("name", ["deed", "publish-check", "thank"])
def test_words_of_any_length_wrap_on_a_phone(site: Site, browser: Browser, name: str) -> None:
    context = open_context(browser, Cell("fi", "light", 360))
    page = context.new_page()
    page.goto(site.address + site.places["fi"][name])

    width = page.evaluate(LONG_WORDS)

    context.close()
    assert width <= 360


@pairwise
def test_the_menu_stands_on_one_line(visits: Visits, name: str, cell: Cell) -> None:
    assert visits.at(name, cell).menu_lines == (1 if cell.width == 1280 else 0)


@pairwise
def test_a_reader_gets_no_cookie_and_nothing_is_stored(visits: Visits, name: str, cell: Cell) -> None:
    visit = visits.at(name, cell)

    assert visit.stored == 0
    assert name in SETS_COOKIES or visit.cookies == []


@pairwise
def test_nobody_else_is_asked_for_anything(visits: Visits, name: str, cell: Cell) -> None:
    assert visits.at(name, cell).foreign_requests == []


@pairwise
def test_the_browser_complains_about_nothing(visits: Visits, name: str, cell: Cell) -> None:
    """Refusals by the Content-Security-Policy appear in the console."""
    assert visits.at(name, cell).complaints == []


@pairwise
def test_the_answer_is_a_page(visits: Visits, name: str, cell: Cell) -> None:
    assert visits.at(name, cell).status == (404 if name == "not-found" else 200)
