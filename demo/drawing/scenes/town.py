"""Streets, park, library and market café."""

from demo.drawing.people import (
    BROWN_HAIR,
    FAIR_HAIR,
    GREY_HAIR,
    KNEEL,
    PUSH,
    REACH_ONE,
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
    GRANITE,
    GRANITE_LIGHT,
    GRANITE_TINT,
    HEATHER,
    HEATHER_LIGHT,
    HEATHER_TINT,
    INK,
    LAKE,
    LAKE_LIGHT,
    LAKE_TINT,
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
    polygon,
    rect,
    ring,
    scallops,
)
from demo.drawing.things import (
    HEIGHT,
    WIDTH,
    bicycle,
    chair,
    house,
    laptop,
    mug,
    plant,
    room,
    shadow,
    shelf,
    spruce,
    table,
    tree,
)


def plough(x: float, y: float) -> str:
    body, dark = CLOUDBERRY, mix(CLOUDBERRY, INK, 0.35)
    wheels = "".join(circle(cx, -62, 62, INK) + circle(cx, -62, 26, GRANITE_TINT) for cx in (110, 300, 480))
    cab = path("M330,-330 h120 q22,0 30,22 l34,110 v120 h-184 Z", body) + path(
        "M356,-306 h88 l38,104 h-126 Z", LAKE_TINT
    )
    load = path("M20,-300 h290 v220 h-270 Z", CLOUDBERRY_LIGHT) + rect(14, -316, 302, 26, dark, 8)
    blade = path("M560,-190 C640,-150 650,-60 620,6 L596,10 C612,-60 604,-130 540,-170 Z", LAKE) + rect(
        500, -96, 70, 20, INK
    )
    lamp = rect(372, -362, 46, 32, LAKE, 10)
    driver = circle(406, -246, 24, SKINS[2]) + path("M382,-250 c-2,-34 52,-34 48,-2 Z", INK)
    spray = path(
        "M596,10 C640,-70 720,-120 790,-96 C850,-76 860,-20 900,-6 C880,20 640,26 596,10 Z", SURFACE
    ) + "".join(
        circle(cx, cy, r, SURFACE)
        for cx, cy, r in ((760, -140, 16), (820, -130, 10), (700, -150, 12), (868, -64, 12))
    )
    return group(rect(20, -96, 500, 30, INK, 8), load, cab, driver, lamp, wheels, blade, spray, at=(x, y))


def snow_plough() -> str:
    """A plough clears the street; someone with a pram waits at the roadside."""
    snow, sky = SURFACE, mix(LAKE_TINT, LAKE, 0.16)
    flakes = "".join(circle((i * 197) % 1600, 40 + (i * 131) % 620, 5 + i % 4, snow) for i in range(46))
    pram = group(
        path("M-80,-220 A100,100 0 0 1 20,-120 H-180 A100,100 0 0 1 -80,-220 Z", CLOUDBERRY_LIGHT),
        path("M-180,-120 H20 L-6,-64 H-150 Z", LAKE),
        ring(-140, -34, 34, INK, 10),
        ring(-20, -34, 34, INK, 10),
        at=(1330, 984),
        scale=1.15,
        flip=True,
    )
    return "".join(
        (
            rect(0, 0, WIDTH, HEIGHT, sky),
            house(70, 640, 330, 280, CLOUDBERRY, INK, mix(CLOUDBERRY, SURFACE, 0.82)),
            polygon(((44, 360), (235, 244), (426, 360), (404, 366), (235, 268), (66, 366)), snow),
            house(470, 640, 280, 220, mix(LAKE, SURFACE, 0.1), INK, LAKE_TINT),
            polygon(((444, 420), (610, 322), (776, 420), (752, 428), (610, 346), (468, 428)), snow),
            spruce(900, 660, mix(LAKE, INK, 0.45), snow, 1.15),
            spruce(1120, 650, mix(LAKE, INK, 0.4), snow, 0.85),
            spruce(1480, 670, mix(LAKE, INK, 0.5), snow, 1.4),
            path("M0,640 C300,600 500,650 800,630 C1100,612 1400,660 1600,630 V760 H0 Z", snow),
            rect(0, 730, WIDTH, 200, mix(GRANITE, SURFACE, 0.42)),
            "".join(rect(60 + i * 260, 826, 130, 12, GRANITE_TINT, 6) for i in range(6)),
            plough(180, 900),
            path("M0,924 C260,890 600,940 900,920 C1200,902 1400,936 1600,910 V1067 H0 Z", snow),
            path("M0,1010 C400,980 900,1030 1600,990 V1067 H0 Z", LAKE_TINT),
            person(
                Look(SKINS[0], LAKE, "beanie", mix(LAKE, INK, 0.1), INK),
                PUSH,
                at=(1480, 1000),
                scale=1.18,
                flip=True,
            ),
            group(pram, at=(-160, 4)),
            flakes,
        )
    )


