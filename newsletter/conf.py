"""The settings of this app; a project needs to set only what differs from the defaults."""

from datetime import timedelta

from django.conf import settings


def hold() -> timedelta:
    """How long a send waits after the last button, so that it can be undone."""
    return timedelta(seconds=getattr(settings, "NEWSLETTER_HOLD_SECONDS", 120))


def typed_from() -> int:
    """From so many people on their number has to be typed."""
    return int(getattr(settings, "NEWSLETTER_TYPE_NUMBER_FROM", 50))


def approver_differs() -> bool:
    """Whether somebody else than the last editor has to approve."""
    return bool(getattr(settings, "NEWSLETTER_APPROVER_DIFFERS", False))


def smallest_group() -> int:
    """Openings of a link below this are not told, nor any in an audience smaller than this."""
    return int(getattr(settings, "NEWSLETTER_SMALLEST_GROUP", 5))
