"""Day care, school kitchen, corridor and dining hall."""

from demo.drawing.people import (
    BROWN_HAIR,
    FAIR_HAIR,
    GREY_HAIR,
    HOLD,
    REACH,
    REACH_ONE,
    RED_HAIR,
    SKINS,
    STAND,
    WALK,
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
    MIDNIGHT,
    MIDNIGHT_LIGHT,
    MIDNIGHT_TINT,
    MOSS,
    MOSS_LIGHT,
    MOSS_TINT,
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
)
from demo.drawing.things import books, pendant, room, shadow, spruce, wheelchair, window

FLOOR_SIT = Pose(
    hip=(0, -40),
    neck=(6, -178),
    far_arm=((48, -120), (92, -104)),
    near_arm=((30, -104), (84, -92)),
    far_leg=((92, -72), (150, -12)),
    near_leg=((84, -34), (24, -14)),
)


def open_book(x: float, y: float, cover: str) -> str:
    pages = path(
        "M0,0 C-20,-16 -50,-16 -66,-8 V-52 C-50,-60 -20,-60 0,-44 C20,-60 50,-60 66,-52 V-8 C50,-16 20,-16 0,0 Z",
        SURFACE,
    )
    return group(path("M0,8 L-74,0 V-48 L0,-40 L74,-48 V0 Z", cover), pages, at=(x, y))


def quiet_day_care() -> str:
    """A child reads in a low tent while an adult sits on the rug."""
    floor = mix(CLOUDBERRY_TINT, CLOUDBERRY, 0.2)
    tent = "".join(
        (
            polygon(((860, 960), (1160, 330), (1460, 960)), mix(LAKE, SURFACE, 0.25)),
            polygon(((1000, 960), (1160, 470), (1330, 960)), mix(LAKE, INK, 0.45)),
            path("M1160,330 L1160,470 C1130,700 1060,880 960,960 H860 Z", LAKE),
            path("M1160,330 L1160,470 C1200,700 1290,880 1370,960 H1460 Z", mix(LAKE, INK, 0.12)),
            line(((1160, 340), (1140, 270)), CLOUDBERRY, 12),
            line(((1160, 340), (1184, 268)), CLOUDBERRY, 12),
        )
    )
    flags = "".join(
        polygon(((700 + i * 76, 196 + s), (744 + i * 76, 200 + s), (722 + i * 76, 248 + s)), c)
        for i, (c, s) in enumerate(
            (
                (CLOUDBERRY, 0),
                (LAKE_LIGHT, 14),
                (CLOUDBERRY_LIGHT, 22),
                (CLOUDBERRY, 24),
                (LAKE, 22),
                (CLOUDBERRY_LIGHT, 14),
                (CLOUDBERRY, 2),
                (LAKE_LIGHT, -14),
            )
        )
    )
    blocks = (
        rect(330, 930, 66, 66, CLOUDBERRY_LIGHT, 8)
        + rect(402, 930, 66, 66, LAKE_LIGHT, 8)
        + polygon(((340, 928), (432, 928), (386, 866)), LAKE)
    )
    return "".join(
        (
            room(CLOUDBERRY_TINT, floor, 800),
            window(
                110,
                150,
                360,
                360,
                CLOUDBERRY,
                LAKE_TINT,
                ellipse(230, 470, 120, 50, mix(LAKE_TINT, LAKE, 0.4)) + circle(390, 240, 36, PAPER),
            ),
            outline("M640,180 C860,260 1160,250 1380,150", CLOUDBERRY, 6),
            flags,
            rect(90, 640, 400, 160, CLOUDBERRY, 10),
            rect(108, 658, 364, 124, mix(CLOUDBERRY, PAPER, 0.82)),
            books(124, 782, 330, (LAKE, CLOUDBERRY, SURFACE, mix(LAKE, SURFACE, 0.5)), 3),
            ellipse(1010, 968, 520, 68, mix(CLOUDBERRY, SURFACE, 0.62)),
            tent,
            person(Look(SKINS[3], INK, "curls", CLOUDBERRY, LAKE), FLOOR_SIT, at=(1130, 960), scale=1.15),
            open_book(1244, 850, CLOUDBERRY),
            person(
                Look(SKINS[0], BROWN_HAIR, "bun", mix(LAKE, SURFACE, 0.1), INK),
                FLOOR_SIT,
                at=(640, 1000),
                scale=1.6,
            ),
            blocks,
        )
    )


def pot(x: float, y: float, colour: str, scale: float = 1, *, hot: bool = False) -> str:
    steam = "".join(
        outline(f"M{dx},-150 q-22,-32 0,-60 q20,-28 0,-58", SURFACE, 12) for dx in (-40, 16) if hot
    )
    body = rect(-100, -124, 200, 124, colour, 14) + rect(-112, -134, 224, 20, mix(colour, INK, 0.25), 10)
    return group(
        steam, body, rect(-138, -92, 40, 16, INK, 8), rect(98, -92, 40, 16, INK, 8), at=(x, y), scale=scale
    )


