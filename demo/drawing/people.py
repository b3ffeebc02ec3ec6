"""People of all kinds, without faces: a skeleton of a few joints, drawn as round limbs and a soft torso.

A figure stands with its feet at (0, 0) and is about 420 units tall; it looks to the right.
"""

from dataclasses import dataclass
from math import atan2, degrees, hypot

from demo.drawing.shapes import INK, SURFACE, Point, circle, ellipse, group, line, mix, outline, path, rect

SKINS = ("#F3D6BF", "#E0AE88", "#B87F57", "#8A5A3C", "#5C3A29")
GREY_HAIR, FAIR_HAIR, RED_HAIR, BROWN_HAIR = "#B9BDB8", "#D9B777", "#A9572A", "#5B3B26"


@dataclass(frozen=True)
class Look:
    """What somebody looks like and wears."""

    skin: str = SKINS[0]
    hair: str = INK
    style: str = "short"
    top: str = INK
    legs: str = INK
    shoes: str = INK
    short_sleeves: bool = False
    apron: str = ""
    skirt: bool = False
    beard: bool = False
    broad: float = 1


@dataclass(frozen=True)
class Pose:
    """Where the joints are; the arm and leg nearer to us come second."""

    hip: Point = (0, -195)
    neck: Point = (2, -335)
    far_arm: tuple[Point, Point] = ((36, -265), (46, -195))
    near_arm: tuple[Point, Point] = ((-42, -265), (-36, -190))
    far_leg: tuple[Point, Point] = ((20, -100), (22, -12))
    near_leg: tuple[Point, Point] = ((-18, -100), (-20, -12))
    head: Point = (3, -50)


STAND = Pose()
POINT_UP = Pose(far_arm=((60, -290), (104, -350)))
REACH = Pose(neck=(8, -335), far_arm=((58, -270), (120, -268)), near_arm=((38, -262), (104, -240)))
REACH_ONE = Pose(far_arm=((62, -272), (118, -282)))
HOLD = Pose(far_arm=((50, -258), (86, -236)), near_arm=((-34, -252), (60, -228)))
WALK = Pose(
    neck=(8, -336),
    far_arm=((40, -270), (78, -222)),
    near_arm=((-40, -268), (-62, -206)),
    far_leg=((40, -105), (66, -14)),
    near_leg=((-14, -104), (-66, -20)),
)
PUSH = Pose(
    neck=(26, -332),
    far_arm=((70, -266), (124, -238)),
    near_arm=((58, -258), (116, -226)),
    far_leg=((42, -106), (54, -12)),
    near_leg=((-18, -106), (-72, -20)),
)
SIT = Pose(
    hip=(0, -150),
    neck=(8, -292),
    far_arm=((44, -224), (98, -206)),
    near_arm=((24, -214), (84, -196)),
    far_leg=((94, -148), (98, -12)),
    near_leg=((84, -142), (76, -12)),
)
SIT_BACK = Pose(
    hip=(0, -150),
    neck=(-8, -292),
    far_arm=((40, -226), (70, -168)),
    near_arm=((-22, -212), (46, -170)),
    far_leg=((94, -148), (104, -12)),
    near_leg=((84, -142), (84, -12)),
)
KNEEL = Pose(
    hip=(-18, -118),
    neck=(26, -244),
    far_arm=((74, -176), (112, -112)),
    near_arm=((50, -164), (96, -96)),
    far_leg=((56, -112), (54, -12)),
    near_leg=((22, -22), (-62, -16)),
)
BEND = Pose(
    hip=(-20, -190),
    neck=(72, -296),
    far_arm=((110, -230), (128, -160)),
    near_arm=((92, -216), (104, -142)),
    head=(30, -42),
)


def person(look: Look, pose: Pose = STAND, *, at: Point, scale: float = 1.45, flip: bool = False) -> str:
    """One figure, feet at `at`."""
    parts = (
        arm(look, pose, pose.far_arm, shade=0.18, side=16),
        leg(look, pose, pose.far_leg, shade=0.22, side=12),
        leg(look, pose, pose.near_leg, shade=0, side=-12),
        torso(look, pose),
        head(look, pose),
        arm(look, pose, pose.near_arm, shade=0.1, side=-20),
    )
    return group(*parts, at=at, scale=scale, flip=flip)


