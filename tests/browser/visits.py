"""One visit of an anonymous reader to one page, and everything that the rules ask about it."""

from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passed is not asked for: describing it takes axe as long as finding it.
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
LANGUAGES = ("fi", "sv", "en")
THEMES = ("light", "dark")
WIDTHS = (360, 1280)
NARROWEST = 320  # as wide as a desktop page zoomed to 400 % (WCAG 1.4.10)
SCROLL_WIDTH = "document.documentElement.scrollWidth"

MENU_LINES = """() => new Set(
  [...document.querySelectorAll('.header-wide .site-nav li')].filter(item => item.offsetParent).map(item => item.offsetTop)
).size"""

# Every public template; a test says so when one is missing here or can't be seen in a language.
NAMES = (
    "adopt",
    "follow",
    "article",
    "award",
    "campaign",
    "campaign-ended",
    "campaigns",
    "collection",
    "collections",
    "content",
    "data",
    "deed",
    "deed-compare",
    "deed-version",
    "deed-versions",
    "deed-with-picture",
    "deedindex",
    "deeds-filtered",
    "deeds-nothing",
    "deeds-search",
    "episode",
    "feeds",
    "home",
    "issue",
    "moderation",
    "newsletter",
    "not-found",
    "podcast",
    "preferences",
    "publish",
    "publish-check",
    "publish-deed",
    "publish-draft",
    "publish-facts",
    "publish-organisation",
    "report",
    "round",
    "search",
    "series",
    "share",
    "sign-in",
    "statistics",
    "statistics-period",
    "subscribe",
    "terms",
    "thank",
    "unsubscribe",
    "where",
    "where-found",
    "where-unknown",
)


@dataclass(frozen=True)
class Cell:
    """A way to look at a page."""

    language: str
    theme: str
    width: int

    def __str__(self) -> str:
        return f"{self.language}-{self.theme}-{self.width}"


ALL_CELLS = tuple(Cell(*cell) for cell in product(LANGUAGES, THEMES, WIDTHS))
# Two sets of three: each template meets every language, theme and width; together they hold every pair.
PAIRWISE = (
    (Cell("fi", "light", 360), Cell("sv", "dark", 1280), Cell("en", "light", 1280)),
    (Cell("fi", "dark", 1280), Cell("sv", "light", 360), Cell("en", "dark", 360)),
)
PAIRS = [(name, cell) for number, name in enumerate(NAMES) for cell in PAIRWISE[number % 2]]
MATRIX = [(name, cell) for name in NAMES for cell in ALL_CELLS]


@dataclass(frozen=True)
class Site:
    address: str
    places: dict[str, dict[str, str]]
    var: Path  # its data


@dataclass
class Visit:
    status: int
    violations: list[str]
    scroll_width: int
    cookies: list[str]
    stored: int
    menu_lines: int  # of the menu that stands open in the header; none on a phone
    narrow_scroll_width: int
    foreign_requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)  # of the console, refusals by the policy among them


def open_context(browser: Browser, cell: Cell) -> BrowserContext:
    return browser.new_context(
        viewport={"width": cell.width, "height": 800},
        color_scheme=cell.theme,  # type: ignore[arg-type]  # one of the two literals, from our own list
        locale=cell.language,
        reduced_motion="reduce",
    )


def make_visit(context: BrowserContext, site: Site, path: str) -> Visit:
    """By a reader who brings no cookie; what the pages share, such as fonts, may be here from the one before."""
    context.clear_cookies()
    page = context.new_page()
    try:
        return _look(page, site, path)
    finally:
        page.close()


def _look(page: Page, site: Site, path: str) -> Visit:
    foreign: list[str] = []
    complaints: list[str] = []
    own = urlsplit(site.address).netloc
    page.on("request", lambda request: _note_foreign(request.url, own, foreign))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    response = page.goto(f"{site.address}{path}")
    assert response is not None
    if response.status == 404:  # the browser itself says so in its console
        complaints.clear()
    return Visit(
        status=response.status,
        cookies=[cookie["name"] for cookie in page.context.cookies()],
        stored=page.evaluate("localStorage.length + sessionStorage.length"),
        scroll_width=page.evaluate(SCROLL_WIDTH),
        menu_lines=page.evaluate(MENU_LINES),
        violations=find_violations(page),
        narrow_scroll_width=_narrow_scroll_width(page),
        foreign_requests=foreign,
        complaints=complaints,
    )


def _narrow_scroll_width(page: Page) -> int:
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    width: int = page.evaluate(SCROLL_WIDTH)
    return width


def _note_foreign(url: str, own: str, foreign: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https"} and parts.netloc != own:
        foreign.append(url)


def find_violations(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]
