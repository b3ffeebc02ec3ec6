"""One site with the sample content, served as in production, and one Chromium for all browser tests."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from scripts.served import BROWSER, BROWSER_OPTIONS, python, served
from tests.browser.visits import Cell, Site, Visit, make_visit


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    var: Path = tmp_path_factory.mktemp("site")
    python("-m", "scripts.sample", var=var)
    places = json.loads(python("-m", "scripts.places", var=var))
    with served(var) as address:
        yield Site(address, places)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=list(BROWSER_OPTIONS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def visits(site: Site, browser: Browser) -> "Visits":
    return Visits(site, browser)


class Visits:
    """What was seen on a page in a cell; each page is loaded once, however many rules look at it."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site, self.browser = site, browser
        self.made: dict[tuple[str, Cell], Visit] = {}

    def at(self, name: str, cell: Cell) -> Visit:
        if (name, cell) not in self.made:
            self.made[name, cell] = make_visit(self.browser, self.site, name, cell)
        return self.made[name, cell]
