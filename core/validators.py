"""Rules for text that forms and services share."""

import ipaddress
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# Names that no network outside one's own knows (RFC 6762, RFC 8375, ICANN's reservation of "internal").
OWN_NETWORK = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa")
# A year outside is a slip of the keyboard, and at the ends of the calendar a day has no moment in UTC.
FIRST_YEAR, LAST_YEAR = 1900, 2199
_web_address = URLValidator(schemes=["http", "https"])

# A line break in a subject or a name would begin a new header of the mail.
one_line = RegexValidator(r"\A[^\x00-\x1f\x7f]*\Z", _("Write this on one line, without control characters."))


def near_year(day: date) -> None:
    """For days and times that people write. Raises ValidationError with a sentence."""
    if not is_near(day):
        years = {"first": FIRST_YEAR, "last": LAST_YEAR, "year": day.year}
        raise ValidationError(
            _("The year is %(year)s. Write one from %(first)s to %(last)s."), "far_year", years
        )


def is_near(day: date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


def refuse_far_years(row: models.Model, *names: str) -> None:
    """Raises ValidationError with the sentence at each of the row's days and times whose year is a slip."""
    errors = {}
    for name in names:
        try:
            near_year(getattr(row, name) or date(FIRST_YEAR, 1, 1))
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)


def web_address(url: str) -> None:
    """For links that strangers write: the address of a web page that anybody can open.

    Raises ValidationError with a sentence; nothing is looked up or opened.
    """
    shown = {"url": url[:80]}
    try:
        _web_address(url)
    except ValidationError as error:
        message = _("“%(url)s” is no address of a web page. It begins with https://.")
        raise ValidationError(message, "link", shown) from error
    if not _is_for_everyone(url):
        message = _("“%(url)s” opens only for some people. Leave an address that every reader can open.")
        raise ValidationError(message, "link", shown)


def _is_for_everyone(url: str) -> bool:
    """Neither inside a network of its own nor with a name or password, which may also pass for the host."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.username is not None:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and host.rpartition(".")[2] not in OWN_NETWORK
