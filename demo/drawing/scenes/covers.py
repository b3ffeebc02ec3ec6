"""The podcast's cover and the picture that stands in when a page without one is shared."""

from collections.abc import Callable

from demo.drawing.people import FAIR_HAIR, SIT, SIT_BACK, SKINS, Look, person
from demo.drawing.shapes import (
    ACCENT,
    BRAND,
    CLOUDBERRY_TINT,
    INK,
    PAPER,
    SPRUCE_TINT,
    SURFACE,
    circle,
    group,
    line,
    mix,
    outline,
    rect,
    scallops,
)
from demo.drawing.things import chair, mug, shadow, table


def words(
    text: str, x: float, y: float, size: float, colour: str, weight: int = 700, anchor: str = "start"
) -> str:
    face = f'font-family="Bricolage, sans-serif" font-size="{size}" font-weight="{weight}" letter-spacing="-0.02em"'
    return f'<text x="{x}" y="{y}" {face} fill="{colour}" text-anchor="{anchor}">{text}</text>'


def microphone(x: float, y: float) -> str:
    return (
        rect(x - 24, y - 150, 48, 84, INK, 24)
        + outline(f"M{x - 40},{y - 104} a40,44 0 0 0 80,0", INK, 8)
        + line(((x, y - 58), (x, y - 6)), INK, 8)
        + rect(x - 32, y - 12, 64, 12, INK, 6)
    )


def talkers() -> str:
    """Two people at a table with a microphone between them; the table stands at (0, 0)."""
    return "".join(
        (
            shadow(0, 4, 900, SPRUCE_TINT),
            chair(-300, 0, INK),
            person(Look(SKINS[3], INK, "curls", ACCENT, INK), SIT, at=(-300, 0)),
            chair(300, 0, INK, flip=True),
            person(
                Look(SKINS[0], FAIR_HAIR, "bob", mix(BRAND, SURFACE, 0.12), INK),
                SIT_BACK,
                at=(300, 0),
                flip=True,
            ),
            table(-190, 4, 380, 280, SURFACE, INK),
            microphone(0, -288),
            mug(-110, -288, ACCENT),
            mug(120, -288, BRAND),
        )
    )


def show_cover() -> str:
    """Square, 3000 pixels: awning, name, talkers. The lowest fifth holds nothing that an app may cover."""
    return "".join(
        (
            rect(0, 0, 3000, 3000, SPRUCE_TINT),
            rect(0, 2300, 3000, 700, mix(SPRUCE_TINT, BRAND, 0.16)),
            scallops(0, 0, 3000, 8, 300, (BRAND, PAPER)),
            words("Torin laidalla", 1500, 890, 400, INK, 800, "middle"),
            words("Vid torgkanten · By the Square", 1500, 1086, 136, BRAND, 600, "middle"),
            group(talkers(), at=(1500, 2430), scale=2.2),
        )
    )


def share_default() -> str:
    """1200 x 630: the awning and the name, for pages that have no picture of their own."""
    return "".join(
        (
            rect(0, 0, 1200, 630, PAPER),
            words("Tekotori", 84, 372, 150, INK, 800),
            words("Tekoja · Gärningar · Deeds", 90, 452, 44, BRAND, 600),
            circle(948, 380, 270, SPRUCE_TINT),
            scallops(0, 0, 1200, 10, 70, (BRAND, CLOUDBERRY_TINT)),
            group(talkers(), at=(948, 590), scale=0.56),
        )
    )


COVERS: dict[str, tuple[int, int, Callable[[], str]]] = {
    "show-cover": (3000, 3000, show_cover),
    "share-default": (1200, 630, share_default),
}
