"""The picture of a deed that has no picture: a market stall drawn from its sector and number. Does not import Django.

The same deed always gets the same stall, and two stalls of a sector look alike only when their numbers differ
by a multiple of 96 (8 kinds of goods x 4 stripe counts x 3 edges).
"""

from collections.abc import Callable
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 270
ROOF_TOP, EAVE, COUNTER = 26, 96, 206
LEFT, RIGHT, SLOPE = 28, 452, 34
KINDS, STRIPES, EDGES = 8, (7, 9, 11, 13), ("round", "pointed", "square")

# Solid and tint of each sector in light; the site's style sheet paints the classes over, dark theme included.
SECTOR_COLOURS = {
    "social-health": ("#A3183B", "#FBE9EC"),
    "education": ("#8A5200", "#FDF1DC"),
    "technical": ("#155E86", "#E4F1F8"),
    "business": ("#4A5568", "#EDF0F4"),
    "culture-leisure": ("#7A2E8E", "#F6EAF9"),
    "food-cleaning": ("#4B6B12", "#F0F5E1"),
    "administration": ("#0F5B4A", "#E2F2ED"),
    "whole": ("#2B3A8C", "#E9ECFA"),
}
INK = "#1B2A26"
PAPER = "#FFFFFF"


@dataclass(frozen=True)
class Plan:
    """What the number decides."""

    goods: int
    stripes: int
    edge: str


def plan(number: int) -> Plan:
    """Mixed radix of the number times 37, which is coprime to 96: neighbours differ in goods, stripes and edge."""
    rest, goods = divmod(number * 37 % (KINDS * len(STRIPES) * len(EDGES)), KINDS)
    edge, stripes = divmod(rest, len(STRIPES))
    return Plan(goods, STRIPES[stripes], EDGES[edge])


def sector_or_default(sector: str) -> str:
    return sector if sector in SECTOR_COLOURS else "administration"


def draw_stall(*, sector: str, number: int) -> str:
    """The stall as an SVG element: decorative, no styles, no ids, so that a page can hold any number of them."""
    code = sector_or_default(sector)
    _solid, tint = SECTOR_COLOURS[code]
    return (
        f'<svg class="stall sector-{code}" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        ' preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">'
        f'<path class="ground" fill="{tint}" d="M0 0H{WIDTH}V{HEIGHT}H0z"/>{stall_shapes(code, plan(number))}</svg>'
    )


def stall_shapes(code: str, made: Plan) -> str:
    """Posts, goods, counter and awning, in the coordinates of a stall."""
    solid, _tint = SECTOR_COLOURS[code]
    return (
        f'<path class="wood" fill="{INK}" d="M62 {EAVE}h7v{HEIGHT}h-7zM411 {EAVE}h7v{HEIGHT}h-7z"/>'
        f'<g class="goods" fill="{solid}" stroke="none">{GOODS[made.goods]()}</g>'
        f'<path class="cloth" fill="{solid}" d="M44 {COUNTER + 10}h392v{HEIGHT}H44z"/>'
        f'<path class="shade" fill="{INK}" opacity=".14" d="M44 {COUNTER + 10}h392v14H44z"/>'
        f'<path class="wood" fill="{INK}" d="M34 {COUNTER}h412v10H34z"/>'
        f'<path class="cloth-light" fill="{PAPER}" d="{_panels(made, first=1)}"/>'
        f'<path class="cloth" fill="{solid}" d="{_panels(made, first=0)}"/>'
        f'<path class="shade" fill="{INK}" opacity=".14" d="M{LEFT} {EAVE}H{RIGHT}v5H{LEFT}z"/>'
        f'<path class="wood" fill="{INK}" d="M{LEFT + SLOPE - 4} {ROOF_TOP - 6}H{RIGHT - SLOPE + 4}v7H{LEFT + SLOPE - 4}z"/>'
    )


def _panels(made: Plan, *, first: int) -> str:
    """Every other panel of the awning, from roof to scallop, as one path."""
    width = (RIGHT - LEFT) / made.stripes
    roof = (RIGHT - LEFT - 2 * SLOPE) / made.stripes
    return "".join(_panel(made.edge, index, width, roof) for index in range(first, made.stripes, 2))


def _panel(edge: str, index: int, width: float, roof: float) -> str:
    left, top_left = LEFT + index * width, LEFT + SLOPE + index * roof
    hem = EAVE + 14
    return (
        f"M{top_left:.1f} {ROOF_TOP}h{roof:.1f}L{left + width:.1f} {EAVE}V{hem}"
        f"{_hem(edge, width)}V{EAVE}L{top_left:.1f} {ROOF_TOP}z"
    )