def arm(look: Look, pose: Pose, joints: tuple[Point, Point], shade: float, side: float) -> str:
    shoulder = (pose.neck[0] + side * look.broad, pose.neck[1] + 30)
    elbow, hand = joints
    sleeve = mix(look.top, INK, shade) if look.top != INK else mix(INK, SURFACE, shade)
    skin = mix(look.skin, INK, shade * 0.35)
    if look.short_sleeves:
        bare = line((shoulder, elbow, hand), skin, 26)
        upper = ((shoulder[0] + elbow[0]) / 2, (shoulder[1] + elbow[1]) / 2)
        return bare + circle(*hand, 16, skin) + line((shoulder, upper), sleeve, 38)
    return circle(*hand, 17, skin) + bent((shoulder, elbow, short_of(elbow, hand, 14)), sleeve, 34)


def leg(look: Look, pose: Pose, joints: tuple[Point, Point], shade: float, side: float) -> str:
    knee, foot = joints
    start = (pose.hip[0] + side, pose.hip[1])
    cloth = mix(look.legs, SURFACE if look.legs == INK else INK, shade)
    colour = mix(look.skin, INK, shade * 0.35) if look.skirt else cloth
    x, y = foot
    shoe = path(f"M{x - 21},{y + 12} v-20 q22,-12 34,2 q22,3 24,18 z", look.shoes)
    # The leg ends above the sole, or its round end would show below the shoe.
    limb = bent((start, knee, short_of(knee, (x, y), 12)), colour, 30 if look.skirt else 42)
    return limb + shoe


def torso(look: Look, pose: Pose) -> str:
    (hx, hy), (nx, ny) = pose.hip, pose.neck
    length = hypot(nx - hx, ny - hy)
    turn = degrees(atan2(ny - hy, nx - hx)) + 90
    w = look.broad
    shoulder, waist = 50 * w, 41 * w
    body = path(
        f"M{-waist:.0f},8 C{-waist - 4:.0f},-40 {-shoulder - 6:.0f},{-length + 70:.0f} {-shoulder:.0f},{-length + 34:.0f}"
        f" Q{-shoulder + 6:.0f},{-length + 4:.0f} -16,{-length - 2:.0f} L16,{-length - 2:.0f}"
        f" Q{shoulder - 6:.0f},{-length + 4:.0f} {shoulder:.0f},{-length + 34:.0f}"
        f" C{shoulder + 6:.0f},{-length + 70:.0f} {waist + 4:.0f},-40 {waist:.0f},8"
        f" Q{waist:.0f},24 {waist - 16:.0f},25 Q0,30 {16 - waist:.0f},25 Q{-waist:.0f},24 {-waist:.0f},8 Z",
        look.top,
    )
    extra = ""
    if look.skirt:
        extra += path(
            f"M{-waist:.0f},0 L{-waist - 26:.0f},98 Q0,112 {waist + 26:.0f},98 L{waist:.0f},0 Z", look.legs
        )
    if look.apron:
        extra += apron(look.apron, length, waist)
    neck = rect(-13, -length - 24, 26, 40, mix(look.skin, INK, 0.12), 12)
    return group(neck, body, extra, at=pose.hip, turn=turn)


def apron(colour: str, length: float, waist: float) -> str:
    strap = outline(
        f"M-20,{-length + 40:.0f} L-14,{-length:.0f} M20,{-length + 40:.0f} L14,{-length:.0f}", colour, 8
    )
    bib = path(
        f"M-24,{-length + 36:.0f} L24,{-length + 36:.0f} L30,-56 L{waist:.0f},-40 L{waist + 6:.0f},76"
        f" Q0,90 {-waist - 6:.0f},76 L{-waist:.0f},-40 L-30,-56 Z",
        colour,
    )
    return strap + bib


