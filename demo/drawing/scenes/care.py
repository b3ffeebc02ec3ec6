"""Care work: the rota board, the walk by the shore, the word of the day."""

from demo.drawing.people import (
    FAIR_HAIR,
    GREY_HAIR,
    HOLD,
    REACH_ONE,
    RED_HAIR,
    SIT,
    SIT_BACK,
    SKINS,
    Look,
    Pose,
    person,
)
from demo.drawing.shapes import (
    CLOUDBERRY,
    CLOUDBERRY_LIGHT,
    CLOUDBERRY_TINT,
    INK,
    LAKE,
    LAKE_LIGHT,
    LAKE_TINT,
    LINGONBERRY,
    LINGONBERRY_LIGHT,
    LINGONBERRY_TINT,
    PAPER,
    SURFACE,
    circle,
    ellipse,
    group,
    line,
    mix,
    path,
    rect,
)
from demo.drawing.things import HEIGHT, WIDTH, chair, mug, note, plant, room, shadow, table, window


def home_care_shifts() -> str:
    """Two home-care workers at the rota board; one moves a card."""
    floor = mix(LINGONBERRY_TINT, LINGONBERRY, 0.16)
    cells = "".join(
        rect(600 + column * 104, 214 + row * 92, 84, 66, colour, 8)
        for row, colours in enumerate(("RMRRMRM", "MRRMRRM", "RRMR.MR", "MRMRRMR"))
        for column, colour in enumerate(
            {"R": LINGONBERRY, "M": LAKE_LIGHT, ".": LINGONBERRY_TINT}[c] for c in colours
        )
    )
    board = (
        rect(548, 120, 826, 500, INK, 16)
        + rect(564, 136, 794, 468, SURFACE, 8)
        + rect(600, 162, 300, 18, mix(INK, SURFACE, 0.55), 9)
    )
    moved = group(rect(-46, -36, 92, 72, LINGONBERRY, 8), at=(1130, 520), turn=-8)
    mover = Pose(far_arm=((64, -318), (112, -374)), near_arm=((-42, -265), (-36, -190)))
    return "".join(
        (
            room(LINGONBERRY_TINT, floor),
            window(90, 150, 300, 380, mix(LAKE, INK, 0.15), LAKE_TINT, circle(300, 250, 44, PAPER)),
            board,
            cells,
            plant(190, 900, LAKE, mix(LINGONBERRY, INK, 0.2), 1.25),
            shadow(500, 1010, 230, floor),
            shadow(960, 1010, 230, floor),
            person(Look(SKINS[3], INK, "curls", LAKE, INK, short_sleeves=True), HOLD, at=(480, 1010)),
            group(
                rect(-40, -54, 80, 108, SURFACE, 8),
                rect(-24, -34, 48, 8, LAKE, 4),
                rect(-24, -14, 40, 8, LAKE, 4),
                at=(590, 676),
                turn=10,
            ),
            moved,
            person(
                Look(SKINS[0], FAIR_HAIR, "tail", LINGONBERRY, INK, short_sleeves=True), mover, at=(960, 1010)
            ),
        )
    )


