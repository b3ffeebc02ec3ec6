"""Somebody at a keyboard, with JavaScript off. Nothing waits: the time is computed from what was pressed and seen."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

CHARACTERS_A_SECOND = 5
SECONDS_A_TAB = 1  # also for Enter and the space bar, which take no longer
SECONDS_A_SCREEN = 5
MOST_TABS = 60

FOCUSED = "() => { const now = document.activeElement; return now.innerText || now.name || '' }"


@dataclass
class Screen:
    """What a person did on one page."""

    heading: str
    characters: int = 0
    tabs: int = 0
    presses: int = 0

    @property
    def seconds(self) -> float:
        keys = (self.tabs + self.presses) * SECONDS_A_TAB
        return SECONDS_A_SCREEN + keys + self.characters / CHARACTERS_A_SECOND


@dataclass
class Person:
    """Types, tabs and presses; each new page is a new screen."""

    page: Page
    screens: list[Screen] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.page.goto(address)
        self._arrive()

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.screens[-1].characters += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.screens[-1].presses += 1

    def skip_to_content(self) -> None:
        self.tab()
        self.press("Enter")

    def tab(self) -> None:
        self.page.keyboard.press("Tab")
        self.screens[-1].tabs += 1

    def tab_to(self, wanted: str) -> None:
        """Tab until the field of this name, or a link or button that begins with these words, has the focus."""
        for _time in range(MOST_TABS):
            self.tab()
            if self.page.evaluate(FOCUSED).strip().startswith(wanted):
                return
        raise AssertionError(f"{wanted!r} is not reached with {MOST_TABS} tabs on {self.page.url}")

    def send(self) -> None:
        """Enter on a link or button, and look at the page that follows."""
        with self.page.expect_navigation():
            self.press("Enter")
        self._arrive()

    def _arrive(self) -> None:
        self.screens.append(Screen(self.page.locator("h1").first.inner_text()))

    @property
    def seconds(self) -> float:
        return sum(screen.seconds for screen in self.screens)

    def table(self) -> str:
        rows = [
            f"{screen.heading[:44]:<46}{screen.characters:>10}{screen.tabs:>6}{screen.presses:>8}{screen.seconds:>9.1f}"
            for screen in self.screens
        ]
        head = f"{'screen':<46}{'characters':>10}{'tabs':>6}{'presses':>8}{'seconds':>9}"
        return "\n".join([head, *rows, f"{len(self.screens)} screens, {self.seconds:.1f} seconds"])