def school_kitchen() -> str:
    """A cook weighs food; a pupil brings a plate to the return point."""
    floor = mix(MOSS_TINT, MOSS, 0.16)
    tiles = "".join(
        rect(40 + c * 118, 300 + r * 70, 108, 60, mix(MOSS_TINT, SURFACE, 0.6), 4)
        for r in range(5)
        for c in range(7)
    )
    board = rect(1010, 150, 470, 300, CLOUDBERRY, 12) + rect(1026, 166, 438, 268, INK, 6)
    bars = "".join(
        rect(1070 + i * 66, 400 - tall, 40, tall, colour, 4)
        for i, (tall, colour) in enumerate(
            (
                (190, SURFACE),
                (170, SURFACE),
                (132, CLOUDBERRY_LIGHT),
                (110, CLOUDBERRY_LIGHT),
                (84, MOSS_LIGHT),
            )
        )
    )
    scale = (
        rect(574, 628, 180, 30, INK, 8)
        + rect(600, 560, 128, 70, mix(MOSS, SURFACE, 0.35), 10)
        + circle(664, 643, 10, SURFACE)
    )
    food = path("M594,560 C600,500 730,500 736,560 Z", CLOUDBERRY_LIGHT)
    counter = (
        rect(0, 656, 880, 30, SURFACE, 8)
        + rect(20, 686, 840, 262, mix(MOSS, SURFACE, 0.1))
        + rect(36, 940, 808, 34, INK)
        + "".join(
            rect(48 + i * 206, 716, 190, 190, MOSS, 8) + rect(110 + i * 206, 736, 66, 12, MOSS_TINT, 6)
            for i in range(4)
        )
    )
    bucket = path("M1166,842 h150 l-18,142 q-2,12 -14,12 h-86 q-12,0 -14,-12 Z", MOSS) + rect(
        1156, 828, 170, 22, mix(MOSS, INK, 0.25), 11
    )
    return "".join(
        (
            room(MOSS_TINT, floor),
            tiles,
            rect(40, 200, 820, 22, mix(MOSS, INK, 0.3), 8),
            pot(180, 200, CLOUDBERRY, 0.62),
            pot(380, 200, MOSS, 0.5),
            "".join(
                line(((520 + i * 60, 222), (520 + i * 60, 290)), INK, 8)
                + circle(520 + i * 60, 306, 22, mix(MOSS, INK, 0.4))
                for i in range(5)
            ),
            board,
            bars,
            line(((1056, 402), (1420, 402)), SURFACE, 6),
            person(
                Look(SKINS[1], SURFACE, "chef", SURFACE, INK, apron=CLOUDBERRY, broad=1.15),
                REACH,
                at=(440, 960),
                scale=1.55,
            ),
            counter,
            scale,
            food,
            pot(180, 656, CLOUDBERRY, 0.95, hot=True),
            shadow(1240, 1000, 240, floor),
            bucket,
            shadow(1060, 1010, 200, floor),
            person(Look(SKINS[2], INK, "tail", CLOUDBERRY, INK), REACH_ONE, at=(1050, 1010), scale=1.16),
            ellipse(1206, 682, 62, 14, SURFACE),
            ellipse(1206, 678, 34, 7, mix(CLOUDBERRY, SURFACE, 0.5)),
        )
    )


def locker(x: float, y: float, colour: str) -> str:
    vents = "".join(rect(x + 34, y + 34 + i * 16, 52, 6, mix(colour, INK, 0.3), 3) for i in range(3))
    return rect(x, y, 120, 420, colour, 6) + vents + circle(x + 98, y + 220, 7, INK)


