"""What every screen says to whoever decides on what is decided already."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _


def decided_already(*, user: Any, by: int | None, at: datetime | None) -> str:
    """`by` is the key of who decided; nobody where the author or a program was first."""
    if at is None:
        return _("It does not wait for a decision any more. Nothing that you did was saved.")
    when = {"when": date_format(localtime(at), "DATETIME_FORMAT")}
    if by is not None and by == user.pk:
        return _("You decided on it yourself: %(when)s. Nothing more was saved.") % when
    return _("Somebody else decided on it first: %(when)s. Nothing that you did was saved.") % when
