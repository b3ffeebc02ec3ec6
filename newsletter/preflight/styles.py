"""Style sheets of a mail, read as far as mails use them: rules, media, selectors of tags, classes, ids, attributes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from newsletter.preflight.page import Element

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_PART = re.compile(
    r"(?P<tag>\*|[a-zA-Z][\w-]*)|\.(?P<cls>[\w-]+)|#(?P<id>[\w-]+)|\[(?P<attr>[^\]]+)\]|(?P<root>:root)"
)
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*[\"']?([^\"']*)[\"']?)?")


@dataclass(frozen=True, slots=True)
class Declaration:
    name: str
    value: str
    important: bool


@dataclass(frozen=True, slots=True)
class Compound:
    """What one element must be: `td.card[align=left]`."""

    tag: str = ""
    classes: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str | None], ...] = ()

    def fits(self, element: Element) -> bool:
        if self.tag and element.tag != self.tag:
            return False
        if self.classes and not set(self.classes) <= set((element.get("class") or "").split()):
            return False
        if any(element.get("id") != name for name in self.ids):
            return False
        return all(
            element.get(name) is not None and value in (None, element.get(name))
            for name, value in self.attributes
        )


@dataclass(frozen=True, slots=True)
class Selector:
    """Compounds from the element outwards, each with how it is joined to the one before: " " or ">"."""

    text: str
    compounds: tuple[tuple[str, Compound], ...]
    specificity: tuple[int, int, int]

    def fits(self, element: Element) -> bool:
        return self.compounds[0][1].fits(element) and self._fits_outwards(element, 1)

    def _fits_outwards(self, element: Element, at: int) -> bool:
        if at == len(self.compounds):
            return True
        joined, compound = self.compounds[at]
        above = element.getparent()
        while above is not None:
            if compound.fits(above) and self._fits_outwards(above, at + 1):
                return True
            if joined == ">":
                return False
            above = above.getparent()
        return False


@dataclass(frozen=True, slots=True)
class StyleRule:
    selectors: tuple[Selector, ...]
    declarations: tuple[Declaration, ...]
    media: tuple[str, ...]
    unread: tuple[str, ...]  # selectors that this reader can't tell


@dataclass
class StyleSheet:
    rules: list[StyleRule] = field(default_factory=list)
    at_rules: list[str] = field(default_factory=list)  # "media (max-width: 479px)", "font-face"
    selectors: list[str] = field(default_factory=list)


@lru_cache(maxsize=32)
def parse_sheets(sheets: tuple[tuple[str, str], ...]) -> StyleSheet:
    """Of (media, css) each; the languages of an issue share their style sheets, so they are read once."""
    sheet = StyleSheet()
    for media, css in sheets:
        _read(sheet, _COMMENT.sub("", css), (media,) if media else ())
    return sheet


@lru_cache(maxsize=2048)
def parse_declarations(css: str) -> tuple[Declaration, ...]:
    """Of a style attribute or between braces; a `;` in quotes or brackets ends none."""
    return tuple(found for part in _split(css, ";") if (found := _declaration(part)))


def _declaration(part: str) -> Declaration | None:
    name, colon, value = part.partition(":")
    if not colon:
        return None
    value = value.strip()
    important = value.lower().endswith("!important")
    return Declaration(name.strip().lower(), value[:-10].strip() if important else value, important)


def _split(text: str, separator: str) -> Iterator[str]:
    """At a sign that stands outside quotes and brackets."""
    start, depth, quote = 0, 0, ""
    for at, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == separator and depth <= 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _read(sheet: StyleSheet, css: str, media: tuple[str, ...]) -> None:
    at = 0
    while (opening := css.find("{", at)) != -1:
        closing = _closing(css, opening)
        *statements, prelude = css[at:opening].split(";")
        sheet.at_rules += [text.strip().lstrip("@") for text in statements if text.strip().startswith("@")]
        _read_rule(sheet, prelude.strip(), css[opening + 1 : closing], media)
        at = closing + 1
    sheet.at_rules += [
        text.strip().lstrip("@") for text in css[at:].split(";") if text.strip().startswith("@")
    ]


def _closing(css: str, opening: int) -> int:
    depth = 0
    for at in range(opening, len(css)):
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        if depth == 0:
            return at
    return len(css)


def _read_rule(sheet: StyleSheet, prelude: str, inside: str, media: tuple[str, ...]) -> None:
    if prelude.startswith("@"):
        name, _space, condition = prelude[1:].partition(" ")
        sheet.at_rules.append(f"{name.lower()} {condition.strip()}".strip())
        if name.lower() == "media":
            _read(sheet, inside, (*media, condition.strip()))
        return
    texts = [text.strip() for text in _split(prelude, ",") if text.strip()]
    sheet.selectors += texts
    read = [(text, _selector(text)) for text in texts]
    selectors = tuple(selector for _text, selector in read if selector)
    unread = tuple(text for text, selector in read if selector is None)
    sheet.rules.append(StyleRule(selectors, parse_declarations(inside), media, unread))


def _selector(text: str) -> Selector | None:
    compounds: list[tuple[str, Compound]] = []
    joined = " "
    for part in re.sub(r"\s*>\s*", " > ", text).split():
        if part == ">":
            joined = ">"
            continue
        compound = _compound(part)
        if compound is None:
            return None
        compounds.append((joined, compound))
        joined = " "
    if not compounds:
        return None
    # Outwards: how a compound is joined to what stands in it is written before the inner one.
    joints = [" ", *[joint for joint, _compound_ in reversed(compounds)]]
    outwards = tuple(zip(joints, (compound for _joint, compound in reversed(compounds)), strict=False))
    return Selector(text, outwards, _specificity([compound for _joint, compound in compounds]))


def _compound(text: str) -> Compound | None:
    tag, classes, ids, attributes, at = "", [], [], [], 0
    while at < len(text):
        match = _PART.match(text, at)
        if match is None:
            return None
        at = match.end()
        if match["tag"]:
            tag = match["tag"].lower().replace("*", "")
        elif match["root"]:
            tag = "html"
        elif match["cls"]:
            classes.append(match["cls"])
        elif match["id"]:
            ids.append(match["id"])
        else:
            found = _ATTRIBUTE.fullmatch(match["attr"].strip())
            if found is None:
                return None
            attributes.append((found[1].lower(), found[2]))
    return Compound(tag, tuple(classes), tuple(ids), tuple(attributes))


def _specificity(compounds: Sequence[Compound]) -> tuple[int, int, int]:
    return (
        sum(len(compound.ids) for compound in compounds),
        sum(len(compound.classes) + len(compound.attributes) for compound in compounds),
        sum(bool(compound.tag) for compound in compounds),
    )
