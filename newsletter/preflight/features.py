"""Which features of HTML and CSS a mail uses, by the names that Can I email gives them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from newsletter.preflight.mail import Mail
from newsletter.preflight.styles import Declaration, parse_declarations

# Properties whose feature bears another name than `css-<property>`.
_PROPERTIES = {
    "css-background": "background",
    "css-block-inline-size": "block-size",
    "css-border-inline-block": "border-block border-inline",
    "css-border-inline-block-individual": "border-block-start border-block-end border-inline-start border-inline-end",
    "css-border-inline-block-longhand": (
        "border-block-color border-block-style border-block-width border-inline-color border-inline-style "
        "border-inline-width"
    ),
    "css-border-radius-logical": (
        "border-start-start-radius border-start-end-radius border-end-start-radius border-end-end-radius"
    ),
    "css-border": "border border-top border-right border-bottom border-left",
    "css-column-layout-properties": (
        "columns column-fill column-gap column-rule column-rule-color column-rule-style column-rule-width "
        "column-span column-width"
    ),
    "css-flex-direction": "flex-direction",
    "css-font": "font font-family",
    "css-gap": "gap row-gap",
    "css-grid-template": "grid-template grid-template-columns grid-template-rows grid-template-areas",
    "css-left-right-top-bottom": "left right top bottom",
    "css-margin": "margin margin-top margin-right margin-bottom margin-left",
    "css-margin-block-start-end": "margin-block-start margin-block-end",
    "css-margin-inline-block": "margin-inline margin-block",
    "css-margin-inline-start-end": "margin-inline-start margin-inline-end",
    "css-overflow": "overflow overflow-x overflow-y",
    "css-padding": "padding padding-top padding-right padding-bottom padding-left",
    "css-padding-block-start-end": "padding-block-start padding-block-end",
    "css-padding-inline-block": "padding-inline padding-block",
    "css-padding-inline-start-end": "padding-inline-start padding-inline-end",
    "css-scroll-snap": "scroll-snap-type scroll-snap-align scroll-snap-stop",
    "css-animation": "animation animation-name animation-duration",
    "css-transition": "transition transition-property transition-duration",
}
# Values: what stands somewhere in the value of a declaration.
_VALUES = {
    "css-conic-gradient": r"conic-gradient\(",
    "css-linear-gradient": r"linear-gradient\(",
    "css-radial-gradient": r"radial-gradient\(",
    "css-function-clamp": r"\bclamp\(",
    "css-function-light-dark": r"\blight-dark\(",
    "css-function-max": r"\bmax\(",
    "css-function-min": r"\bmin\(",
    "css-modern-color": r"\b(lch|oklch|lab|oklab|color|color-mix)\(",
    "css-rgb": r"\brgb\(",
    "css-rgba": r"\brgba\(",
    "css-unit-calc": r"\bcalc\(",
    "css-unit-initial": r"\binitial\b",
    "css-unit-percent": r"\d%",
    "css-variables": r"\bvar\(",
    "css-sytem-ui": r"\bsystem-ui\b",
    "css-intrinsic-size": r"\b(min-content|max-content|fit-content)\b",
    **{
        f"css-unit-{unit}": rf"\d{unit}\b"
        for unit in ("ch", "cm", "em", "ex", "in", "mm", "pc", "pt", "px", "rem", "vh", "vmax", "vmin", "vw")
    },
}
_DISPLAYS = {"css-display-flex": "flex", "css-display-grid": "grid", "css-display-none": "none"}
_AT_RULES = {
    "css-at-font-face": r"font-face",
    "css-at-import": r"import",
    "css-at-keyframes": r"(-webkit-)?keyframes",
    "css-at-media": r"media",
    "css-at-media-device-pixel-ratio": r"media.*device-pixel-ratio",
    "css-at-media-hover": r"media.*\bhover",
    "css-at-media-orientation": r"media.*orientation",
    "css-at-media-prefers-color-scheme": r"media.*prefers-color-scheme",
    "css-at-media-prefers-reduced-motion": r"media.*prefers-reduced-motion",
    "css-at-supports": r"supports",
}
_SELECTORS = {
    "css-selector-adjacent-sibling": r"\+",
    "css-selector-attribute": r"\[",
    "css-selector-chaining": r"[\w-]\.[\w-]",
    "css-selector-child": r">",
    "css-selector-class": r"\.[\w-]",
    "css-selector-descendant": r"[\w\])*]\s+[\w.#*\[:]",
    "css-selector-general-sibling": r"~(?!=)",
    "css-selector-id": r"#[\w-]",
    "css-selector-type": r"(^|[\s>+~])[a-zA-Z]",
    "css-selector-universal": r"\*(?!=)",
    "css-nesting": r"&",
}
# Attributes, as (name, tags or none for any).
_ATTRIBUTES: dict[str, tuple[str, tuple[str, ...]]] = {
    "html-align": ("align", ()),
    "html-background": ("background", ()),
    "html-cellpadding": ("cellpadding", ()),
    "html-cellspacing": ("cellspacing", ()),
    "html-dir": ("dir", ()),
    "html-height": ("height", ()),
    "html-hidden": ("hidden", ()),
    "html-image-maps": ("usemap", ()),
    "html-lang": ("lang", ()),
    "html-loading-attribute": ("loading", ("img",)),
    "html-popover": ("popover", ()),
    "html-required": ("required", ()),
    "html-role": ("role", ()),
    "html-srcset": ("srcset", ()),
    "html-target": ("target", ()),
    "html-valign": ("valign", ()),
    "html-width": ("width", ()),
    "css-inert-attribute": ("inert", ()),
    **{
        f"html-{name}": (name, ())
        for name in ("aria-describedby", "aria-hidden", "aria-label", "aria-labelledby", "aria-live")
    },
}
_TAGS = {
    "html-h1-h6": "h1 h2 h3 h4 h5 h6",
    "html-lists": "ul ol dl",
    "html-semantics": "article aside details figcaption figure footer header main mark nav section summary time",
    "html-strong": "strong b em i",
    "html-button-reset": "button",
    "html-button-submit": "button",
    **{
        f"html-{tag}": tag
        for tag in [
            "abbr",
            "acronym",
            "address",
            "audio",
            "base",
            "bdi",
            "blockquote",
            "body",
            "code",
            "del",
            "dfn",
            "dialog",
            "div",
            "form",
            "hr",
            "img",
            "link",
            "marquee",
            "meter",
            "object",
            "p",
            "picture",
            "pre",
            "progress",
            "rp",
            "rt",
            "ruby",
            "select",
            "small",
            "span",
            "strike",
            "style",
            "svg",
            "table",
            "textarea",
            "video",
            "wbr",
        ]
    },
}
_INPUTS = ("checkbox", "hidden", "radio", "reset", "submit", "text")
_IMAGES = ("apng", "avif", "bmp", "gif", "hdr", "heif", "ico", "jpg", "mp4", "png", "svg", "tiff", "webp")
_OTHERS = {"css-selector-grouping", "html-anchor-links", "html-mailto-links", "html-meta-color-scheme"}
# What no mail can be looked at for, or what is no matter of its HTML, and why.
NOT_LOOKED_FOR = {
    "amp": "another format of mail; we send none",
    "bimi": "a record in the DNS",
    "css-comments": "mean nothing to a reader",
    "css-important": "where it isn't understood, its rule falls away, which the rule's own feature says",
    "css-pseudo-class-link": "what every link is",
    "html-comments": "hold what Outlook alone reads",
    "html-doctype": "every mail has one",
}


@lru_cache(maxsize=1)
def _patterns() -> dict[str, dict[str, re.Pattern[str]]]:
    return {
        group: {name: re.compile(pattern) for name, pattern in table.items()}
        for group, table in {"value": _VALUES, "at": _AT_RULES, "selector": _SELECTORS}.items()
    }


def looked_for(feature: str) -> bool:
    """Whether a feature's use would be noticed: by a table, or as a property, pseudo-class or form of picture."""
    tables = (_PROPERTIES, _VALUES, _DISPLAYS, _AT_RULES, _SELECTORS, _ATTRIBUTES, _TAGS)
    if any(feature in table for table in tables) or feature in _OTHERS:
        return True
    if feature.startswith(("css-at-", "css-selector-", "css-function-", "css-unit-")):
        return False
    return feature.startswith(("css-", "html-input-", "image-")) and feature not in NOT_LOOKED_FOR