def work_ability_talk() -> str:
    """Supervisor and worker walk and talk along the shore; the worker has a stick."""
    sea, sand = mix(LAKE_TINT, LAKE, 0.28), mix(LINGONBERRY_TINT, CLOUDBERRY, 0.12)
    walking = Pose(
        neck=(6, -335),
        far_arm=((44, -268), (82, -222)),
        near_arm=((-38, -266), (-56, -204)),
        far_leg=((36, -105), (56, -14)),
        near_leg=((-12, -104), (-54, -18)),
    )
    with_stick = Pose(
        neck=(10, -330),
        far_arm=((58, -268), (96, -224)),
        near_arm=((-40, -266), (-50, -200)),
        far_leg=((28, -104), (44, -12)),
        near_leg=((-14, -104), (-40, -14)),
    )
    reeds = "".join(
        line(((x, 742), (x + lean, 742 - tall)), mix(LAKE, INK, 0.3), 7)
        for x, lean, tall in ((90, -12, 150), (122, 8, 190), (150, 20, 140), (186, -6, 176), (216, 16, 120))
    )
    island = path("M980,470 C1080,392 1220,408 1290,440 C1360,420 1440,440 1490,470 Z", mix(LAKE, INK, 0.25))
    birch = "".join(
        (
            line(((1440, 900), (1452, 300)), SURFACE, 40),
            "".join(
                rect(1428 + dx, y, 24, 9, INK, 4)
                for dx, y in ((0, 420), (12, 500), (-4, 590), (8, 690), (-6, 780))
            ),
            line(((1450, 520), (1530, 420)), SURFACE, 18),
            ellipse(1440, 200, 190, 170, mix(LINGONBERRY, SURFACE, 0.18)),
            ellipse(1550, 330, 120, 110, LINGONBERRY),
            ellipse(1330, 310, 100, 90, LINGONBERRY_LIGHT),
        )
    )
    return "".join(
        (
            rect(0, 0, WIDTH, HEIGHT, LAKE_TINT),
            circle(360, 240, 92, PAPER),
            island,
            rect(0, 468, WIDTH, 290, sea),
            "".join(
                rect(x, y, w, 8, mix(LAKE_TINT, SURFACE, 0.4), 4)
                for x, y, w in (
                    (300, 530, 180),
                    (700, 590, 240),
                    (520, 670, 150),
                    (1040, 540, 130),
                    (930, 690, 200),
                )
            ),
            path(
                "M0,760 C300,700 620,752 900,742 C1200,732 1420,758 1600,728 V1067 H0 Z",
                mix(LINGONBERRY_TINT, LINGONBERRY, 0.14),
            ),
            path("M0,930 C400,850 1100,880 1600,842 V1020 C1100,1030 500,1020 0,1067 Z", sand),
            reeds,
            birch,
            shadow(640, 980, 250, sand),
            shadow(960, 974, 250, sand),
            person(Look(SKINS[1], INK, "short", LAKE, INK, beard=True, broad=1.08), walking, at=(640, 980)),
            line(((1100, 652), (1130, 968)), mix(CLOUDBERRY, INK, 0.2), 13),
            person(Look(SKINS[0], GREY_HAIR, "bob", LINGONBERRY, INK), with_stick, at=(960, 974)),
        )
    )


def language_aware() -> str:
    """The coffee room: four nurses, one of them points at a picture card."""
    floor = mix(CLOUDBERRY_TINT, CLOUDBERRY, 0.2)
    notes = "".join(
        note(690 + (i % 5) * 108, 130 + (i // 5) * 104, colour, mix(colour, INK, 0.55), 82, turn)
        for i, (colour, turn) in enumerate(
            (
                (SURFACE, -3),
                (LINGONBERRY_LIGHT, 2),
                (SURFACE, 4),
                (CLOUDBERRY_LIGHT, -2),
                (SURFACE, 1),
                (CLOUDBERRY_LIGHT, 3),
                (SURFACE, -4),
                (LINGONBERRY_LIGHT, -1),
                (SURFACE, 2),
                (CLOUDBERRY_LIGHT, -3),
            )
        )
    )
    card = group(
        rect(-52, -66, 104, 132, SURFACE, 10),
        path(
            "M0,-36 C30,-36 34,0 20,16 C12,26 12,30 12,40 h-24 c0,-10 0,-14 -8,-24 C-34,0 -30,-36 0,-36 Z",
            LINGONBERRY,
        ),
        at=(800, 566),
        turn=6,
    )
    return "".join(
        (
            room(CLOUDBERRY_TINT, floor),
            rect(650, 90, 610, 270, CLOUDBERRY, 14),
            notes,
            rect(60, 330, 430, 30, mix(CLOUDBERRY, INK, 0.3), 8),
            mug(140, 330, LINGONBERRY),
            mug(220, 330, SURFACE),
            mug(300, 330, CLOUDBERRY),
            plant(430, 330, CLOUDBERRY, LINGONBERRY, 0.8),
            person(
                Look(SKINS[4], INK, "crop", LINGONBERRY, INK, short_sleeves=True),
                HOLD,
                at=(1330, 960),
                scale=1.4,
                flip=True,
            ),
            chair(330, 1000, INK),
            person(Look(SKINS[2], LINGONBERRY, "scarf", CLOUDBERRY, INK), SIT, at=(330, 1000), scale=1.4),
            person(
                Look(SKINS[0], RED_HAIR, "bun", LINGONBERRY, INK, short_sleeves=True),
                REACH_ONE,
                at=(640, 952),
                scale=1.4,
            ),
            card,
            chair(1190, 1004, INK, flip=True),
            person(
                Look(SKINS[0], GREY_HAIR, "short", SURFACE, INK, broad=1.1),
                SIT_BACK,
                at=(1190, 1004),
                scale=1.4,
                flip=True,
            ),
            table(480, 1010, 600, 262, SURFACE, INK),
            mug(590, 736, LINGONBERRY),
            mug(930, 736, CLOUDBERRY),
            rect(700, 712, 130, 24, CLOUDBERRY_LIGHT, 12),
        )
    )


SCENES = {
    "01-home-care-shifts": home_care_shifts,
    "08-work-ability-talk": work_ability_talk,
    "09-language-aware": language_aware,
}
