"""What mjml-python 1.4.2 (mrml 6.0.1) really renders: tags, where they may stand, and their attributes.

Written by hand, because the compiler checks nothing itself. What it drops in silence is left out on purpose:
mj-html-attributes, mj-include, `gutter` of mj-section, `title` of mj-button, `role` of mj-table.
"""

from dataclasses import dataclass

_PADDING = "padding padding-top padding-right padding-bottom padding-left"
_BORDER = "border border-top border-right border-bottom border-left border-radius"
_FONT = "color font-family font-size font-style font-weight letter-spacing line-height text-decoration text-transform"
_BACKGROUND = (
    "background-color background-url background-repeat background-size background-position "
    "background-position-x background-position-y"
)
_ANY = "css-class mj-class"
_IN_COLUMN = f"{_ANY} {_PADDING} align container-background-color vertical-align"
_LINK = "href name rel target"
_IN_BODY = ("mj-body", "mj-wrapper")
_COLUMN = ("mj-column", "mj-hero")


@dataclass(frozen=True)
class Component:
    """`parents` empty means the root. An `ending` tag holds HTML or text instead of components."""

    parents: tuple[str, ...]
    attributes: frozenset[str]
    ending: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _component(parents: tuple[str, ...], attributes: str, *, ending: bool = False) -> Component:
    return Component(parents, _words(attributes), ending)


_SECTION = f"{_ANY} {_PADDING} {_BORDER} {_BACKGROUND} direction full-width text-align"
_SOCIAL = f"{_FONT} border-radius icon-height icon-padding icon-size text-padding"
_ACCORDION_ICON = "icon-align icon-height icon-position icon-unwrapped-alt icon-unwrapped-url icon-width"
_CAROUSEL = "icon-width left-icon right-icon tb-border tb-border-radius tb-hover-border-color tb-selected-border-color"

COMPONENTS: dict[str, Component] = {
    "mjml": _component((), "lang dir owa"),
    "mj-head": _component(("mjml",), ""),
    "mj-body": _component(("mjml",), f"{_ANY} background-color width"),
    # --- Head
    "mj-title": _component(("mj-head",), "", ending=True),
    "mj-preview": _component(("mj-head",), "", ending=True),
    "mj-style": _component(("mj-head",), "inline", ending=True),
    "mj-breakpoint": _component(("mj-head",), "width"),
    "mj-font": _component(("mj-head",), "name href"),
    "mj-attributes": _component(("mj-head",), ""),
    "mj-all": _component(("mj-attributes",), f"{_FONT} {_PADDING} {_BORDER} align background-color"),
    "mj-class": _component(("mj-attributes",), "name"),
    # --- Layout
    "mj-wrapper": _component(("mj-body",), f"{_SECTION} gap"),
    "mj-section": _component(_IN_BODY, _SECTION),
    "mj-group": _component(("mj-section",), f"{_ANY} background-color direction vertical-align width"),
    "mj-column": _component(
        ("mj-section", "mj-group"),
        f"{_ANY} {_PADDING} {_BORDER} background-color direction vertical-align width inner-background-color "
        + " ".join(f"inner-{name}" for name in _BORDER.split()),
    ),
    "mj-hero": _component(
        _IN_BODY,
        f"{_ANY} {_PADDING} {_BACKGROUND} background-height background-width border-radius height mode "
        "inner-background-color vertical-align width "
        + " ".join(f"inner-{name}" for name in _PADDING.split()),
    ),
    "mj-raw": _component((*_IN_BODY, "mj-section", "mj-column", "mj-group", "mj-hero"), "", ending=True),
    # --- Content of a column
    "mj-text": _component(_COLUMN, f"{_IN_COLUMN} {_FONT} height", ending=True),
    "mj-button": _component(
        _COLUMN,
        f"{_IN_COLUMN} {_FONT} {_BORDER} {_LINK} background-color height inner-padding text-align width",
        ending=True,
    ),
    "mj-image": _component(
        _COLUMN,
        f"{_IN_COLUMN} {_BORDER} {_LINK} alt fluid-on-mobile font-size height max-height sizes src srcset title "
        "usemap width",
    ),
    "mj-divider": _component(_COLUMN, f"{_IN_COLUMN} border-color border-style border-width width"),
    "mj-spacer": _component(_COLUMN, f"{_IN_COLUMN} height"),
    "mj-table": _component(
        _COLUMN, f"{_IN_COLUMN} {_FONT} border cellpadding cellspacing table-layout width", ending=True
    ),
    "mj-social": _component(_COLUMN, f"{_IN_COLUMN} {_SOCIAL} inner-padding mode table-layout"),
    "mj-social-element": _component(
        ("mj-social",),
        f"{_ANY} {_PADDING} {_SOCIAL} {_LINK} align alt background-color sizes src srcset title vertical-align",
        ending=True,
    ),
    "mj-navbar": _component(_COLUMN, f"{_ANY} {_PADDING} align base-url hamburger"),
    "mj-navbar-link": _component(("mj-navbar",), f"{_ANY} {_PADDING} {_FONT} {_LINK}", ending=True),
    "mj-accordion": _component(_COLUMN, f"{_IN_COLUMN} {_ACCORDION_ICON} border font-family"),
    "mj-accordion-element": _component(
        ("mj-accordion",), f"{_ANY} {_ACCORDION_ICON} background-color border font-family"
    ),
    "mj-accordion-title": _component(
        ("mj-accordion-element",), f"{_ANY} {_PADDING} {_FONT} background-color", ending=True
    ),
    "mj-accordion-text": _component(
        ("mj-accordion-element",), f"{_ANY} {_PADDING} {_FONT} background-color", ending=True
    ),
    "mj-carousel": _component(_COLUMN, f"{_IN_COLUMN} {_CAROUSEL} border-radius tb-width thumbnails"),
    "mj-carousel-image": _component(
        ("mj-carousel",), f"{_ANY} alt border-radius href rel src target thumbnails-src title"
    ),
}

