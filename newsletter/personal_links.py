"""Addresses of our site that are one person's own: a token stands in them, and whoever has it acts for that person.

An editor copies one out of a mail of their own sooner or later. The checks say so before the issue goes, and the
archive and its feeds never show one.
"""

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

# Whole addresses wherever they stand, also in the words; addresses below our host only where a quote begins them.
_ADDRESS = re.compile(r"""https?://[^\s"'<>()\\]+|(?<=["'])/[^\s"'<>()\\]+""")


def is_personal(address: str) -> bool:
    """Whether the address leads to a page of ours that needs a token, by the name that all our routes give it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.netloc not in ("", urlsplit(settings.BASE_URL).netloc):
        return False
    try:
        return "token" in resolve(unquote(parts.path)).kwargs
    except Resolver404:
        return False


def without_personal_links(html: str) -> str:
    """The same with our front page in place of each such address."""
    return _ADDRESS.sub(lambda found: settings.BASE_URL if is_personal(found[0]) else found[0], html)
