"""Colours and their contrast, by the formulas of WCAG 2.2."""

import colorsys
import re
from dataclasses import dataclass

from PIL import ImageColor

_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(([^()]*)\)")


class UnreadableColour(ValueError):
    """A value that depends on more than itself, such as var(--ink), or that is none."""


@dataclass(frozen=True, slots=True)
class Colour:
    """Red, green, blue from 0 to 255, and how much it covers, from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, below: "Colour") -> "Colour":
        """What is seen where this lies on an opaque colour."""
        share = self.alpha
        return Colour(
            self.red * share + below.red * (1 - share),
            self.green * share + below.green * (1 - share),
            self.blue * share + below.blue * (1 - share),
        )

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 for black to 1 for white."""
        red, green, blue = (_linear(value / 255) for value in (self.red, self.green, self.blue))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def __str__(self) -> str:
        return f"#{round(self.red):02X}{round(self.green):02X}{round(self.blue):02X}"


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)
CLEAR = Colour(0, 0, 0, 0)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white).

    >>> round(contrast(BLACK, WHITE), 2)
    21.0
    """
    darker, lighter = sorted((one.luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)


def read_colour(value: str) -> Colour:
    """A colour of CSS. Raises UnreadableColour."""
    value = value.strip().lower()
    if value == "transparent":
        return CLEAR
    if match := _HEX.fullmatch(value):
        return _from_hex(match[1])
    if match := _FUNCTION.fullmatch(value):
        return _from_function(match[1], re.split(r"[\s,/]+", match[2].strip()))
    named = ImageColor.colormap.get(value)
    if named is None:
        raise UnreadableColour(value)
    return read_colour(named if isinstance(named, str) else f"rgb{named}")


def _from_hex(digits: str) -> Colour:
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    numbers = [int(digits[at : at + 2], 16) for at in range(0, len(digits), 2)]
    red, green, blue, *rest = numbers
    return Colour(red, green, blue, rest[0] / 255 if rest else 1.0)


def _from_function(name: str, parts: list[str]) -> Colour:
    try:
        alpha = _share(parts[3], of=1) if len(parts) == 4 else 1.0
        if name == "rgb":
            red, green, blue = (_share(part, of=255) for part in parts[:3])
            return Colour(red, green, blue, alpha)
        hue = float(parts[0].removesuffix("deg")) / 360
        saturation, lightness = (_share(part, of=1) for part in parts[1:3])
    except (ValueError, IndexError) as error:
        raise UnreadableColour(f"{name}({' '.join(parts)})") from error
    red, green, blue = colorsys.hls_to_rgb(hue % 1, lightness, saturation)
    return Colour(red * 255, green * 255, blue * 255, alpha)


def _share(part: str, *, of: float) -> float:
    number = float(part[:-1]) / 100 * of if part.endswith("%") else float(part)
    return min(max(number, 0.0), of)
