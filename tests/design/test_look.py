"""Colours, sizes and names that the look promises."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from core.stalls import SECTOR_COLOURS

ROOT = Path(__file__).resolve().parent.parent.parent
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SITE_STYLES = [path for path in STYLES if path.name != "admin.css"]
# The admin has a policy of its own.
SITE_TEMPLATES = [
    path
    for folder in [*sorted(ROOT.glob("*/templates")), ROOT / "templates"]
    for path in sorted(folder.rglob("*.html"))
    if not {"admin", "wagtailadmin"} & set(path.parts)
]
MOST_COMPRESSED_BYTES = 40_000


def tokens(theme: str) -> dict[str, str]:
    """Custom properties of a theme, as the style sheet gives them."""
    text = (ROOT / "static" / "css" / "tokens.css").read_text()
    light, dark = text.partition("@media (prefers-color-scheme: dark)")[::2]
    part = light if theme == "light" else dark.partition("@media print")[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: (lighter + 0.05) / (darker + 0.05)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "brand", "brand-strong", "accent", *SECTOR_COLOURS])
def test_text_colours_can_be_read_on_every_ground(theme: str, name: str):
    colours = tokens(theme)
    grounds = ["paper", "surface", "sunken", *([f"{name}-tint"] if f"{name}-tint" in colours else [])]

    assert min(contrast(colours[name], colours[ground]) for ground in grounds) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_of_controls_and_the_focus_ring_stand_out(theme: str):
    colours = tokens(theme)

    assert min(contrast(colours[name], colours["paper"]) for name in ("muted", "focus")) >= 3


def test_drawings_and_style_sheet_agree_on_the_sectors_colours():
    colours = tokens("light")

    assert {
        name: (colours[name].upper(), colours[f"{name}-tint"].upper()) for name in SECTOR_COLOURS
    } == SECTOR_COLOURS


def test_the_styles_of_the_site_are_small():
    assert sum(len(gzip.compress(path.read_bytes())) for path in SITE_STYLES) <= MOST_COMPRESSED_BYTES


def test_styles_ask_nobody_else_for_anything():
    assert [
        path.name for path in STYLES if re.search(r"https?:|@import|url\(\s*[\"']?//", path.read_text())
    ] == []


def test_every_font_stands_beside_its_licence():
    folder = ROOT / "static" / "fonts"

    assert {path.name.partition("-latin")[0] for path in folder.glob("*.woff2")} == {
        path.stem.removeprefix("OFL-") for path in folder.glob("OFL-*.txt")
    }


@pytest.mark.parametrize("path", SITE_TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_of_the_site_hold_no_inline_style_or_script(path: Path):
    text = path.read_text()

    assert (
        re.findall(r"<[^>]+\sstyle=|<style|<script(?![^>]*(?:src=|application/))|\son[a-z]+=\"", text) == []
    )


def test_pictures_of_the_look_are_there():
    wanted = ["core/share.png", "images/apple-touch-icon.png", "svg/favicon.svg", "svg/wordmark.svg"]

    assert [name for name in wanted if finders.find(name) is None] == []


def test_an_icon_is_decorative_unless_it_has_a_name():
    shown = Template('{% load tekotori_design %}{% icon "mail" %}|{% icon "mail" label="Mail" %}').render(
        Context()
    )
    plain, named = shown.split("|")

    assert 'aria-hidden="true"' in plain
    assert 'role="img"' in named
    assert 'aria-label="Mail"' in named