def library() -> str:
    """A visitor borrows a book at a machine; behind, a librarian reads to a child."""
    floor = mix(HEATHER_TINT, HEATHER, 0.15)
    colours = (HEATHER, LAKE, HEATHER_LIGHT, LAKE_LIGHT, INK)
    machine = (
        rect(1010, 530, 190, 480, INK, 16)
        + rect(1030, 552, 150, 200, LAKE_TINT, 8)
        + rect(1054, 590, 102, 14, LAKE, 7)
        + rect(1054, 618, 70, 14, LAKE, 7)
        + rect(1054, 676, 102, 46, HEATHER, 10)
        + rect(990, 780, 230, 26, mix(INK, SURFACE, 0.3), 8)
    )
    book = group(
        rect(-44, -58, 88, 116, HEATHER, 6),
        rect(-44, -58, 16, 116, mix(HEATHER, INK, 0.3), 6),
        at=(968, 706),
        turn=14,
    )
    clock = (
        circle(1390, 190, 82, SURFACE)
        + ring(1390, 190, 82, INK, 12)
        + line(((1390, 190), (1348, 146)), INK, 10)
        + line(((1390, 190), (1390, 128)), INK, 8)
    )
    night = (
        rect(90, 120, 360, 250, mix(LAKE, INK, 0.55))
        + circle(360, 200, 34, PAPER)
        + circle(374, 190, 30, mix(LAKE, INK, 0.55))
        + rect(262, 120, 14, 250, HEATHER)
        + '<rect x="90" y="120" width="360" height="250" fill="none" stroke="#7A2E8E" stroke-width="16"/>'
    )
    child = Pose(
        hip=(0, -110),
        neck=(4, -236),
        far_arm=((40, -176), (84, -170)),
        near_arm=((20, -166), (72, -160)),
        far_leg=((72, -108), (84, -30)),
        near_leg=((64, -104), (66, -28)),
        head=(2, -46),
    )
    return "".join(
        (
            room(HEATHER_TINT, floor, 850),
            night,
            rect(60, 640, 450, 150, mix(LAKE, INK, 0.2), 30),
            shelf(520, 850, 400, 4, mix(HEATHER, INK, 0.35), colours),
            shelf(930, 850, 300, 4, mix(HEATHER, INK, 0.35), colours),
            clock,
            rect(70, 760, 430, 80, mix(LAKE, INK, 0.1), 30),
            rect(50, 640, 60, 220, LAKE, 28),
            rect(460, 640, 60, 220, LAKE, 28),
            person(Look(SKINS[0], GREY_HAIR, "bun", HEATHER, INK), SIT, at=(180, 900), scale=1.18),
            person(
                Look(SKINS[3], INK, "curls", LAKE_LIGHT, HEATHER), child, at=(420, 900), scale=1.0, flip=True
            ),
            path("M262,676 l52,-16 l52,16 v-52 l-52,-16 l-52,16 Z", SURFACE),
            path("M256,686 l58,-18 l58,18 v-6 l-58,-18 l-58,18 Z", HEATHER),
            shadow(1105, 1012, 280, floor),
            machine,
            shadow(820, 1022, 240, floor),
            person(
                Look(SKINS[1], INK, "beanie", LAKE, INK, broad=1.05),
                Pose(far_arm=((60, -274), (112, -234)), near_arm=((-42, -262), (-30, -192))),
                at=(800, 1020),
                scale=1.45,
            ),
            book,
            plant(1420, 1010, HEATHER, LAKE, 1.5),
        )
    )


