"""What is wrong with MJML, in the language of whoever wrote it."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from mail.mjml import (
    BadValue,
    BrokenMarkup,
    ForbiddenHost,
    MisplacedTag,
    MjmlError,
    TooDeep,
    TooLarge,
    UnknownAttribute,
    UnknownTag,
)


def explain(error: MjmlError) -> str:
    """One sentence or two: the line, what is wrong there, and what to write instead where that is known."""
    words = next((words for kind, words in _WORDS.items() if isinstance(error, kind)), None)
    return words(error) if words else _("The MJML does not compile: %(why)s") % {"why": error}


def _unknown_tag(error: Any) -> str:
    given = {"line": error.line, "tag": error.tag, "closest": error.closest}
    if error.closest:
        return _("Line %(line)s: <%(tag)s> cannot be used in a mail. Did you mean <%(closest)s>?") % given
    return _("Line %(line)s: <%(tag)s> cannot be used in a mail.") % given


def _misplaced(error: Any) -> str:
    given = {"line": error.line, "tag": error.tag, "parent": error.parent}
    return _("Line %(line)s: <%(tag)s> cannot stand in <%(parent)s>.") % given


def _unknown_attribute(error: Any) -> str:
    given = {"line": error.line, "tag": error.tag, "name": error.attribute, "closest": error.closest}
    if error.closest:
        return _("Line %(line)s: <%(tag)s> has no “%(name)s”. Did you mean “%(closest)s”?") % given
    return _("Line %(line)s: <%(tag)s> has no “%(name)s”.") % given


def _bad_value(error: Any) -> str:
    given = {"line": error.line, "tag": error.tag, "name": error.attribute, "value": error.value}
    return _("Line %(line)s: “%(value)s” cannot be the “%(name)s” of <%(tag)s>.") % given


def _broken(error: Any) -> str:
    given = {"line": error.line}
    return _("Line %(line)s: the tags do not close each other, or text stands where none can.") % given


def _foreign(error: Any) -> str:
    given = {"address": error.address, "host": error.host}
    return (
        _("The mail would load %(address)s from %(host)s. Put the picture into this site's images first.")
        % given
    )


def _too_deep(error: Any) -> str:
    return _("More than %(limit)s tags stand in each other.") % {"limit": error.limit}


def _too_large(error: Any) -> str:
    return _("The MJML is too long: %(size)s bytes.") % {"size": error.size_bytes}


_WORDS: dict[type[MjmlError], Callable[[Any], str]] = {
    UnknownTag: _unknown_tag,
    MisplacedTag: _misplaced,
    UnknownAttribute: _unknown_attribute,
    BadValue: _bad_value,
    BrokenMarkup: _broken,
    ForbiddenHost: _foreign,
    TooDeep: _too_deep,
    TooLarge: _too_large,
}
