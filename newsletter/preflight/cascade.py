"""How an element looks once style sheets, attributes and inheritance have spoken: colours, size, weight."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsletter.preflight.colours import BLACK, CLEAR, WHITE, Colour, UnreadableColour, read_colour
from newsletter.preflight.page import Element, Page
from newsletter.preflight.styles import Declaration, StyleRule, StyleSheet, parse_declarations

DESKTOP_WIDTH = 1280
_WIDTH = re.compile(r"\((min|max)-width:\s*(\d+(?:\.\d+)?)px\)")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(px|pt|em|rem|%)")
_COLOUR_IN = re.compile(r"#[0-9a-fA-F]{3,8}\b|(?:rgb|hsl)a?\([^()]*\)|\b[a-zA-Z]+\b")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "rem": 16.0}
# What mail programs give these by themselves.
_OWN_SIZE = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 0.83}
_BOLD = {"h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "th"}
_LINK = Colour(0, 0, 238)
_ASKED = {
    "color", "background-color", "background", "background-image", "font-size", "font-weight", "display",
    "visibility", "text-decoration", "text-decoration-line",
}  # fmt: skip


# How strong a declaration is: important, inline, specificity, place in the order.
Weight = tuple[bool, int, tuple[int, int, int], int]


@dataclass(frozen=True, slots=True)
class Style:
    """`ink` and `paper` are None where they can't be told; `doubt` then says why."""

    ink: Colour | None = BLACK
    paper: Colour | None = WHITE
    size: float = 16.0  # pixels
    bold: bool = False
    hidden: bool = False
    underlined: bool = False
    doubt: str = ""

    @property
    def is_large(self) -> bool:
        """Large text of WCAG 2.2: 18 points, or 14 points and bold."""
        return self.size >= 24 or (self.bold and self.size >= 18.66)


class Look:
    """The styles of one mail in the light, or in the dark that its own style sheet brings."""

    def __init__(self, page: Page, sheet: StyleSheet, *, dark: bool) -> None:
        self._rules = [rule for rule in sheet.rules if all(_applies(media, dark) for media in rule.media)]
        self._rules = [rule for rule in self._rules if any(each.name in _ASKED for each in rule.declarations)]
        self._by_tag: dict[str, list[tuple[int, StyleRule]]] = {}
        self._known: dict[Element, Style] = {}
        self.page = page

    def unread(self) -> Iterator[str]:
        """Selectors that give a colour and can't be told: whatever they mean may look otherwise."""
        for rule in self._rules:
            if any("color" in each.name or each.name.startswith("background") for each in rule.declarations):
                yield from rule.unread

    def of(self, element: Element) -> Style:
        known = self._known.get(element)
        if known is None:
            above = element.getparent()
            known = self._known[element] = self._style(element, Style() if above is None else self.of(above))
        return known

    def _style(self, element: Element, above: Style) -> Style:
        given = self._given(element)
        style = replace(
            above,
            size=_size(element, given, above.size),
            bold=_bold(element, given, above.bold),
            hidden=above.hidden or given.get("display") == "none" or given.get("visibility") == "hidden",
            underlined=_underlined(element, given, above.underlined),
        )
        return _with_paper(_with_ink(style, element, given), element, given)

    def _given(self, element: Element) -> dict[str, str]:
        """What the style sheets and the element itself say; the strongest word of each property."""
        strongest: dict[str, tuple[Weight, str]] = {}
        for weight, each in self._declarations(element):
            if each.name in _ASKED and (each.name not in strongest or weight >= strongest[each.name][0]):
                strongest[each.name] = (weight, each.value)
                _forget_longer(strongest, each.name, weight)
        return {name: value for name, (_weight, value) in strongest.items()}

    def _declarations(self, element: Element) -> Iterator[tuple[Weight, Declaration]]:
        for order, rule in self._rules_for(element.tag):
            specificity = _best(rule, element)
            if specificity is not None:
                yield from (((each.important, 0, specificity, order), each) for each in rule.declarations)
        inline = parse_declarations(element.get("style") or "")
        yield from (((each.important, 1, (0, 0, 0), at), each) for at, each in enumerate(inline))

    def _rules_for(self, tag: str) -> list[tuple[int, StyleRule]]:
        """Those that may speak of a tag, with their place in the order."""
        if tag not in self._by_tag:
            self._by_tag[tag] = [
                (order, rule)
                for order, rule in enumerate(self._rules)
                if any(selector.compounds[0][1].tag in ("", tag) for selector in rule.selectors)
            ]
        return self._by_tag[tag]


