"""Pictures of every template: three languages, two widths, light and dark, into var/screenshots/ with an index.html.

make screenshots                                  all
python -m scripts.screenshots front deed          only some names
python -m scripts.screenshots --axe               checks each with axe as well and writes axe.json
"""

from __future__ import annotations

import argparse
import html
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from scripts import debian
from scripts.say import VAR, Stop, Ticker, line
from scripts.served import BROWSER, BROWSER_OPTIONS, manage, python, served

FOLDER = VAR / "screenshots"
LANGUAGES = ("fi", "sv", "en")
WIDTHS = (360, 1280)
THEMES = ("light", "dark")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# A picture of the whole page shows what a reader sees after scrolling.
LOAD_PICTURES = """() => Promise.all([...document.images].map(image => {
  image.loading = 'eager';
  return image.decode().catch(() => null);
}))"""


@dataclass(frozen=True)
class Shot:
    name: str
    language: str
    path: str
    width: int
    theme: str

    @property
    def file(self) -> str:
        return f"{self.name}-{self.language}-{self.width}-{self.theme}.png"


def shots(places: dict[str, dict[str, str]], only: Sequence[str]) -> list[Shot]:
    return [
        Shot(name, language, path, width, theme)
        for width, theme, language in product(WIDTHS, THEMES, LANGUAGES)
        for name, path in places[language].items()
        if not only or name in only
    ]


def violations(page: Any) -> list[dict[str, Any]]:
    """What axe finds on a page: rule, impact, help, and the elements."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}}).response["violations"]
    return [
        {
            "rule": each["id"],
            "impact": each["impact"],
            "help": each["help"],
            "elements": [node["html"][:200] for node in each["nodes"]],
        }
        for each in found
    ]


def take(address: str, wanted: list[Shot], *, axe: bool) -> dict[str, list[dict[str, Any]]]:
    """Take the pictures, one browser context per width and theme; the findings of axe by file name."""
    from playwright.sync_api import sync_playwright

    findings: dict[str, list[dict[str, Any]]] = {}
    ticker = Ticker(f"{len(wanted)} pictures")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(BROWSER_OPTIONS))
        for done, (shot, page) in enumerate(_opened(browser, wanted)):
            page.goto(f"{address}{shot.path}")
            page.evaluate(LOAD_PICTURES)
            page.screenshot(path=FOLDER / shot.file, full_page=True)
            if axe and (found := violations(page)):
                findings[shot.file] = found
            ticker.tick(f"{done + 1} of {len(wanted)}, {shot.file}")
        browser.close()
    ticker.end(f"{len(wanted)} pictures in {ticker.elapsed:.0f} s: {FOLDER / 'index.html'}")
    return findings


def _opened(browser: Any, wanted: list[Shot]) -> Iterator[tuple[Shot, Any]]:
    for width, theme in product(WIDTHS, THEMES):
        page = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce"
        )
        for shot in wanted:
            if (shot.width, shot.theme) == (width, theme):
                yield shot, page
        page.close()


def write_index(wanted: list[Shot]) -> None:
    names = sorted({shot.name for shot in wanted})
    rows = []
    for name in names:
        figures = "".join(
            f'<figure><a href="{shot.file}"><img src="{shot.file}" alt="" width="180" loading="lazy"></a>'
            f"<figcaption>{shot.language} {shot.width} {shot.theme}</figcaption></figure>"
            for shot in wanted
            if shot.name == name
        )
        rows.append(f"<h2>{html.escape(name)}</h2><div>{figures}</div>")
    style = "body{font:16px sans-serif}div{display:flex;flex-wrap:wrap;gap:1rem}img{height:260px;object-fit:cover;object-position:top}"
    text = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots</title><style>{style}</style><h1>Screenshots</h1>'
    (FOLDER / "index.html").write_text(text + "".join(rows))


def run(only: Sequence[str], *, axe: bool) -> int:
    debian.install(debian.CHROMIUM)
    var = Path(os.environ.get("VAR_DIR", VAR))
    if not (var / "db.sqlite3").exists():
        raise Stop("There is no site to take pictures of. Type: make demo SERVE=no")
    manage("migrate", "--noinput", "-v0", var=var)
    manage("collectstatic", "--noinput", "-v0", var=var)
    places = json.loads(python("-m", "scripts.places", var=var))
    wanted = shots(places, only)
    if not wanted:
        raise Stop(f"No template has that name. There are: {', '.join(places['fi'])}.")
    if not only:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with served(var) as address:
        findings = take(address, wanted, axe=axe)
    write_index(wanted)
    if axe:
        (FOLDER / "axe.json").write_text(json.dumps(findings, indent=1, ensure_ascii=False))
        line(
            f"axe: {sum(map(len, findings.values()))} violations on {len(findings)} of {len(wanted)} pages ({FOLDER / 'axe.json'})"
        )
    return 1 if findings else 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="only these (all when none is given)")
    parser.add_argument("--axe", action="store_true", help="check accessibility too")
    arguments = parser.parse_args()
    try:
        return run(arguments.names, axe=arguments.axe)
    except Stop as stop:
        line(str(stop))
        return 1


if __name__ == "__main__":
    sys.exit(main())
