"""Reads a template tolerantly, checks it strictly, and writes the plain form that the compiler takes safely.

What goes in may have CRLF, `<BR>`, unquoted attributes, CDATA, raw `>`, control characters. What comes out is XML
with every text escaped anew, so that none of the compiler's traps (docs/reference/mail.md) is ever reached.
"""

import re
from difflib import get_close_matches
from html import escape
from html.parser import HTMLParser

from mail.mjml.components import COMPONENTS, HTML_TAGS, IMAGES, TEXT_ONLY, VALUES, VOID_TAGS, Component
from mail.mjml.errors import (
    BadValue,
    BrokenMarkup,
    MisplacedTag,
    MissingPart,
    TooDeep,
    TooLarge,
    UnknownAttribute,
    UnknownTag,
)
from mail.text import clean_text

MAX_BYTES = 1_000_000
MAX_DEPTH = 100
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_REWRITTEN = re.compile(r"[^ -\[\]-~]")  # everything but printable ASCII without the backslash

Attributes = list[tuple[str, str | None]]


def normalise(source: str) -> tuple[str, str]:
    """The template as safe XML, and the CSS of its `<mj-style inline="inline">`, which the compiler would drop.

    Raises one of the errors of mail.mjml.errors for the first thing that is wrong.
    """
    source = clean_text(source)
    size = len(source.encode())
    if size > MAX_BYTES:
        raise TooLarge(size_bytes=size, limit_bytes=MAX_BYTES)
    reader = _Reader()
    reader.feed(_CDATA.sub(lambda match: escape(match[1], quote=False), source))
    reader.close()
    return reader.result()


