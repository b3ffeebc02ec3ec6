"""The three parts of the article series."""

from demo.drawing.people import (
    BROWN_HAIR,
    FAIR_HAIR,
    GREY_HAIR,
    RED_HAIR,
    SKINS,
    STAND,
    Look,
    Pose,
    person,
)
from demo.drawing.shapes import (
    CLOUDBERRY,
    CLOUDBERRY_LIGHT,
    CLOUDBERRY_TINT,
    INK,
    LAKE_TINT,
    LINGONBERRY,
    MIDNIGHT,
    MIDNIGHT_LIGHT,
    MIDNIGHT_TINT,
    PAPER,
    SPRUCE,
    SPRUCE_TINT,
    SURFACE,
    circle,
    ellipse,
    group,
    line,
    mix,
    outline,
    path,
    rect,
)
from demo.drawing.things import HEIGHT, WIDTH, house, plant, room, shadow, tree


def pebble() -> str:
    """Somebody on a bench shakes a pebble out of a shoe; another waits."""
    grass, way = mix(SPRUCE_TINT, SPRUCE, 0.26), mix(CLOUDBERRY_TINT, CLOUDBERRY, 0.22)
    bench = (
        rect(420, 712, 520, 28, CLOUDBERRY, 10)
        + rect(420, 590, 520, 26, CLOUDBERRY, 10)
        + rect(420, 640, 520, 26, CLOUDBERRY, 10)
        + "".join(line(((x, 600), (x, 930)), INK, 16) for x in (470, 890))
    )
    shoe = group(path("M-30,18 v-28 q30,-16 48,4 q30,4 34,24 z", INK), at=(886, 600), turn=125, scale=1.5)
    sitting = Pose(
        hip=(0, -150),
        neck=(10, -290),
        far_arm=((66, -248), (112, -238)),
        near_arm=((10, -208), (66, -180)),
        far_leg=((94, -148), (98, -12)),
        near_leg=((90, -152), (150, -44)),
    )
    waiting = Pose(far_arm=((40, -262), (10, -214)), near_arm=((-44, -258), (2, -212)))
    return "".join(
        (
            rect(0, 0, WIDTH, HEIGHT, SPRUCE_TINT),
            circle(300, 210, 84, PAPER),
            path("M0,600 C400,520 900,580 1600,510 V800 H0 Z", mix(SPRUCE_TINT, SPRUCE, 0.16)),
            tree(1420, 800, SPRUCE, mix(CLOUDBERRY, INK, 0.4), 1.7),
            tree(180, 760, mix(SPRUCE, SURFACE, 0.25), mix(CLOUDBERRY, INK, 0.4), 1.1),
            path("M0,760 C400,710 1100,740 1600,700 V1067 H0 Z", grass),
            path("M0,900 C500,850 1100,880 1600,850 V1067 H0 Z", way),
            shadow(680, 936, 620, way),
            bench,
            person(Look(SKINS[3], INK, "curls", SPRUCE, INK), sitting, at=(660, 935)),
            shoe,
            circle(930, 700, 12, CLOUDBERRY),
            circle(940, 780, 14, mix(CLOUDBERRY, INK, 0.4)),
            circle(918, 846, 9, CLOUDBERRY),
            shadow(1190, 968, 230, way),
            person(
                Look(SKINS[0], GREY_HAIR, "crop", CLOUDBERRY, INK, beard=True),
                waiting,
                at=(1190, 965),
                flip=True,
            ),
        )
    )


