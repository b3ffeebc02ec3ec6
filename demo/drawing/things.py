"""Furniture, plants, weather and tools of the sample pictures. Floor-standing things have (x, y) at floor level."""

from collections.abc import Sequence

from demo.drawing.shapes import (
    INK,
    PAPER,
    SURFACE,
    circle,
    ellipse,
    group,
    line,
    mix,
    outline,
    path,
    polygon,
    rect,
    ring,
)

WIDTH, HEIGHT = 1600, 1067


def room(wall: str, floor: str, horizon: float = 860) -> str:
    skirting = rect(0, horizon - 10, WIDTH, 10, mix(wall, INK, 0.12))
    return rect(0, 0, WIDTH, HEIGHT, wall) + skirting + rect(0, horizon, WIDTH, HEIGHT - horizon, floor)


def shadow(x: float, y: float, width: float, floor: str) -> str:
    return ellipse(x, y, width / 2, 14, mix(floor, INK, 0.12))


def window(x: float, y: float, width: float, height: float, frame: str, sky: str, view: str = "") -> str:
    panes = rect(x, y, width, height, sky) + view
    bars = rect(x + width / 2 - 6, y, 12, height, frame) + rect(x, y + height * 0.42, width, 10, frame)
    border = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="{frame}" stroke-width="16"/>'
    return panes + bars + border + rect(x - 22, y + height + 4, width + 44, 18, frame, 6)


def table(x: float, y: float, width: float, height: float, top: str, legs: str) -> str:
    feet = line(((x + 40, y - height), (x + 28, y)), legs, 16) + line(
        ((x + width - 40, y - height), (x + width - 28, y)), legs, 16
    )
    return feet + rect(x, y - height - 12, width, 26, top, 10)


def chair(x: float, y: float, colour: str, *, flip: bool = False, seat: float = 205) -> str:
    back = outline(f"M-66,{-seat} C-74,{-seat - 90} -78,{-seat - 130} -80,{-seat - 190}", colour, 18)
    rest = rect(-96, -seat - 214, 26, 120, colour, 13)
    legs = line(((-58, -seat), (-74, 0)), colour, 14) + line(((48, -seat), (58, 0)), colour, 14)
    return group(legs, back, rest, rect(-82, -seat - 10, 150, 24, colour, 12), at=(x, y), flip=flip)


def mug(x: float, y: float, colour: str) -> str:
    return ring(x + 20, y - 22, 11, colour, 7) + path(
        f"M{x - 20},{y - 42} h40 v30 q0,12 -12,12 h-16 q-12,0 -12,-12 Z", colour
    )


def laptop(x: float, y: float, lid: str, base: str, *, flip: bool = False) -> str:
    screen = polygon(((-86, -8), (-112, -118), (28, -118), (54, -8)), lid)
    return group(screen, circle(-30, -62, 9, SURFACE), rect(-92, -10, 200, 12, base, 6), at=(x, y), flip=flip)


def plant(x: float, y: float, leaf: str, pot: str, scale: float = 1) -> str:
    leaves = "".join(
        group(
            path("M0,0 C-34,-60 -24,-130 0,-168 C24,-130 34,-60 0,0 Z", mix(leaf, SURFACE, fade)),
            at=(0, -84),
            turn=turn,
        )
        for turn, fade in ((-58, 0.25), (58, 0.25), (-30, 0), (30, 0.12), (0, 0.05))
    )
    return group(
        leaves, path("M-52,-96 h104 l-14,84 q-2,12 -14,12 h-48 q-12,0 -14,-12 Z", pot), at=(x, y), scale=scale
    )


def books(x: float, y: float, width: float, colours: Sequence[str], seed: int = 0) -> str:
    """A row of books that stands on y."""
    parts, left, index = [], x, seed
    while left < x + width - 34:
        thick, tall = 20 + (index * 7) % 17, 82 + (index * 13) % 34
        parts.append(rect(left, y - tall, thick, tall, colours[index % len(colours)], 3))
        left, index = left + thick + 4, index + 1
    return "".join(parts)