# HTML that may stand in an ending tag. No form, frame, script or style: mail programs drop or block them.
HTML_TAGS = _words(
    "a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure "
    "font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub sup table tbody td tfoot "
    "th thead time tr u ul var wbr"
)
VOID_TAGS = _words("br col hr img wbr")
# Tags whose content is text alone.
TEXT_ONLY = frozenset({"mj-title", "mj-preview", "mj-style"})
IMAGES = frozenset({"img", "mj-image", "mj-carousel-image", "mj-social-element"})

_LENGTH = r"-?(\d+|\d*\.\d+)(px|%)"
_COLOUR = r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})|[a-z]{3,20}|(rgb|rgba|hsl|hsla)\([0-9 ,.%/]+\)"
_LENGTHS = rf"(0|auto|{_LENGTH})(\s+(0|auto|{_LENGTH})){{0,3}}"
_KINDS = {
    "a colour": _COLOUR,
    "a length with its unit (px or %)": rf"0|auto|{_LENGTH}",
    "one to four lengths with their unit (px or %)": _LENGTHS,
    "left, center, right or justify": "left|center|right|justify",
    "top, middle or bottom": "top|middle|bottom",
    "a number or a length with its unit": rf"normal|\d+(\.\d+)?|\d*\.\d+|{_LENGTH}|(\d+|\d*\.\d+)em",
}
VALUES: dict[str, tuple[str, str]] = {
    name: (kind, _KINDS[kind])
    for kind, names in {
        "a colour": "color background-color container-background-color inner-background-color border-color",
        "a length with its unit (px or %)": (
            "font-size height width padding-top padding-right padding-bottom padding-left icon-size max-height gap"
        ),
        "one to four lengths with their unit (px or %)": "padding inner-padding text-padding icon-padding",
        "left, center, right or justify": "align text-align",
        "top, middle or bottom": "vertical-align",
        "a number or a length with its unit": "line-height",
    }.items()
    for name in names.split()
}