def measure() -> str:
    """Someone draws bars on a blackboard while two others watch."""
    floor = mix(MIDNIGHT_TINT, MIDNIGHT, 0.16)
    board = rect(440, 110, 900, 520, CLOUDBERRY, 14) + rect(462, 132, 856, 476, INK, 6)
    chalk = mix(PAPER, INK, 0.1)
    axis = line(((520, 190), (520, 560), (1250, 560)), chalk, 8)
    bars = "".join(
        rect(580 + i * 130, 560 - tall, 78, tall, c, 4)
        for i, (tall, c) in enumerate(
            ((310, MIDNIGHT_LIGHT), (270, MIDNIGHT_LIGHT), (200, CLOUDBERRY_LIGHT), (150, CLOUDBERRY_LIGHT))
        )
    )
    curve = outline("M1100,470 C1150,456 1176,470 1216,450", chalk, 8)
    raised = Pose(far_arm=((62, -330), (56, -420)), near_arm=((-42, -262), (-36, -190)))
    return "".join(
        (
            room(MIDNIGHT_TINT, floor),
            board,
            axis,
            bars,
            curve,
            rect(660, 622, 220, 18, CLOUDBERRY, 8),
            rect(700, 610, 60, 14, PAPER, 6),
            plant(1480, 900, MIDNIGHT, CLOUDBERRY, 1.3),
            shadow(1150, 1006, 230, floor),
            person(
                Look(SKINS[3], GREY_HAIR, "bob", CLOUDBERRY, INK),
                Pose(far_arm=((64, -300), (92, -372)), near_arm=((-42, -262), (-34, -190))),
                at=(1240, 1004),
                flip=True,
            ),
            shadow(240, 1014, 230, floor),
            shadow(470, 1024, 230, floor),
            person(Look(SKINS[0], RED_HAIR, "tail", MIDNIGHT_LIGHT, INK), STAND, at=(240, 1012)),
            person(Look(SKINS[1], BROWN_HAIR, "short", MIDNIGHT, INK, broad=1.1), raised, at=(480, 1022)),
        )
    )


def neighbours() -> str:
    """Two neighbours lift a table over a fence."""
    grass = mix(SPRUCE_TINT, SPRUCE, 0.26)
    pickets = "".join(path(f"M{x},980 V742 l22,-30 l22,30 V980 Z", SURFACE) for x in range(40, 1600, 78))
    rails = rect(0, 782, WIDTH, 22, mix(SURFACE, INK, 0.12)) + rect(
        0, 908, WIDTH, 22, mix(SURFACE, INK, 0.12)
    )
    board = (
        line(((620, 578), (604, 740)), INK, 18)
        + line(((980, 578), (996, 740)), INK, 18)
        + rect(560, 548, 480, 30, CLOUDBERRY_LIGHT, 10)
    )
    lift = Pose(neck=(6, -335), far_arm=((62, -286), (112, -296)), near_arm=((50, -262), (104, -282)))
    return "".join(
        (
            rect(0, 0, WIDTH, HEIGHT, LAKE_TINT),
            circle(800, 180, 80, PAPER),
            "".join(
                ellipse(x, y, w, 24, SURFACE)
                for x, y, w in ((240, 150, 120), (310, 132, 80), (1290, 190, 130))
            ),
            house(60, 760, 400, 330, SPRUCE, mix(SPRUCE, INK, 0.45), SPRUCE_TINT),
            house(1130, 760, 400, 330, LINGONBERRY, mix(LINGONBERRY, INK, 0.45), PAPER),
            tree(640, 780, mix(SPRUCE, SURFACE, 0.2), mix(SPRUCE, INK, 0.5), 0.95),
            path("M0,740 C400,700 1200,700 1600,740 V1067 H0 Z", grass),
            person(Look(SKINS[3], INK, "bun", LINGONBERRY, INK, short_sleeves=True), lift, at=(420, 980)),
            person(
                Look(SKINS[0], FAIR_HAIR, "cap", SPRUCE, INK, beard=True, broad=1.1),
                lift,
                at=(1180, 980),
                flip=True,
            ),
            rails,
            pickets,
            board,
            group(outline("M0,0 q-10,-44 -34,-60 M0,0 q4,-50 24,-70 M0,0 v-80", SPRUCE, 7), at=(300, 1030)),
            group(outline("M0,0 q-10,-44 -34,-60 M0,0 q4,-50 24,-70 M0,0 v-80", SPRUCE, 7), at=(1340, 1036)),
        )
    )


SCENES = {
    "article-1-pebble": pebble,
    "article-2-measure": measure,
    "article-3-neighbours": neighbours,
}
