"""Until when what came back is kept."""

from datetime import datetime, timedelta

from mail.returns.models import Return, Standing

# As long as somebody may look at a report that fits no mail; the mail itself stays in its mailbox.
KEEP_UNMATCHED = timedelta(days=90)


def forget_returns(*, now: datetime) -> int:
    """Empty what was kept for somebody to look at, and was not looked at in time. Returns how many changes."""
    old = Return.objects.filter(received_at__lt=now - KEEP_UNMATCHED)
    old.filter(standing=Standing.OPEN).update(standing=Standing.DISMISSED, decided_at=now)
    kept = old.exclude(source="", recipient="").update(source="", recipient="")
    return kept + old.filter(delivery=None).exclude(diagnostic="").update(diagnostic="")