def shelf(x: float, y: float, width: float, rows: int, frame: str, colours: Sequence[str]) -> str:
    height = rows * 142 + 30
    parts = [rect(x, y - height, width, height, frame, 8)]
    for row in range(rows):
        top = y - height + 18 + row * 142
        parts.append(rect(x + 18, top, width - 36, 124, mix(frame, PAPER, 0.82)))
        parts.append(
            books(x + 26, top + 124, width - 60 - (row % 2) * 70, colours, seed=row * 5 + int(x) % 7)
        )
    return "".join(parts)


def note(x: float, y: float, colour: str, ink: str, size: float = 74, turn: float = 0) -> str:
    lines = rect(12, 20, size - 28, 7, ink, 3) + rect(12, 36, size - 40, 7, ink, 3)
    return group(rect(0, 0, size, size, colour, 4), lines, at=(x, y), turn=turn)


def tree(x: float, y: float, leaf: str, trunk: str, scale: float = 1) -> str:
    crown = (
        ellipse(0, -270, 110, 150, leaf)
        + ellipse(-62, -210, 74, 90, mix(leaf, INK, 0.08))
        + ellipse(64, -200, 70, 84, mix(leaf, SURFACE, 0.12))
    )
    stem = line(((0, 0), (0, -230)), trunk, 24) + line(((0, -130), (44, -186)), trunk, 14)
    return group(crown, stem, at=(x, y), scale=scale)


def spruce(x: float, y: float, leaf: str, snow: str = "", scale: float = 1) -> str:
    layers = "".join(
        polygon(((-w, top + 150), (0, top), (w, top + 150)), mix(leaf, INK, 0.05 * i))
        for i, (w, top) in enumerate(((118, -240), (94, -320), (66, -390)))
    )
    caps = (
        "".join(
            polygon(((-w, top + w * 1.25), (0, top), (w, top + w * 1.25), (0, top + w * 0.9)), snow)
            for w, top in ((36, -390), (34, -322), (36, -242))
        )
        if snow
        else ""
    )
    return group(rect(-14, -96, 28, 96, mix(leaf, INK, 0.5)), layers, caps, at=(x, y), scale=scale)


def house(x: float, y: float, width: float, height: float, wall: str, roof: str, pane: str) -> str:
    body = rect(x, y - height, width, height, wall)
    top = polygon(
        ((x - 26, y - height), (x + width / 2, y - height - width * 0.34), (x + width + 26, y - height)), roof
    )
    step = width / 3
    panes = "".join(rect(x + step * (i + 0.5) - 24, y - height + 44, 48, 62, pane, 4) for i in range(3))
    return body + top + panes + rect(x + width / 2 - 30, y - 104, 60, 104, roof, 4)


def bicycle(x: float, y: float, frame: str, tyre: str) -> str:
    wheels = ring(-130, -92, 88, tyre, 13) + ring(150, -92, 88, tyre, 13)
    bars = line(((-130, -92), (-40, -236), (108, -236), (6, -92), (-130, -92)), frame, 14) + line(
        ((-40, -236), (6, -92)), frame, 14
    )
    fork = line(((150, -92), (100, -276), (132, -292)), frame, 14)
    seat = line(((-40, -236), (-54, -270)), frame, 12) + rect(-92, -286, 78, 18, tyre, 9)
    return group(wheels, bars, fork, seat, circle(6, -92, 22, tyre), at=(x, y))


def wheelchair(x: float, y: float, frame: str, tyre: str) -> str:
    return group(
        line(((-52, -300), (-46, -158), (78, -158), (96, -30), (128, -30)), frame, 14),
        line(((-52, -300), (-84, -312)), frame, 14),
        ring(-14, -104, 98, tyre, 13),
        ring(104, -30, 26, tyre, 10),
        circle(-14, -104, 14, frame),
        at=(x, y),
    )


def pendant(x: float, drop: float, shade: str, cord: str) -> str:
    return line(((x, 0), (x, drop)), cord, 5) + path(
        f"M{x - 84},{drop + 76} C{x - 84},{drop - 10} {x + 84},{drop - 10} {x + 84},{drop + 76} Z", shade
    )
