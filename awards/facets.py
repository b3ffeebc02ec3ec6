"""Which deeds won: the facet "awarded" of the list of deeds."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awards.models import Winner
from deeds.facets import Facet, Labels
from deeds.facets.base import counted_by_pairs


def _labels(language: str) -> Labels:
    return {code: str(name) for code, name in Winner.Place.choices}


def _condition(codes: Sequence[str]) -> Q:
    published = Winner.objects.published(at=timezone.now())
    return Q(pk__in=published.filter(place__in=codes).values("deed"))


AWARDED = Facet(
    "awarded",
    _("Awarded"),
    120,
    _labels,
    _condition,
    counted=counted_by_pairs(lambda at: Winner.objects.published(at=at).values_list("deed_id", "place")),
)
