"""How long a decision usually takes: the median of the last ones, or nothing while they are few."""

from datetime import timedelta
from statistics import median

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deeds.models import DeedSubmission

LAST, FEWEST = 20, 5


def usual_wait() -> timedelta | None:
    """Median of the last 20 decisions from sending in to deciding; None for fewer than five."""
    State = DeedSubmission.State  # noqa: N806 — the class, under a short name
    decided = DeedSubmission.objects.filter(
        state__in=(State.ACCEPTED, State.REFUSED), submitted_at__isnull=False, decided_at__isnull=False
    )
    took = decided.order_by("-decided_at").annotate(took=F("decided_at") - F("submitted_at"))
    seconds = [each.total_seconds() for each in took.values_list("took", flat=True)[:LAST]]
    return timedelta(seconds=median(seconds)) if len(seconds) >= FEWEST else None


def usual_wait_in_words() -> str:
    wait = usual_wait()
    if wait is None:
        return _("Too few deeds have been decided here to say.")
    if wait < timedelta(days=1):
        return _("Less than a day")
    days = round(wait / timedelta(days=1))
    return ngettext("About %(days)s day", "About %(days)s days", days) % {"days": days}