def school_corridor() -> str:
    """Pupils move both ways along the corridor, one in a wheelchair; a teacher stands in a doorway."""
    floor = mix(CLOUDBERRY_TINT, CLOUDBERRY, 0.18)
    lockers = "".join(
        locker(60 + i * 130, 360, (LAKE, LAKE_LIGHT, CLOUDBERRY_LIGHT, LAKE, CLOUDBERRY)[i]) for i in range(5)
    )
    door = (
        rect(1090, 230, 330, 560, mix(CLOUDBERRY, INK, 0.15), 8)
        + rect(1112, 252, 286, 538, mix(LAKE_TINT, LAKE, 0.12))
        + rect(1290, 310, 90, 120, PAPER, 4)
    )
    bench = (
        rect(770, 712, 250, 26, CLOUDBERRY, 10)
        + line(((800, 738), (800, 800)), INK, 14)
        + line(((990, 738), (990, 800)), INK, 14)
    )
    chair_rider = Pose(
        hip=(0, -160),
        neck=(4, -296),
        far_arm=((46, -226), (20, -150)),
        near_arm=((-46, -222), (-8, -158)),
        far_leg=((78, -158), (100, -44)),
        near_leg=((70, -150), (92, -40)),
    )
    bag = rect(-86, -318, 58, 116, LAKE, 24)
    return "".join(
        (
            room(CLOUDBERRY_TINT, floor, 790),
            pendant(330, 110, LAKE, INK),
            pendant(850, 110, CLOUDBERRY, INK),
            lockers,
            bench,
            door,
            person(
                Look(SKINS[1], GREY_HAIR, "bob", CLOUDBERRY, INK), HOLD, at=(1220, 806), scale=1.26, flip=True
            ),
            rect(0, 884, 1600, 14, mix(CLOUDBERRY, SURFACE, 0.35)),
            shadow(460, 880, 170, floor),
            group(rect(28, -318, 56, 110, CLOUDBERRY, 24), at=(470, 876), scale=1.08),
            person(
                Look(SKINS[4], INK, "crop", mix(LAKE, SURFACE, 0.2), INK),
                WALK,
                at=(460, 876),
                scale=1.08,
                flip=True,
            ),
            shadow(800, 872, 160, floor),
            person(
                Look(SKINS[0], FAIR_HAIR, "long", LAKE_LIGHT, CLOUDBERRY, skirt=True),
                WALK,
                at=(800, 870),
                scale=1.02,
                flip=True,
            ),
            shadow(250, 1030, 190, floor),
            group(bag, at=(246, 1026), scale=1.3),
            person(Look(SKINS[2], LAKE, "scarf", CLOUDBERRY, INK), WALK, at=(250, 1026), scale=1.24),
            shadow(1010, 1030, 300, floor),
            person(Look(SKINS[0], RED_HAIR, "short", LAKE, INK), chair_rider, at=(1000, 1024), scale=1.24),
            group(wheelchair(0, 0, INK, mix(INK, SURFACE, 0.25)), at=(1000, 1024), scale=1.24),
        )
    )


def manager_on_the_floor() -> str:
    """A director in an apron serves lunch while the cook shows how."""
    floor = mix(MIDNIGHT_TINT, MIDNIGHT, 0.16)
    dishes = "".join(
        rect(330 + i * 250, 640, 210, 34, INK, 8)
        + path(f"M{344 + i * 250},642 C{360 + i * 250},584 {510 + i * 250},584 {526 + i * 250},642 Z", c)
        for i, c in enumerate((CLOUDBERRY, SURFACE, CLOUDBERRY_LIGHT))
    )
    counter = (
        rect(250, 672, 860, 32, SURFACE, 8)
        + rect(276, 704, 808, 260, MIDNIGHT)
        + "".join(rect(306 + i * 258, 736, 232, 196, mix(MIDNIGHT, SURFACE, 0.14), 8) for i in range(3))
    )
    glass = (
        rect(250, 500, 860, 14, mix(MIDNIGHT, SURFACE, 0.5), 6)
        + line(((268, 506), (268, 672)), mix(MIDNIGHT, SURFACE, 0.5), 10)
        + line(((1092, 506), (1092, 672)), mix(MIDNIGHT, SURFACE, 0.5), 10)
    )
    ladle = line(((668, 690), (760, 600)), INK, 10) + path("M744,592 h44 q0,30 -22,30 q-22,0 -22,-30 Z", INK)
    queue_pose = Pose(far_arm=((54, -262), (92, -246)), near_arm=((36, -250), (88, -234)))
    return "".join(
        (
            room(MIDNIGHT_TINT, floor),
            window(
                1160, 130, 330, 330, MIDNIGHT, PAPER, spruce(1400, 470, mix(MIDNIGHT, SURFACE, 0.3), "", 0.6)
            ),
            pendant(420, 130, CLOUDBERRY, INK),
            pendant(700, 130, CLOUDBERRY_LIGHT, INK),
            pendant(980, 130, CLOUDBERRY, INK),
            person(
                Look(SKINS[3], SURFACE, "chef", SURFACE, INK, apron=MIDNIGHT, broad=1.1),
                Pose(far_arm=((66, -286), (118, -262)), near_arm=((-42, -262), (-30, -190))),
                at=(420, 960),
                scale=1.5,
            ),
            person(
                Look(SKINS[0], GREY_HAIR, "short", mix(MIDNIGHT, INK, 0.25), INK, apron=CLOUDBERRY),
                REACH,
                at=(720, 960),
                scale=1.5,
            ),
            glass,
            counter,
            dishes,
            group(ladle, at=(150, -10)),
            shadow(1270, 1010, 200, floor),
            person(
                Look(SKINS[2], INK, "bob", CLOUDBERRY, INK), queue_pose, at=(1250, 1010), scale=1.2, flip=True
            ),
            rect(1084, 706, 120, 16, INK, 8),
            ellipse(1140, 702, 44, 10, SURFACE),
            shadow(1470, 1016, 200, floor),
            person(
                Look(SKINS[1], FAIR_HAIR, "crop", MIDNIGHT_LIGHT, INK),
                STAND,
                at=(1460, 1016),
                scale=1.16,
                flip=True,
            ),
        )
    )


SCENES = {
    "02-quiet-day-care": quiet_day_care,
    "05-school-kitchen": school_kitchen,
    "13-school-corridor": school_corridor,
    "16-manager-on-the-floor": manager_on_the_floor,
}
