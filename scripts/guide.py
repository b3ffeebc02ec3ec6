"""Pictures of the moderators' screens for the guides, into docs/pictures/: python -m scripts.guide

Taken on a site with the sample content (make demo SERVE=no), signed in as its moderator, in the languages of the guides.
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
from scripts.served import BROWSER, BROWSER_OPTIONS, manage, served

FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = ("fi", "en")
WIDTH, HEIGHT = 1280, 860
LOGIN, PASSWORD = "moderointi@tekotori.example", "tori-demo-2026"  # as cms.demo.tour prints them


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


PICTURES: dict[str, Callable[[Any, str], None]] = {
    "moderation-queue": open_queue,
    "moderation-deed": open_deed,
    "moderation-decision": open_decision,
}


def sign_in(page: Any, address: str) -> None:
    page.goto(f"{address}/admin/")
    page.fill("[name=login]", LOGIN)
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
        for language in LANGUAGES:
            page = browser.new_page(
                viewport={"width": WIDTH, "height": HEIGHT},
                color_scheme="light",
                reduced_motion="reduce",
                locale=language,
            )
            sign_in(page, address)
            for name, opened in PICTURES.items():
                opened(page, address)
                page.wait_for_load_state("networkidle")
                page.evaluate(LOAD_PICTURES)
                path = FOLDER / f"{name}-{language}.png"
                line(f"{path.relative_to(ROOT)}: {save_small(page.screenshot(), path):,} bytes")
            page.close()
        browser.close()


def main() -> int:
    debian.install(debian.CHROMIUM)
    var = Path(os.environ.get("VAR_DIR", VAR))
    try:
        if not (var / "db.sqlite3").exists():
            raise Stop("There is no site to take pictures of. Type: make demo SERVE=no")
        manage("migrate", "--noinput", "-v0", var=var)
        manage("collectstatic", "--noinput", "-v0", var=var)
        with served(var) as address:
            take(address)
    except Stop as stop:
        line(str(stop))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