def features_used(mail: Mail) -> dict[str, Any]:
    """Feature -> an element that uses it, or None where a style sheet does."""
    used: dict[str, Any] = {}
    for feature, element in (*_in_elements(mail), *_in_sheets(mail)):
        used.setdefault(feature, element)
    return used


def _in_sheets(mail: Mail) -> Iterator[tuple[str, None]]:
    for rule in mail.styles.rules:
        for declaration in rule.declarations:
            yield from ((feature, None) for feature in _of_declaration(declaration))
        if len(rule.selectors) + len(rule.unread) > 1:
            yield "css-selector-grouping", None
    for at_rule in mail.styles.at_rules:
        yield from ((name, None) for name, found in _patterns()["at"].items() if found.match(at_rule))
    for selector in mail.styles.selectors:
        yield from ((feature, None) for feature in _of_selector(selector))


def _of_selector(selector: str) -> Iterator[str]:
    bare = re.sub(r"\[[^\]]*\]", "[]", selector)
    yield from (name for name, found in _patterns()["selector"].items() if found.search(bare))
    for colons, name in re.findall(r"(::?)([a-z-]+)", bare):
        is_element = colons == "::" or name in {"after", "before", "first-letter", "first-line"}
        if name != "root":
            yield f"css-pseudo-{'element' if is_element else 'class'}-{name}"