def _forget_longer(strongest: "dict[str, tuple[Weight, str]]", name: str, weight: Weight) -> None:
    """`background` sets colour and picture anew; a colour said before it counts no more."""
    if name == "background":
        for longer in ("background-color", "background-image"):
            if longer in strongest and strongest[longer][0] <= weight:
                del strongest[longer]


def _best(rule: StyleRule, element: Element) -> tuple[int, int, int] | None:
    fitting = [selector.specificity for selector in rule.selectors if selector.fits(element)]
    return max(fitting) if fitting else None


def _applies(media: str, dark: bool) -> bool:
    """Whether one of the alternatives of a media query holds on a desktop screen."""
    return any(_holds(part.strip().lower(), dark) for part in media.split(","))


def _holds(query: str, dark: bool) -> bool:
    for scheme, wanted in (("dark", True), ("light", False)):
        query, found = re.subn(rf"\(prefers-color-scheme:\s*{scheme}\)", "", query)
        if found and dark is not wanted:
            return False
    for side, pixels in _WIDTH.findall(query):
        if (float(pixels) > DESKTOP_WIDTH) is (side == "min"):
            return False
    rest = set(re.sub(r"\band\b", " ", _WIDTH.sub("", query)).split())
    return rest <= {"screen", "all", "only"}


def _size(element: Element, given: dict[str, str], above: float) -> float:
    match = _LENGTH.fullmatch(given.get("font-size", "").strip())
    if match is None:
        return above * _OWN_SIZE.get(element.tag, 1.0)
    number, unit = float(match[1]), match[2]
    if unit in _PIXELS:
        return number * _PIXELS[unit]
    return above * (number / 100 if unit == "%" else number)


def _bold(element: Element, given: dict[str, str], above: bool) -> bool:
    weight = given.get("font-weight", "")
    if weight.isdigit():
        return int(weight) >= 700
    return weight in {"bold", "bolder"} or (weight != "normal" and (above or element.tag in _BOLD))


def _underlined(element: Element, given: dict[str, str], above: bool) -> bool:
    decoration = given.get("text-decoration-line", given.get("text-decoration", ""))
    if "underline" in decoration:
        return True
    return element.tag in {"a", "u"} if not decoration else above and element.tag != "a"


def _with_ink(style: Style, element: Element, given: dict[str, str]) -> Style:
    value = given.get("color") or (element.get("color") if element.tag == "font" else None)
    if value is None:
        return replace(style, ink=_LINK) if element.tag == "a" and element.get("href") else style
    if value.lower() in {"inherit", "currentcolor", "unset"}:
        return style
    try:
        ink = read_colour(value)
    except UnreadableColour:
        return replace(style, ink=None, doubt=f"color: {value}")
    return replace(style, ink=ink)


def _with_paper(style: Style, element: Element, given: dict[str, str]) -> Style:
    picture = " ".join((given.get("background-image", ""), given.get("background", "")))
    if "url(" in picture or "gradient(" in picture or element.get("background"):
        return replace(style, paper=None, doubt="background-image")
    value = given.get("background-color") or given.get("background") or element.get("bgcolor")
    if value is None or value.lower() in {"inherit", "unset", "initial", "none"}:
        return style
    try:
        colour = _colour_in(value)
    except UnreadableColour:
        return replace(style, paper=None, doubt=f"background-color: {value}")
    if style.paper is None and colour.alpha < 1:
        return style
    return replace(style, paper=colour.over(style.paper or WHITE))


def _colour_in(value: str) -> Colour:
    """The colour of `background-color`, or the one among the words of `background`."""
    words = _COLOUR_IN.findall(value)
    for word in words:
        try:
            return read_colour(word)
        except UnreadableColour:
            continue
    if not words or "var(" in value or len(words) == 1:
        raise UnreadableColour(value)
    return CLEAR