def head(look: Look, pose: Pose) -> str:
    x, y = pose.neck[0] + pose.head[0], pose.neck[1] + pose.head[1]
    back, front = hair(look)
    face = ellipse(0, 0, 33, 38, look.skin)
    ear = (
        circle(-27, 4, 8, mix(look.skin, INK, 0.1)) if look.style in ("short", "bald", "bun", "crop") else ""
    )
    beard = (
        path(
            "M-29,14 C-28,46 -8,50 6,48 C26,46 31,32 32,16 C22,27 8,22 -6,23 C-14,24 -22,22 -29,14 Z",
            look.hair,
        )
        if look.beard
        else ""
    )
    return group(back, face, ear, beard, front, at=(x, y))


def hair(look: Look) -> tuple[str, str]:
    """What lies behind the face and what lies over it."""
    colour = look.hair
    cap = path("M-35,6 C-44,-56 38,-60 35,-14 C22,-26 4,-28 -10,-22 C-18,-18 -23,-6 -25,6 Z", colour)
    crop = path("M-34,-4 C-38,-52 36,-54 34,-12 C18,-28 -14,-28 -34,-4 Z", colour)
    styles = {
        "short": ("", cap),
        "crop": ("", crop),
        "bald": ("", ""),
        "bob": (rect(-43, -44, 76, 84, colour, 34), cap),
        "long": (
            path("M-44,-4 C-46,-60 42,-58 38,0 C40,40 28,60 22,96 L-50,96 C-56,50 -44,40 -44,-4 Z", colour),
            cap,
        ),
        "bun": (circle(-36, -34, 20, colour), cap),
        "curls": (
            circle(-4, -14, 50, colour),
            path("M-36,0 C-40,-50 38,-50 36,-4 C16,-26 -16,-26 -36,0 Z", colour),
        ),
        "tail": (path("M-26,-22 C-70,-26 -66,40 -52,62 C-40,44 -46,4 -22,4 Z", colour), cap),
        "scarf": scarf(colour),
        "beanie": ("", beanie(colour)),
        "helmet": ("", path("M-40,-8 C-42,-62 42,-62 40,-10 L48,-4 L-42,-4 Z", colour)),
        "chef": ("", chef_hat(colour)),
        "cap": (cap, path("M-36,-8 C-38,-54 36,-54 35,-12 L62,-6 Q64,2 54,2 L-34,-2 Z", colour)),
    }
    return styles[look.style]


def scarf(colour: str) -> tuple[str, str]:
    back = path("M-42,0 C-46,-58 44,-58 40,-4 C42,30 46,60 58,74 L-58,74 C-44,50 -42,30 -42,0 Z", colour)
    front = path(
        "M-42,0 C-46,-58 44,-58 40,-4 C42,26 40,52 50,68 L-50,68 C-42,46 -42,26 -42,0 Z"
        " M-14,-4 C-14,30 -2,36 10,36 C24,36 30,16 30,-6 C28,-30 -12,-32 -14,-4 Z",
        colour,
    )
    return back, front.replace("<path ", '<path fill-rule="evenodd" ')


def beanie(colour: str) -> str:
    band = mix(colour, INK, 0.25)
    return (
        path("M-36,-10 C-38,-66 38,-66 36,-10 Z", colour)
        + rect(-40, -20, 80, 20, band, 10)
        + circle(0, -60, 11, band)
    )


def chef_hat(colour: str) -> str:
    puff = circle(-20, -58, 22, colour) + circle(18, -60, 24, colour) + circle(0, -70, 24, colour)
    return puff + rect(-35, -54, 70, 38, colour, 6) + rect(-36, -22, 72, 12, mix(colour, INK, 0.2), 4)


def bent(points: tuple[Point, Point, Point], stroke: str, width: float) -> str:
    """A limb with a soft joint in the middle."""
    (ax, ay), (bx, by), (cx, cy) = points
    first = (ax + (bx - ax) * 0.72, ay + (by - ay) * 0.72)
    last = (bx + (cx - bx) * 0.28, by + (cy - by) * 0.28)
    data = f"M{ax:.1f},{ay:.1f} L{first[0]:.1f},{first[1]:.1f} Q{bx:.1f},{by:.1f} {last[0]:.1f},{last[1]:.1f} L{cx:.1f},{cy:.1f}"
    return outline(data, stroke, width)


def short_of(start: Point, end: Point, distance: float) -> Point:
    """A point that lies `distance` before `end`, coming from `start`."""
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1
    share = max(0, (length - distance) / length)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
