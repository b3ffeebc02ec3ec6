from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.models import Round, Winner
from core.figures import Figure


def count() -> int:
    """Deeds that won something, not prizes: a deed with two prizes counts once."""
    return Winner.objects.published(at=timezone.now()).values("deed").distinct().order_by().count()


def recount() -> int:
    now = timezone.now()
    shown = [row for row in Round.objects.all() if row.state_at(now) == Round.State.PUBLISHED]
    return len(
        {row.deed_id for row in Winner.objects.select_related("category") if row.category.round in shown}
    )


winners = Figure(key="awards.winners", label=_("awarded deeds"), number=count, recount=recount)