def onboarding_park() -> str:
    """An experienced park worker shows two young people how to plant a seedling."""
    grass, bed = mix(SPRUCE_TINT, SPRUCE, 0.3), mix(CLOUDBERRY, INK, 0.35)
    seedlings = "".join(
        group(
            outline("M0,0 V-46", SPRUCE, 8),
            path("M0,-30 C-34,-34 -40,-60 -36,-70 C-10,-66 0,-50 0,-30 Z", SPRUCE),
            path("M0,-36 C30,-42 38,-62 36,-76 C10,-70 0,-56 0,-36 Z", mix(SPRUCE, SURFACE, 0.25)),
            at=(x, 1000),
        )
        for x in (700, 800, 1010, 1110)
    )
    spade = (
        line(((582, 540), (576, 930)), CLOUDBERRY_LIGHT, 15)
        + path("M544,900 h62 v66 q-31,44 -62,0 Z", INK)
        + line(((556, 538), (608, 540)), INK, 16)
    )
    return "".join(
        (
            rect(0, 0, WIDTH, HEIGHT, SPRUCE_TINT),
            circle(1320, 190, 90, PAPER),
            path(
                "M0,560 C260,470 520,540 820,500 C1100,464 1400,520 1600,480 V760 H0 Z",
                mix(SPRUCE_TINT, SPRUCE, 0.18),
            ),
            house(1180, 640, 300, 190, mix(LAKE, SURFACE, 0.2), LAKE, LAKE_TINT),
            tree(170, 760, SPRUCE, bed, 1.55),
            tree(620, 690, mix(SPRUCE, SURFACE, 0.3), bed, 0.9),
            path("M0,730 C400,680 1100,700 1600,660 V1067 H0 Z", grass),
            path("M520,1067 C560,960 760,940 960,944 C1180,948 1300,980 1340,1067 Z", bed),
            spade,
            person(Look(SKINS[4], INK, "tail", LAKE_LIGHT, INK), REACH_ONE, at=(420, 970), scale=1.34),
            seedlings,
            person(
                Look(SKINS[1], GREY_HAIR, "cap", LAKE, INK, beard=True, broad=1.1),
                KNEEL,
                at=(760, 1000),
                scale=1.5,
            ),
            group(
                outline("M0,0 V-50", SPRUCE, 8),
                path("M0,-30 C-34,-34 -40,-60 -36,-70 C-10,-66 0,-50 0,-30 Z", SPRUCE),
                path("M0,-36 C30,-42 38,-62 36,-76 C10,-70 0,-56 0,-36 Z", mix(SPRUCE, SURFACE, 0.25)),
                at=(916, 920),
                scale=1.3,
            ),
            rect(888, 900, 54, 50, LAKE, 8),
            person(
                Look(SKINS[0], FAIR_HAIR, "short", SPRUCE, INK),
                Pose(neck=(10, -334), far_arm=((54, -262), (64, -196)), near_arm=((30, -254), (62, -184))),
                at=(1290, 960),
                scale=1.34,
                flip=True,
            ),
        )
    )


