"""The market square of the front page, drawn: three stalls, bunting, and people of all kinds. Does not import Django."""

from collections.abc import Callable

from core.stalls import HEIGHT, INK, SECTOR_COLOURS, WIDTH, plan, stall_shapes

FLAGS = (
    "education",
    "technical",
    "social-health",
    "food-cleaning",
    "whole",
    "culture-leisure",
    "administration",
    "business",
)


def draw_square() -> str:
    """An SVG element: decorative, coloured by the site's style sheet, with colours of its own where there is none."""
    return (
        '<svg class="square" viewBox="0 0 640 470" width="640" height="470" aria-hidden="true" focusable="false">'
        '<path class="square-ground" fill="#F3EEE3" d="M20 402q300-58 600 0v20q-300 76-600 0z"/>'
        f"{_bunting()}"
        f"{_stall('technical', 5, 22, 132, 250)}{_stall('food-cleaning', 18, 372, 132, 250)}"
        f"{_stall('social-health', 3, 128, 158, 384)}"
        f"{_standing(78, 300, 'culture-leisure', 1.05)}{_wheelchair(176, 322, 'education')}"
        f"{_standing(492, 296, 'whole', 1.1)}{_standing(540, 330, 'education', 0.72)}{_standing(400, 318, 'administration', 1.0)}"
        "</svg>"
    )


def _stall(code: str, number: int, x: int, y: int, width: int) -> str:
    """A stall cut off a little below its counter's edge, where the ground begins."""
    height = round(width * HEIGHT / WIDTH)
    return (
        f'<svg class="stall sector-{code}" x="{x}" y="{y}" width="{width}" height="{height}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{stall_shapes(code, plan(number))}</svg>"
    )


def _bunting() -> str:
    """A string between two poles with a flag of each sector."""
    line = f'<path class="string" fill="none" stroke="{INK}" stroke-width="2.5" d="M24 40q296 96 592 0"/>'
    poles = f'<path class="wood" fill="{INK}" d="M20 30h6v372h-6zM614 30h6v372h-6z"/>'
    flags = "".join(_flag(code, 62 + index * 68) for index, code in enumerate(FLAGS))
    return f'<g class="stall">{poles}{line}{flags}</g>'


def _flag(code: str, x: int) -> str:
    def height(at: float) -> float:
        along = (at - 24) / 592
        return 40 + 192 * along * (1 - along)  # the string is this parabola

    middle = height(x + 18)
    points = f"M{x} {height(x):.0f}L{x + 36} {height(x + 36):.0f}L{x + 18} {middle + 38:.0f}z"
    return f'<path class="cloth sector-{code}" fill="{SECTOR_COLOURS[code][0]}" d="{points}"/>'


def _figure(code: str, drawn: Callable[[str], str], x: int, y: int, scale: float) -> str:
    colour = SECTOR_COLOURS[code][0]
    return f'<g class="stall sector-{code}" transform="translate({x} {y}) scale({scale})">{drawn(colour)}</g>'


def _standing(x: int, y: int, code: str, scale: float) -> str:
    def drawn(colour: str) -> str:
        return (
            f'<path class="wood" fill="{INK}" d="M-13 62h10v58h-10zM3 62h10v58h-10z"/>'
            f'<path class="cloth" fill="{colour}" d="M-20 72v-32a20 20 0 0 1 40 0v32z"/>'
            f'<circle class="wood" fill="{INK}" cx="0" cy="4" r="14"/>'
        )

    return _figure(code, drawn, x, y, scale)


def _wheelchair(x: int, y: int, code: str) -> str:
    def drawn(colour: str) -> str:
        return (
            f'<circle class="ring" fill="none" stroke="{INK}" stroke-width="5" cx="-2" cy="78" r="27"/>'
            f'<path class="wood" fill="{INK}" d="M-26 26h5v44h-5zM-8 62h38v9h-9v30h15v8h-24v-38h-20z"/>'
            f'<path class="cloth" fill="{colour}" d="M-20 68v-32a17 17 0 0 1 34 0v32z"/>'
            f'<circle class="wood" fill="{INK}" cx="-3" cy="4" r="14"/>'
        )

    return _figure(code, drawn, x, y, 1.0)
