"""MJML to HTML, safely: normalise and check, compile in a guarded process, finish and check again."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from mail import conf
from mail.mjml.errors import (
    BadValue,
    BrokenMarkup,
    CompilerDied,
    ForbiddenHost,
    MisplacedTag,
    MissingPart,
    MjmlError,
    NotCompiled,
    TooDeep,
    TooLarge,
    UnknownAttribute,
    UnknownTag,
)
from mail.mjml.finish import add_language, check_hosts
from mail.mjml.guard import guard
from mail.mjml.normalise import normalise
from mail.text import clean_text

__all__ = [
    "BadValue",
    "BrokenMarkup",
    "Compiled",
    "CompilerDied",
    "ForbiddenHost",
    "MisplacedTag",
    "MissingPart",
    "MjmlError",
    "NotCompiled",
    "TooDeep",
    "TooLarge",
    "UnknownAttribute",
    "UnknownTag",
    "compile_mjml",
    "escape_text",
]


@dataclass(frozen=True)
class Compiled:
    html: str
    milliseconds: float  # in the compiler alone

    @property
    def size_bytes(self) -> int:
        return len(self.html.encode())


def compile_mjml(source: str, *, hosts: Iterable[str] = ()) -> Compiled:
    """A whole `<mjml lang="..">` document with an `<mj-title>` as HTML for mail.

    Images, fonts and styles may come from BASE_URL's host, MAIL_ASSET_HOSTS and `hosts` only; links may go anywhere.
    Raises MjmlError, always one of the classes beside this function.
    """
    safe, css = normalise(source)
    html, milliseconds = guard.compile(safe, css, timeout_seconds=conf.whole("MAIL_MJML_TIMEOUT"))
    html = add_language(html)
    check_hosts(html, allowed={*hosts, *_own_hosts()})
    return Compiled(html=html, milliseconds=milliseconds)


def escape_text(text: str) -> str:
    """People's own words for a place in a template: every sign of them survives, none of them is markup."""
    return escape(clean_text(text))


def _own_hosts() -> set[str]:
    own = urlsplit(conf.text("BASE_URL")).hostname
    return {*([own] if own else []), *conf.texts("MAIL_ASSET_HOSTS")}