def _hem(edge: str, width: float) -> str:
    half = width / 2
    if edge == "round":
        return f"a{half:.1f} {half:.1f} 0 0 1 {-width:.1f} 0"
    if edge == "pointed":
        return f"l{-half:.1f} {half * 0.9:.1f}l{-half:.1f} {-half * 0.9:.1f}"
    return f"v{half * 0.5:.1f}q{-half:.1f} {half * 0.35:.1f} {-width:.1f} 0v{-half * 0.5:.1f}"


# --- Goods on the counter. Solid shapes take the sector's colour, those of class goods-light are paper with an ink line.


def _apples() -> str:
    rows = [
        (y, [196 + shift + 24 * i for i in range(count)])
        for y, count, shift in ((194, 5, 0), (173, 4, 12), (152, 3, 24))
    ]
    return "".join(f'<circle cx="{x - 4}" cy="{y}" r="12"/>' for y, row in rows for x in row)


def _jars() -> str:
    jar = '<path class="goods-light" fill="{paper}" stroke="{ink}" stroke-width="2" d="M{x} 206v-40q0-8 8-8h24q8 0 8 8v40z"/><path d="M{x} 206v-22h40v22zM{lid} 150h28v9h-28z"/>'
    return "".join(jar.format(x=x, lid=x + 6, paper=PAPER, ink=INK) for x in (116, 180, 244, 308))


def _crates() -> str:
    slats = '<path class="goods-light" fill="{paper}" stroke="{ink}" stroke-width="2" d="M{x} {y}h84v34h-84zm0 11h84m-84 11h84"/>'
    crates = ((104, 172), (198, 172), (292, 172), (245, 138))
    return (
        '<circle cx="122" cy="164" r="11"/><circle cx="146" cy="162" r="13"/><circle cx="170" cy="164" r="11"/>'
        + "".join(slats.format(x=x, y=y, paper=PAPER, ink=INK) for x, y in crates)
    )


def _plants() -> str:
    plant = '<path d="M{mid} 182q-30-6-30-36 28 2 30 36q2-34 30-36 0 30-30 36zM{left} 182h40l-6 24h-28z"/>'
    return "".join(plant.format(mid=x, left=x - 20) for x in (132, 204, 276, 348))


def _books() -> str:
    spines = [(110, 46, 14), (127, 56, 18), (148, 50, 12), (163, 60, 20), (186, 44, 16)]
    standing = "".join(f'<path d="M{x} {COUNTER - h}h{w}v{h}h-{w}z"/>' for x, h, w in spines)
    lying = "".join(
        f'<path class="goods-light" fill="{PAPER}" stroke="{INK}" stroke-width="2" d="M{x} {y}h{w}v13h-{w}z"/>'
        for x, y, w in ((262, 192, 100), (272, 178, 84), (266, 164, 92))
    )
    return standing + lying


def _loaves() -> str:
    loaf = '<path d="M{x} 206v-14q0-26 36-26t36 26v14z"/><path class="goods-light" fill="{paper}" stroke="{ink}" stroke-width="2" d="M{a} 184l10-11m8 12l10-13m8 12l9-10"/>'
    return "".join(loaf.format(x=x, a=x + 12, paper=PAPER, ink=INK) for x in (108, 204, 300))


def _bunting() -> str:
    flags = "".join(
        f'<path d="M{x} {y}h30l-15 30z"/>'
        for x, y in ((92, 149), (142, 156), (192, 161), (242, 161), (292, 156), (342, 149))
    )
    return f'<path fill="none" stroke="{INK}" class="string" stroke-width="2" d="M69 144q172 36 342 0"/>{flags}<path d="M196 206v-12h88v12z"/>'


def _lanterns() -> str:
    lantern = (
        '<path class="goods-light" fill="{paper}" stroke="{ink}" stroke-width="2" d="M{x} 160h32v36h-32z"/>'
        '<path d="M{a} 160l16-16 16 16zM{a} 196h32v10h-32zM{flame} 190q-8-8 0-20 8 12 0 20z"/>'
    )
    return "".join(lantern.format(x=x, a=x, flame=x + 16, paper=PAPER, ink=INK) for x in (124, 192, 260, 328))


GOODS: tuple[Callable[[], str], ...] = (
    _apples,
    _jars,
    _crates,
    _plants,
    _books,
    _loaves,
    _bunting,
    _lanterns,
)
