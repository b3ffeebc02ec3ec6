"""Pictures of the moderators' and the newsletter's screens for the guides, into docs/pictures/: python -m scripts.guide

Taken on a site with the sample content (make demo SERVE=no), signed in as those who use them, in the languages of the
guides. An issue that waits to be sent is added to the site; a site on which it was approved before shows it so.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from scripts import debian
from scripts.say import ROOT, VAR, Stop, line
from scripts.screenshots import LOAD_PICTURES
from scripts.served import BROWSER, BROWSER_OPTIONS, manage, python, served

FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = ("fi", "en")
WIDTH, HEIGHT = 1280, 860
MODERATOR, APPROVER = "moderointi@tekotori.example", "hyvaksynta@tekotori.example"
PASSWORD = "tori-demo-2026"  # noqa: S105 (as cms.demo.tour prints it)


def open_queue(page: Any, address: str) -> None:
    page.goto(f"{address}/admin/moderation/")


def open_deed(page: Any, address: str) -> None:
    """The first deed in which a program has flagged something."""
    page.goto(f"{address}/admin/moderation/?look=flags")
    page.locator("[data-moderation-row] th a").first.click()


def open_decision(page: Any, address: str) -> None:
    """The same deed, where it is decided."""
    open_deed(page, address)
    page.locator(".moderation-actions").evaluate("place => place.scrollIntoView({block: 'start'})")


def open_editor(page: Any, address: str) -> None:
    """The tab per language, beside it the mail on a phone."""
    page.goto(f"{address}/admin/newsletter/issues/edit/{DRAFT['key']}/")
    page.locator("[data-side-panel-toggle=preview]").first.click()
    page.wait_for_timeout(PREVIEW_TAKES)
    page.locator("main [role=tablist]").first.evaluate(TO_THE_TOP)


def open_items(page: Any, address: str) -> None:
    page.goto(f"{address}/admin/newsletter/issues/edit/{DRAFT['key']}/")
    page.locator("[data-contentpath=items]").first.evaluate(TO_THE_TOP)


def open_check(page: Any, address: str) -> None:
    """Before anybody has approved it, and what its links lead to has been asked."""
    page.goto(f"{address}/admin/newsletter/issues/send/{DRAFT['key']}/")


def open_send(page: Any, address: str) -> None:
    """Approved in all languages, with the dialog of sending; nothing is sent."""
    open_check(page, address)
    approve = page.locator("form[action$='/approve/'] button[type=submit]")
    if approve.count():
        approve.click()
    page.locator("form[action$='/confirm/'] [type=submit], a[href*='/confirm/']").first.click()


def open_sent(page: Any, address: str) -> None:
    """The issue that the demonstration sent."""
    page.goto(f"{address}/admin/newsletter/issues/send/{DRAFT['key'] - 1}/")


DRAFT: dict[str, int] = {}  # the key of the issue that waits to be sent
TO_THE_TOP = "place => place.scrollIntoView({block: 'start'})"
PREVIEW_TAKES = 3000  # ms; the frame loads by itself and says nothing when it is there
PICTURES: dict[str, tuple[str, Callable[[Any, str], None]]] = {
    "moderation-queue": (MODERATOR, open_queue),
    "moderation-deed": (MODERATOR, open_deed),
    "moderation-decision": (MODERATOR, open_decision),
    "issue-editor": (APPROVER, open_editor),
    "issue-items": (APPROVER, open_items),
    "issue-check": (APPROVER, open_check),
    "issue-send": (APPROVER, open_send),
    "issue-sent": (APPROVER, open_sent),
}


def sign_in(page: Any, address: str, login: str) -> None:
    page.goto(f"{address}/admin/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/admin/")


def save_small(picture: bytes, path: Path) -> int:
    """A screen has few colours: 256 of them make a third of the file. Returns its bytes."""
    from PIL import Image

    Image.open(BytesIO(picture)).convert("RGB").quantize(256).save(path, optimize=True)
    return path.stat().st_size


def take(address: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(BROWSER_OPTIONS))
        for login in (MODERATOR, APPROVER):
            pages = {language: signed_in(browser, address, login, language) for language in LANGUAGES}
            for name, (whose, opened) in PICTURES.items():
                for language, page in pages.items() if whose == login else ():
                    opened(page, address)
                    save(page, f"{name}-{language}.png")
        browser.close()


def signed_in(browser: Any, address: str, login: str, language: str) -> Any:
    page = browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT},
        color_scheme="light",
        reduced_motion="reduce",
        locale=language,
    )
    sign_in(page, address, login)
    return page


def save(page: Any, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate(LOAD_PICTURES)
    path = FOLDER / name
    line(f"{path.relative_to(ROOT)}: {save_small(page.screenshot(), path):,} bytes")


def main() -> int:
    debian.install(debian.CHROMIUM)
    var = Path(os.environ.get("VAR_DIR", VAR))
    try:
        if not (var / "db.sqlite3").exists():
            raise Stop("There is no site to take pictures of. Type: make demo SERVE=no")
        manage("migrate", "--noinput", "-v0", var=var)
        manage("collectstatic", "--noinput", "-v0", var=var)
        DRAFT["key"] = int(python("-m", "scripts.guide_issue", var=var))
        with served(var) as address:
            take(address)
    except Stop as stop:
        line(str(stop))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
