"""Meeting rooms, desks and corridors of offices."""

from demo.drawing.people import FAIR_HAIR, GREY_HAIR, PUSH, SIT, SIT_BACK, SKINS, Look, Pose, person
from demo.drawing.shapes import (
    CLOUDBERRY,
    CLOUDBERRY_LIGHT,
    CLOUDBERRY_TINT,
    INK,
    LAKE,
    LAKE_LIGHT,
    MIDNIGHT,
    MIDNIGHT_LIGHT,
    MIDNIGHT_TINT,
    MOSS,
    MOSS_LIGHT,
    MOSS_TINT,
    PAPER,
    SPRUCE,
    SPRUCE_LIGHT,
    SPRUCE_TINT,
    SURFACE,
    circle,
    group,
    line,
    mix,
    outline,
    path,
    polygon,
    rect,
    ring,
)
from demo.drawing.things import chair, laptop, mug, note, pendant, plant, room, shadow, table, window


def recruitment() -> str:
    """Three people write a job advertisement together."""
    floor = mix(SPRUCE_TINT, SPRUCE, 0.18)
    wall_notes = "".join(
        note(560 + (i % 4) * 122, 130 + (i // 4) * 118, c, mix(c, INK, 0.5), 96, turn)
        for i, (c, turn) in enumerate(
            (
                (SURFACE, -3),
                (CLOUDBERRY_LIGHT, 3),
                (SURFACE, 2),
                (SPRUCE_LIGHT, -2),
                (CLOUDBERRY_LIGHT, 2),
                (SURFACE, -4),
                (SPRUCE_LIGHT, 3),
                (SURFACE, 1),
            )
        )
    )
    sheet = group(
        rect(-100, -8, 200, 14, SURFACE, 4),
        rect(-60, -14, 110, 6, mix(SPRUCE, SURFACE, 0.4), 3),
        at=(790, 700),
    )
    pencil = line(((900, 690), (934, 640)), CLOUDBERRY, 10)
    standing = Pose(neck=(14, -334), far_arm=((62, -276), (100, -222)), near_arm=((-44, -262), (-36, -192)))
    return "".join(
        (
            room(SPRUCE_TINT, floor),
            window(110, 140, 320, 360, SPRUCE, PAPER, circle(330, 250, 52, CLOUDBERRY_LIGHT)),
            wall_notes,
            pendant(1290, 170, CLOUDBERRY, INK),
            plant(1470, 900, SPRUCE, CLOUDBERRY, 1.35),
            person(Look(SKINS[4], INK, "bun", CLOUDBERRY, INK), standing, at=(690, 950), scale=1.42),
            chair(420, 1004, INK),
            person(
                Look(SKINS[0], GREY_HAIR, "crop", SPRUCE, INK, beard=True, broad=1.1), SIT, at=(420, 1004)
            ),
            chair(1180, 1004, INK, flip=True),
            person(
                Look(SKINS[1], SPRUCE, "scarf", CLOUDBERRY_LIGHT, SPRUCE), SIT, at=(1180, 1004), flip=True
            ),
            table(520, 1012, 570, 288, SURFACE, INK),
            sheet,
            pencil,
            mug(610, 712, SPRUCE),
            laptop(1010, 712, INK, mix(INK, SURFACE, 0.3), flip=True),
        )
    )


def meeting_free_mornings() -> str:
    """An empty meeting room in the morning sun; next door two people work in peace."""
    floor = mix(MIDNIGHT_TINT, MIDNIGHT, 0.16)
    sun = CLOUDBERRY_LIGHT
    glass_door = rect(770, 0, 26, 860, MIDNIGHT)
    chairs = "".join(
        chair(x, 930, MIDNIGHT_LIGHT, flip=flip, seat=170)
        for x, flip in ((190, False), (350, False), (600, True), (700, True))
    )
    beam = polygon(((120, 520), (470, 520), (760, 1067), (300, 1067)), CLOUDBERRY_TINT)
    clock = (
        circle(930, 180, 62, SURFACE)
        + ring(930, 180, 62, INK, 10)
        + line(((930, 180), (930, 138)), INK, 8)
        + line(((930, 180), (900, 200)), INK, 8)
    )
    return "".join(
        (
            room(MIDNIGHT_TINT, floor),
            beam,
            window(110, 150, 380, 370, MIDNIGHT, CLOUDBERRY_TINT, circle(300, 430, 110, sun)),
            chairs,
            table(170, 950, 520, 250, SURFACE, INK),
            rect(540, 190, 160, 210, SURFACE, 8),
            rect(566, 230, 108, 12, mix(MIDNIGHT, SURFACE, 0.6), 6),
            line(((566, 330), (604, 366), (676, 286)), CLOUDBERRY, 14),
            glass_door,
            clock,
            rect(1080, 250, 420, 24, MIDNIGHT, 8),
            plant(1160, 250, mix(MIDNIGHT, SURFACE, 0.2), CLOUDBERRY, 0.7),
            "".join(
                rect(1260 + i * 40, 250 - h, 30, h, c, 4)
                for i, (h, c) in enumerate(
                    ((110, CLOUDBERRY), (126, MIDNIGHT), (98, MIDNIGHT_LIGHT), (116, CLOUDBERRY_LIGHT))
                )
            ),
            chair(920, 1004, INK),
            person(Look(SKINS[2], INK, "short", MIDNIGHT, INK), SIT, at=(920, 1004), scale=1.38),
            chair(1440, 1004, INK, flip=True),
            person(
                Look(SKINS[0], FAIR_HAIR, "bob", CLOUDBERRY, INK),
                SIT_BACK,
                at=(1440, 1004),
                scale=1.38,
                flip=True,
            ),
            table(1010, 1010, 340, 276, SURFACE, INK),
            laptop(1170, 722, MIDNIGHT, INK, flip=True),
            mug(1290, 722, CLOUDBERRY),
        )
    )


def cleaning_route() -> str:
    """A cleaner pushes a trolley down a corridor and looks at the day's route."""
    floor = mix(MOSS_TINT, MOSS, 0.16)
    doors = "".join(
        rect(x, 300, 190, 520, mix(MOSS, SURFACE, shade), 8)
        + rect(x + 24, 330, 142, 150, MOSS_TINT, 6)
        + circle(x + 164, 570, 11, INK)
        for x, shade in ((70, 0.2), (1340, 0.35))
    )
    rooms = "".join(
        rect(600 + (i % 4) * 128, 196 + (i // 4) * 148, 112, 106, c, 6)
        for i, c in enumerate(
            (MOSS_LIGHT, PAPER, LAKE_LIGHT, PAPER, PAPER, LAKE_LIGHT, MOSS_LIGHT, MOSS_LIGHT)
        )
    )
    route = (
        outline(
            "M652,250 C700,330 760,320 784,390 C830,330 880,240 912,250 C990,280 940,380 1046,396", INK, 9
        )
        + circle(652, 250, 14, INK)
        + circle(1046, 396, 14, LAKE)
    )
    board = rect(560, 156, 580, 332, MOSS, 14) + rect(578, 174, 544, 296, SURFACE, 6)
    trolley = "".join(
        (
            rect(-150, -300, 14, 280, INK, 6),
            rect(150, -300, 14, 280, INK, 6),
            rect(-160, -300, 334, 20, INK, 8),
            rect(-150, -60, 314, 20, INK, 8),
            path("M-130,-276 h130 v170 q0,20 -20,20 h-90 q-20,0 -20,-20 Z", LAKE),
            rect(24, -140, 116, 82, MOSS_LIGHT, 8),
            rect(30, -360, 34, 60, LAKE_LIGHT, 8),
            rect(78, -376, 34, 76, MOSS, 8),
            rect(122, -350, 30, 50, LAKE, 8),
            ring(-130, -20, 20, INK, 10),
            ring(140, -20, 20, INK, 10),
            line(((170, -70), (210, -470)), INK, 12),
            path("M146,-66 h60 l14,46 h-88 Z", mix(MOSS, SURFACE, 0.5)),
        )
    )
    return "".join(
        (
            room(MOSS_TINT, floor, 820),
            "".join(rect(260 + i * 420, 0, 220, 26, PAPER, 8) for i in range(3)),
            doors,
            board,
            rooms,
            route,
            plant(1250, 850, MOSS, LAKE, 1.1),
            shadow(500, 1016, 240, floor),
            shadow(860, 1020, 420, floor),
            person(
                Look(SKINS[1], INK, "bun", MOSS, INK, short_sleeves=True, apron=LAKE),
                PUSH,
                at=(500, 1012),
                scale=1.5,
            ),
            group(trolley, at=(870, 1014), scale=1.12),
        )
    )


SCENES = {
    "06-recruitment": recruitment,
    "07-meeting-free-mornings": meeting_free_mornings,
    "11-cleaning-route": cleaning_route,
}