class _Reader(HTMLParser):
    """One pass over the template. Comments and doctype vanish: odd conditional comments make the compiler panic."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []
        self._inline_css: list[str] = []
        self._in_inline_style = self._has_title = False

    def result(self) -> tuple[str, str]:
        if self._open:
            raise BrokenMarkup(what=f"<{self._open[-1]}> is not closed.", line=self._line)
        if not self._out:
            raise BrokenMarkup(what="there is no <mjml> tag.", line=self._line)
        if not self._has_title:
            raise MissingPart(part="text in <mj-title>")
        return "".join(self._out), "\n".join(self._inline_css)

    @property
    def _line(self) -> int:
        return self.getpos()[0]

    # --- What HTMLParser calls.

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._start(tag, attrs, closed=tag in VOID_TAGS)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self._start(tag, attrs, closed=True)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID_TAGS:
            return  # </br> and the like close nothing
        if not self._open or self._open[-1] != tag:
            what = f"</{tag}> closes <{self._open[-1]}>." if self._open else f"</{tag}> closes nothing."
            raise BrokenMarkup(what=what, line=self._line)
        self._open.pop()
        if not self._in_inline_style:
            self._out.append(f"</{tag}>")
        self._in_inline_style = False

    def handle_data(self, data: str) -> None:
        data = clean_text(data)  # once more: &#1; became a control character only now
        parent = self._open[-1] if self._open else ""
        if parent == "mj-style":
            self._style(data)
        elif self._ending is not None:
            self._has_title = self._has_title or (parent == "mj-title" and bool(data.strip()))
            # The title ends up in an aria-label too, so it is escaped like an attribute.
            self._out.append(_attribute(data) if parent == "mj-title" else escape(data, quote=False))
        elif data.strip():
            # The compiler would drop it.
            where = f"in <{parent}>" if parent else "outside <mjml>"
            raise BrokenMarkup(what=f"text cannot stand {where}: {data.strip()[:40]!r}.", line=self._line)

    def unknown_decl(self, data: str) -> None:
        raise BrokenMarkup(what=f"<![{data[:20]} has no place in a mail.", line=self._line)

    def handle_pi(self, data: str) -> None:
        if not data.startswith("xml "):
            raise BrokenMarkup(what=f"<?{data[:20]} has no place in a mail.", line=self._line)

    # --- Tags.

    def _start(self, tag: str, attrs: Attributes, *, closed: bool) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise TooDeep(limit=MAX_DEPTH, line=self._line)
        component = self._check_place(tag)
        values = {name: clean_text(value or "") for name, value in attrs}
        self._check_attributes(tag, component, values)
        self._complete(tag, values)
        if tag == "mj-style" and values.pop("inline", ""):
            self._in_inline_style = not closed
        else:
            text = "".join(f' {name}="{_attribute(value)}"' for name, value in values.items())
            self._out.append(f"<{tag}{text} />" if closed else f"<{tag}{text}>")
        if not closed:
            self._open.append(tag)

    @property
    def _ending(self) -> str | None:
        """The ending tag (<mj-text>, ...) in whose HTML we are."""
        return next((tag for tag in self._open if tag in COMPONENTS and COMPONENTS[tag].ending), None)

    def _check_place(self, tag: str) -> Component | None:
        component = COMPONENTS.get(tag)
        parent = self._open[-1] if self._open else ""
        if component is None and tag not in HTML_TAGS:
            known = [*COMPONENTS, *HTML_TAGS]
            closest = get_close_matches(tag, known, n=1)
            raise UnknownTag(tag=tag, line=self._line, closest=closest[0] if closest else "")
        if component is None:
            if self._ending is None or parent in TEXT_ONLY:
                raise MisplacedTag(tag=tag, parent=parent, line=self._line, allowed=("mj-text", "mj-raw"))
        elif parent == "mj-attributes":
            return component  # defaults for any component
        elif parent not in (component.parents or ("",)) or (not parent and self._out):
            raise MisplacedTag(
                tag=tag, parent=parent or "the document", line=self._line, allowed=component.parents
            )
        return component

    def _check_attributes(self, tag: str, component: Component | None, values: dict[str, str]) -> None:
        for name, value in values.items():
            if component is None:
                self._check_html_attribute(tag, name)
            elif tag == "mj-class":
                self._check_known(tag, name, _EVERY_ATTRIBUTE)
                self._check_value(tag, name, value)
            else:
                self._check_known(tag, name, component.attributes)
                self._check_value(tag, name, value)

    def _check_html_attribute(self, tag: str, name: str) -> None:
        # A name that is no name would break the XML; on... is script, which mail programs strip.
        if name.startswith("on") or not re.fullmatch(r"[a-z][a-z0-9-]*", name):
            raise UnknownAttribute(tag=tag, attribute=name, line=self._line)

    def _check_known(self, tag: str, name: str, known: frozenset[str]) -> None:
        if name not in known:
            closest = get_close_matches(name, known, n=1)
            raise UnknownAttribute(
                tag=tag, attribute=name, line=self._line, closest=closest[0] if closest else ""
            )

    def _check_value(self, tag: str, name: str, value: str) -> None:
        expected, pattern = VALUES.get(name, ("", ""))
        if pattern and not re.fullmatch(pattern, value):
            raise BadValue(tag=tag, attribute=name, value=value, line=self._line, expected=expected)

    def _complete(self, tag: str, values: dict[str, str]) -> None:
        """What the compiler leaves out: an image without alt is read aloud as its file name."""
        if tag in IMAGES:
            values.setdefault("alt", "")
        if tag == "mjml":
            if not values.get("lang"):
                raise MissingPart(part="lang on <mjml>")
            values.setdefault("dir", "ltr")

    def _style(self, css: str) -> None:
        if "<" in css:
            raise BrokenMarkup(what="a style sheet cannot hold '<'.", line=self._line)
        if self._in_inline_style:
            self._inline_css.append(css)
        else:
            # Entities are not decoded in a style sheet, so its `>` stays raw; with ASCII before it, it is harmless.
            self._out.append(re.sub(r"[^\x00-\x7f]", lambda match: f"\\{ord(match[0]):x} ", css))


def _attribute(value: str) -> str:
    """The compiler writes attributes in the notation of Rust's debugger: a no-break space would become `\\u{a0}`,
    a newline `\\n`, a backslash two. What it might rewrite goes in as a character reference, which it leaves alone."""
    return _REWRITTEN.sub(_reference, escape(value))


def _reference(match: re.Match[str]) -> str:
    # Letters of our languages stay as they are: a reference takes three times the bytes.
    return match[0] if match[0].isalnum() and match[0] < "\u0250" else f"&#{ord(match[0])};"


_EVERY_ATTRIBUTE = frozenset({"name"}).union(*(component.attributes for component in COMPONENTS.values()))