@lru_cache(maxsize=4096)
def _of_declaration(declaration: Declaration) -> tuple[str, ...]:
    name, value = declaration.name, declaration.value.lower()
    if name.startswith("mso-"):
        return ()  # Outlook's own
    found = [f"css-{name}", *_names_of_property().get(name, ())]
    if name == "display":
        found += [feature for feature, word in _DISPLAYS.items() if value == word]
    if name.startswith("--"):
        found.append("css-variables")
    bare = re.sub(r"url\([^)]*\)|\"[^\"]*\"|'[^']*'", "", value)
    found += [feature for feature, pattern in _patterns()["value"].items() if pattern.search(bare)]
    return tuple(found)


@lru_cache(maxsize=1)
def _names_of_property() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for feature, properties in _PROPERTIES.items():
        for name in properties.split():
            names.setdefault(name, []).append(feature)
    return names


@lru_cache(maxsize=512)
def _of_style(style: str) -> tuple[str, ...]:
    return tuple({feature for each in parse_declarations(style) for feature in _of_declaration(each)})


@lru_cache(maxsize=1)
def _names_of_tag() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for feature, tags in _TAGS.items():
        for tag in tags.split():
            names.setdefault(tag, []).append(feature)
    return names


def _in_elements(mail: Mail) -> Iterator[tuple[str, Any]]:
    for element in mail.page.elements:
        tag, attributes = element.tag, element.attrib
        yield from ((feature, element) for feature in _of_tag(tag, attributes))
        for feature, (name, tags) in _ATTRIBUTES.items():
            if name in attributes and (not tags or tag in tags):
                yield feature, element
        if style := attributes.get("style"):
            yield from ((feature, element) for feature in _of_style(style))


def _of_tag(tag: str, attributes: Any) -> Iterator[str]:
    if tag == "input" and attributes.get("type", "text") in _INPUTS:
        yield f"html-input-{attributes.get('type', 'text')}"
    elif tag == "button":
        yield "html-button-reset" if attributes.get("type") == "reset" else "html-button-submit"
    elif tag == "meta" and attributes.get("name") == "color-scheme":
        yield "html-meta-color-scheme"
    else:
        yield from _names_of_tag().get(tag, ())
    if tag == "a":
        yield from _of_link(attributes.get("href", ""))
    elif tag == "img":
        yield from _of_image(attributes.get("src", ""))


def _of_link(href: str) -> Iterator[str]:
    if href.startswith("#"):
        yield "html-anchor-links"
    if href.startswith("mailto:"):
        yield "html-mailto-links"


def _of_image(address: str) -> Iterator[str]:
    if address.startswith("data:"):
        yield "image-base64"
        return
    ending = address.partition("?")[0].rpartition(".")[2].lower()
    ending = {"jpeg": "jpg", "tif": "tiff", "heic": "heif"}.get(ending, ending)
    if ending in _IMAGES:
        yield f"image-{ending}"
