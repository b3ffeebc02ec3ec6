"""Numbers of spreading, each with its recount."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from core.figures import Figure, figures
from deeds.models import Adoption, Deed
from deeds.spreading.adopting import CURRENT


def adoptions() -> int:
    """Each organisation once per published deed."""
    return Deed.objects.live().aggregate(total=Sum("adopters"))["total"] or 0


def recount_adoptions() -> int:
    return len({(row.deed_id, row.organisation.current.pk) for row in _shown_rows()})


def adopters() -> int:
    """Organisations that adopted at least one published deed."""
    rows = Adoption.objects.filter(state=Adoption.State.ACCEPTED, deed__state=Deed.State.LIVE)
    return rows.annotate(current=CURRENT).order_by().values("current").distinct().count()


def recount_adopters() -> int:
    return len({row.organisation.current.pk for row in _shown_rows()})


def _shown_rows() -> list[Adoption]:
    rows = Adoption.objects.select_related("deed", "organisation__merged_into")
    return [row for row in rows if row.state == Adoption.State.ACCEPTED and row.deed.is_live]


def register_figures() -> None:
    figures.register(Figure("deeds.adoptions", _("adoptions by others"), adoptions, recount_adoptions))
    figures.register(
        Figure("deeds.adopters", _("organisations that adopted a deed"), adopters, recount_adopters)
    )