def shared_supervisor() -> str:
    """A supervisor cycles between two municipal offices."""
    field, road = mix(SPRUCE_TINT, SPRUCE, 0.24), mix(GRANITE, SURFACE, 0.55)
    rider = Pose(
        hip=(-46, -272),
        neck=(40, -398),
        far_arm=((92, -330), (132, -296)),
        near_arm=((84, -322), (128, -288)),
        far_leg=((66, -226), (28, -118)),
        near_leg=((52, -190), (-8, -66)),
        head=(14, -48),
    )
    rows = "".join(
        outline(
            f"M{-100 + i * 150},1067 C{200 + i * 110},980 {500 + i * 40},920 {700 + i * 12},880",
            mix(field, SPRUCE, 0.25),
            8,
        )
        for i in range(14)
    )
    flag = line(((1306, 420), (1306, 250)), INK, 10) + path("M1306,256 h96 l-22,30 l22,30 h-96 Z", CLOUDBERRY)
    bag = rect(-70, -410, 74, 112, CLOUDBERRY, 26)
    return "".join(
        (
            rect(0, 0, WIDTH, HEIGHT, SPRUCE_TINT),
            "".join(
                ellipse(x, y, w, 26, SURFACE)
                for x, y, w in ((330, 190, 130), (400, 168, 90), (980, 130, 120), (1060, 150, 90))
            ),
            path(
                "M0,560 C300,480 600,560 900,520 C1200,486 1400,540 1600,500 V800 H0 Z",
                mix(SPRUCE_TINT, SPRUCE, 0.14),
            ),
            house(110, 650, 340, 250, mix(CLOUDBERRY, SURFACE, 0.12), mix(CLOUDBERRY, INK, 0.4), PAPER),
            house(1140, 620, 330, 230, SPRUCE, mix(SPRUCE, INK, 0.5), SPRUCE_TINT),
            flag,
            spruce(560, 640, mix(SPRUCE, INK, 0.25), "", 0.8),
            spruce(660, 650, SPRUCE, "", 0.6),
            spruce(1050, 640, mix(SPRUCE, INK, 0.2), "", 0.7),
            path("M0,640 C400,600 1000,650 1600,606 V1067 H0 Z", field),
            rows,
            path("M0,850 C500,800 1000,840 1600,800 V960 C1000,990 500,960 0,1000 Z", road),
            "".join(rect(80 + i * 270, 900 - i * 6, 120, 10, PAPER, 5) for i in range(6)),
            shadow(760, 926, 460, road),
            bicycle(760, 922, SPRUCE, INK),
            person(
                Look(SKINS[1], CLOUDBERRY, "helmet", mix(SPRUCE, INK, 0.35), INK),
                rider,
                at=(760, 922),
                scale=1,
            ),
            group(group(bag, turn=0), at=(716, 922)),
        )
    )


def advice_cafe() -> str:
    """An adviser and an entrepreneur look at a laptop at a market café."""
    ground = mix(GRANITE_TINT, GRANITE, 0.22)
    stall = (
        rect(250, 250, 1100, 560, mix(HEATHER_TINT, HEATHER, 0.12))
        + line(((270, 200), (270, 900)), HEATHER, 22)
        + line(((1330, 200), (1330, 900)), HEATHER, 22)
    )
    awning = scallops(190, 90, 1220, 10, 150, (HEATHER, HEATHER_LIGHT))
    menu = rect(990, 400, 240, 180, INK, 10) + "".join(
        rect(1020, 434 + i * 34, w, 12, PAPER, 6) for i, w in enumerate((160, 120, 150, 90))
    )
    jars = rect(350, 560, 420, 22, HEATHER, 8) + "".join(
        rect(380 + i * 92, 486, 62, 74, c, 14) + rect(386 + i * 92, 472, 50, 20, INK, 6)
        for i, c in enumerate((GRANITE, HEATHER_LIGHT, SURFACE, GRANITE_LIGHT))
    )
    sign = group(
        rect(-40, -104, 80, 104, HEATHER, 8),
        rect(-8, -56, 16, 38, SURFACE, 6),
        circle(0, -76, 10, SURFACE),
        at=(764, 722),
    )
    return "".join(
        (
            rect(0, 0, WIDTH, HEIGHT, GRANITE_TINT),
            house(-60, 800, 280, 460, mix(GRANITE, SURFACE, 0.55), GRANITE, PAPER),
            house(1420, 800, 280, 420, mix(GRANITE, SURFACE, 0.4), GRANITE, PAPER),
            rect(0, 800, WIDTH, 267, ground),
            stall,
            menu,
            jars,
            awning,
            shadow(560, 1012, 300, ground),
            shadow(1110, 1012, 300, ground),
            chair(520, 1010, INK),
            person(Look(SKINS[3], GRANITE, "scarf", HEATHER, INK), SIT, at=(520, 1010)),
            chair(1130, 1010, INK, flip=True),
            person(
                Look(SKINS[0], BROWN_HAIR, "short", GRANITE, INK, beard=True),
                SIT_BACK,
                at=(1130, 1010),
                flip=True,
            ),
            table(600, 1016, 450, 282, SURFACE, INK),
            laptop(920, 722, GRANITE, INK),
            mug(670, 722, HEATHER_LIGHT),
            sign,
        )
    )


SCENES = {
    "03-snow-plough": snow_plough,
    "04-library": library,
    "12-shared-supervisor": shared_supervisor,
    "14-onboarding-park": onboarding_park,
    "18-advice-cafe": advice_cafe,
}
