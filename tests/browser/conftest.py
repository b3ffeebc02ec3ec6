"""The sample content, served as in production, and a Chromium: one of each for every process that runs browser tests."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from scripts.served import BROWSER, BROWSER_OPTIONS, python, served
from tests.browser.visits import Cell, Site, Visit, make_visit, open_context
from tests.database import begin_migrated


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a site with the sample content; the first of several processes makes it for all."""
    base: Path = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    made = shared / "sample"
    with (shared / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = shared / "sample-begun"
            begin_migrated(begun / "db.sqlite3")
            python("-m", "scripts.sample", var=begun)
            begun.rename(made)
    return made


@pytest.fixture(scope="session")
def site(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    # A copy for each process, since a test may write.
    var = shutil.copytree(sample, tmp_path_factory.mktemp("site") / "var")
    places = json.loads(python("-m", "scripts.places", var=var))
    with served(var) as address:
        yield Site(address, places, var)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=list(BROWSER_OPTIONS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def visits(site: Site, browser: Browser) -> Iterator["Visits"]:
    made = Visits(site, browser)
    yield made
    made.close()


class Visits:
    """What was seen on a page in a cell; each page is loaded once, however many rules look at it."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site, self.browser = site, browser
        self.contexts: dict[Cell, BrowserContext] = {}
        self.made: dict[tuple[str, Cell], Visit] = {}

    def at(self, name: str, cell: Cell) -> Visit:
        if cell not in self.contexts:
            self.contexts[cell] = open_context(self.browser, cell)
        if (name, cell) not in self.made:
            path = self.site.places[cell.language][name]
            self.made[name, cell] = make_visit(self.contexts[cell], self.site, path)
        return self.made[name, cell]

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()
