"""The few SVG primitives that the sample pictures are drawn with. A drawing is a string of SVG elements."""

from collections.abc import Sequence

Point = tuple[float, float]

PAPER, SURFACE, INK, MUTED = "#FBF8F2", "#FFFFFF", "#1B2A26", "#4F5F59"
ACCENT, BRAND = "#B8400E", "#0F5B4A"
# Sector colours of the look: the solid and its tint.
LINGONBERRY, LINGONBERRY_TINT = "#A3183B", "#FBE9EC"
CLOUDBERRY, CLOUDBERRY_TINT = "#8A5200", "#FDF1DC"
LAKE, LAKE_TINT = "#155E86", "#E4F1F8"
GRANITE, GRANITE_TINT = "#4A5568", "#EDF0F4"
HEATHER, HEATHER_TINT = "#7A2E8E", "#F6EAF9"
MOSS, MOSS_TINT = "#4B6B12", "#F0F5E1"
SPRUCE, SPRUCE_TINT = "#0F5B4A", "#E2F2ED"
MIDNIGHT, MIDNIGHT_TINT = "#2B3A8C", "#E9ECFA"
# The same sectors' text colours on a dark page serve as highlights: mixing a solid with white turns muddy.
LINGONBERRY_LIGHT, CLOUDBERRY_LIGHT, LAKE_LIGHT, MOSS_LIGHT = "#FF9DB0", "#FFC56B", "#8CCBF0", "#BFDC7F"
HEATHER_LIGHT, SPRUCE_LIGHT, MIDNIGHT_LIGHT, GRANITE_LIGHT = "#E2A6F0", "#7FD1B9", "#AEBBFF", "#BCC7D8"


def mix(first: str, second: str, share: float) -> str:
    """A colour between two others; `share` is that of the second."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def rect(x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> str:
    corner = f' rx="{number(radius)}"' if radius else ""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect {place}{corner} fill="{fill}"/>'


def circle(x: float, y: float, radius: float, fill: str) -> str:
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"/>'


def ellipse(x: float, y: float, rx: float, ry: float, fill: str) -> str:
    place = f'cx="{number(x)}" cy="{number(y)}" rx="{number(rx)}" ry="{number(ry)}"'
    return f'<ellipse {place} fill="{fill}"/>'


def path(data: str, fill: str) -> str:
    return f'<path d="{data}" fill="{fill}"/>'


def outline(data: str, stroke: str, width: float) -> str:
    ends = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{data}" fill="none" stroke="{stroke}" stroke-width="{number(width)}" {ends}/>'


def line(points: Sequence[Point], stroke: str, width: float) -> str:
    data = "M" + " L".join(f"{number(x)},{number(y)}" for x, y in points)
    return outline(data, stroke, width)


def polygon(points: Sequence[Point], fill: str) -> str:
    return path("M" + " L".join(f"{number(x)},{number(y)}" for x, y in points) + " Z", fill)


def ring(x: float, y: float, radius: float, stroke: str, width: float) -> str:
    place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
    return f'<circle {place} fill="none" stroke="{stroke}" stroke-width="{number(width)}"/>'


def group(*items: str, at: Point = (0, 0), scale: float = 1, flip: bool = False, turn: float = 0) -> str:
    moves = [f"translate({number(at[0])} {number(at[1])})"]
    if turn:
        moves.append(f"rotate({number(turn)})")
    if scale != 1 or flip:
        moves.append(f"scale({-scale if flip else scale:.3g} {scale:.3g})")
    return f'<g transform="{" ".join(moves)}">{"".join(items)}</g>'


def scallops(x: float, y: float, width: float, count: int, drop: float, fills: Sequence[str]) -> str:
    """The edge of an awning: stripes that end in half circles, `fills` taken in turn."""
    step = width / count
    parts = []
    for index in range(count):
        left = x + index * step
        arc = f"a{number(step / 2)},{number(step / 2)} 0 0 1 {number(-step)},0"
        data = f"M{number(left)},{number(y)} h{number(step)} v{number(drop)} {arc} Z"
        parts.append(path(data, fills[index % len(fills)]))
    return "".join(parts)
