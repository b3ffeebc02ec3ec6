"""What pages say of a campaign's time and of which deeds count in it."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deeds.models import DeedCampaign

HOUR = 3600


def when(moment: datetime) -> str:
    """A moment in Helsinki time, in the reader's language."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def time_in_words(campaign: DeedCampaign, *, now: datetime) -> str:
    """How long it is open still, when it will open, or when it ended."""
    state = campaign.state_at(now)
    if state == DeedCampaign.State.UPCOMING:
        return _("Begins on %(moment)s") % {"moment": when(campaign.starts_at)}
    if state == DeedCampaign.State.ENDED:
        return _("Ended on %(moment)s") % {"moment": when(campaign.ends_at)}
    left = campaign.ends_at - now
    if left.days:
        return ngettext("%(total)d day left", "%(total)d days left", left.days) % {"total": left.days}
    hours = left.seconds // HOUR
    if hours:
        return ngettext("%(total)d hour left", "%(total)d hours left", hours) % {"total": hours}
    return _("Less than an hour left")


def chosen_by(campaign: DeedCampaign, language: str) -> list[tuple[str, str]]:
    """Which deeds count, as pairs of label and name."""
    found = (
        (_("Sector"), campaign.sector),
        (_("Theme"), campaign.theme),
        (_("Programme goal"), campaign.goal),
    )
    return [(label, row.name_in(language)) for label, row in found if row]
