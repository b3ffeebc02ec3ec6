"""By what deeds can be narrowed: each facet's values, its condition, and how many deeds each value has."""

from deeds.facets.base import CURRENT_ORGANISATION, Facet, Labels, all_facets, facets
from deeds.facets.keeping import keep_facet_values, kept_counts
from deeds.facets.own import WHOLE, register_facets

__all__ = [
    "CURRENT_ORGANISATION",
    "WHOLE",
    "Facet",
    "Labels",
    "all_facets",
    "facets",
    "keep_facet_values",
    "kept_counts",
    "register_facets",
]
