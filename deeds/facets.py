"""By what deeds can be narrowed: each facet's values, its condition, and how many deeds each value has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deeds.models import Deed
from deeds.querysets import DeedQuerySet
from registers.models import ClientGroup, County, Municipality, Organisation, Register, Sector, Theme

WHOLE = "whole"
# A merged organisation's deeds count for the one that carries on.
CURRENT_ORGANISATION = Coalesce("organisation__merged_into__code", "organisation__code")

Labels = dict[str, str]  # code -> name, in the order to show
Counts = dict[str, int]


@dataclass(frozen=True, eq=False)
class Facet:
    """`labels(language)` lists the values that are always shown; a closed row shows only while it has deeds."""

    key: str  # in addresses: ?sector=education
    label: Any
    labels: Callable[[str], Labels]
    names: Callable[[Sequence[str], str], Labels]  # of values that are not among the labels
    condition: Callable[[Sequence[str]], Q]
    counts: Callable[[DeedQuerySet], Counts]
    is_long: bool = False  # too many values to list: a select


def _current_labels(model: type[Register]) -> Callable[[str], Labels]:
    def labels(language: str) -> Labels:
        rows = model.objects.filter(valid_to__isnull=True).in_order(language)
        return {row.code: row.name_in(language) for row in rows}

    return labels


def _names(model: type[Register]) -> Callable[[Sequence[str], str], Labels]:
    def names(codes: Sequence[str], language: str) -> Labels:
        return {row.code: row.name_in(language) for row in model.objects.filter(code__in=codes)}

    return names


def _of_any(relation: str) -> Callable[[Sequence[str]], Q]:
    # A sub-select, not a join: a deed with two of the values must not count twice.
    return lambda codes: Q(pk__in=Deed.objects.filter(**{f"{relation}__code__in": codes}).values("pk"))


def _counts_of(relation: str) -> Callable[[DeedQuerySet], Counts]:
    def counts(deeds: DeedQuerySet) -> Counts:
        rows = deeds.order_by().filter(**{f"{relation}__isnull": False})
        return dict(rows.values_list(f"{relation}__code").annotate(deeds=Count("pk", distinct=True)))

    return counts


def _register_facet(
    key: str, label: Any, model: type[Register], relation: str, *, is_long: bool = False
) -> Facet:
    return Facet(
        key, label, _current_labels(model), _names(model), _of_any(relation), _counts_of(relation), is_long
    )


def _sector_labels(language: str) -> Labels:
    return {WHOLE: _("Whole organisation"), **_current_labels(Sector)(language)}


def _sector_condition(codes: Sequence[str]) -> Q:
    condition = _of_any("sectors")(codes)
    return condition | Q(whole_organisation=True) if WHOLE in codes else condition


def _sector_counts(deeds: DeedQuerySet) -> Counts:
    return {WHOLE: deeds.filter(whole_organisation=True).count(), **_counts_of("sectors")(deeds)}


def _organisation_labels(language: str) -> Labels:
    rows = Organisation.objects.filter(status=Organisation.Status.ACTIVE).in_order(language)
    return {row.code: row.name_in(language) for row in rows}


def _organisation_condition(codes: Sequence[str]) -> Q:
    return Q(organisation__code__in=codes) | Q(organisation__merged_into__code__in=codes)


def _organisation_counts(deeds: DeedQuerySet) -> Counts:
    rows = (
        deeds.order_by().annotate(current=CURRENT_ORGANISATION).values("current").annotate(deeds=Count("pk"))
    )
    return {row["current"]: row["deeds"] for row in rows}


def _year_labels(language: str) -> Labels:
    span = Deed.objects.live().aggregate(first=Min("year"), last=Max("year"))
    if span["first"] is None:
        return {}
    return {str(year): str(year) for year in range(span["last"], span["first"] - 1, -1)}


def _year_condition(codes: Sequence[str]) -> Q:
    return Q(year__in=[int(code) for code in codes if code.isdigit() and len(code) <= 4])


def _year_counts(deeds: DeedQuerySet) -> Counts:
    rows = deeds.order_by().values_list("year").annotate(deeds=Count("pk"))
    return {str(year): number for year, number in rows}


FACETS: Mapping[str, Facet] = {
    facet.key: facet
    for facet in (
        Facet(
            "sector",
            gettext_lazy("Sector"),
            _sector_labels,
            _names(Sector),
            _sector_condition,
            _sector_counts,
        ),
        _register_facet("theme", gettext_lazy("Theme"), Theme, "themes"),
        _register_facet("group", gettext_lazy("Client group"), ClientGroup, "client_groups"),
        _register_facet("county", gettext_lazy("Area"), County, "counties"),
        _register_facet(
            "municipality", gettext_lazy("Municipality"), Municipality, "municipalities", is_long=True
        ),
        Facet(
            "organisation",
            gettext_lazy("Organisation"),
            _organisation_labels,
            _names(Organisation),
            _organisation_condition,
            _organisation_counts,
            is_long=True,
        ),
        Facet(
            "year",
            gettext_lazy("Year"),
            _year_labels,
            lambda codes, language: {},
            _year_condition,
            _year_counts,
        ),
    )
}
