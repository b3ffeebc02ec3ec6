"""Text that a database, UTF-8 and a mail can hold."""

import re

# Everything below space except tab and newline, DEL and the C1 block: PostgreSQL refuses NUL, servers the rest.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")


def clean_text(text: str) -> str:
    """Newlines become \\n, control characters vanish, lone surrogates become U+FFFD.

    >>> clean_text("a\\r\\nb\\x00c")
    'a\\nbc'
    """
    return _CONTROLS.sub("", _SURROGATES.sub("\ufffd", _BREAKS.sub("\n", text)))
