"""The facets that deeds have by themselves."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deeds.facets.base import Facet, Labels, codes_of, counted_by_key, facets, of_any
from deeds.models import PARTICIPANTS, Adoption, Deed, DeedLanguage
from deeds.models.shared import Stage
from registers.models import ClientGroup, County, Goal, Municipality, Organisation, Register, Sector, Theme

WHOLE = "whole"
LANGUAGE_NAMES = {
    "fi": gettext_lazy("in Finnish"),
    "sv": gettext_lazy("in Swedish"),
    "en": gettext_lazy("in English"),
}


def _current_labels(model: type[Register]) -> Callable[[str], Labels]:
    def labels(language: str) -> Labels:
        rows = model.objects.filter(valid_to__isnull=True).in_order(language)
        return {row.code: row.name_in(language) for row in rows}

    return labels


def _names(model: type[Register]) -> Callable[[Sequence[str], str], Labels]:
    def names(codes: Sequence[str], language: str) -> Labels:
        return {row.code: row.name_in(language) for row in model.objects.filter(code__in=codes)}

    return names


def _fixed_labels(names: dict[str, Any]) -> Callable[[str], Labels]:
    return lambda language: {code: str(name) for code, name in names.items()}


def _register_facet(
    key: str, label: Any, position: int, model: type[Register], relation: str, *, is_long: bool = False
) -> Facet:
    return Facet(
        key,
        label,
        position,
        _current_labels(model),
        of_any(relation),
        codes_of(relation),
        names=_names(model),
        is_long=is_long,
    )


def _sector() -> Facet:
    def labels(language: str) -> Labels:
        return {WHOLE: _("Whole organisation"), **_current_labels(Sector)(language)}

    def condition(codes: Sequence[str]) -> Q:
        return of_any("sectors")(codes) | (Q(whole_organisation=True) if WHOLE in codes else Q(pk__in=[]))

    def codes(deed: Deed) -> list[str]:
        return [WHOLE] * deed.whole_organisation + list(codes_of("sectors")(deed))

    return Facet("sector", gettext_lazy("Sector"), 10, labels, condition, codes, names=_names(Sector))


def _participants() -> Facet:
    names = {
        "management": gettext_lazy("management"),
        "supervisors": gettext_lazy("supervisors"),
        "staff": gettext_lazy("staff"),
        "clients": gettext_lazy("clients"),
        "partners": gettext_lazy("partners"),
    }

    def condition(codes: Sequence[str]) -> Q:
        known = [PARTICIPANTS[code] for code in codes if code in PARTICIPANTS]
        return Q(*((field, True) for field in known), _connector=Q.OR) if known else Q(pk__in=[])

    label = gettext_lazy("Who took part")
    return Facet("with", label, 40, _fixed_labels(names), condition, lambda deed: deed.participants)


def _organisation() -> Facet:
    table = Organisation._meta.db_table

    def labels(language: str) -> Labels:
        rows = Organisation.objects.filter(status=Organisation.Status.ACTIVE).in_order(language)
        return {row.code: row.name_in(language) for row in rows}

    def condition(codes: Sequence[str]) -> Q:
        return Q(organisation__code__in=codes) | Q(organisation__merged_into__code__in=codes)

    # A merged organisation's deeds count for the one that carries on.
    counted = counted_by_key(
        "organisation_id",
        table,
        "COALESCE(m.code, r.code)",
        f"LEFT JOIN {table} m ON m.id = r.merged_into_id",
    )
    label = gettext_lazy("Organisation")
    return Facet(
        "organisation",
        label,
        80,
        labels,
        condition,
        counted=counted,
        names=_names(Organisation),
        is_long=True,
    )


def _year() -> Facet:
    def labels(language: str) -> Labels:
        span = Deed.objects.live().aggregate(first=Min("year"), last=Max("year"))
        if span["first"] is None:
            return {}
        return {str(year): str(year) for year in range(span["last"], span["first"] - 1, -1)}

    def condition(codes: Sequence[str]) -> Q:
        return Q(year__in=[int(code) for code in codes if code.isdecimal() and len(code) <= 4])

    def codes(deed: Deed) -> list[str]:
        return [] if deed.year is None else [str(deed.year)]

    return Facet("year", gettext_lazy("Year"), 90, labels, condition, codes)


def _goal() -> Facet:
    def condition(codes: Sequence[str]) -> Q:
        return Q(programme_goal__code__in=codes)

    def codes(deed: Deed) -> list[str]:
        return [] if deed.programme_goal is None else [deed.programme_goal.code]

    label = gettext_lazy("Programme goal")
    return Facet("goal", label, 100, _current_labels(Goal), condition, codes, names=_names(Goal))


def _language() -> Facet:
    def condition(codes: Sequence[str]) -> Q:
        return Q(pk__in=DeedLanguage.objects.filter(language__in=codes).values("deed"))

    def codes(deed: Deed) -> list[str]:
        return sorted(row.language for row in deed.languages.all())

    label = gettext_lazy("Whole text")
    return Facet("language", label, 110, _fixed_labels(LANGUAGE_NAMES), condition, codes)


def _adopted() -> Facet:
    def shown() -> Any:
        return Adoption.objects.filter(state=Adoption.State.ACCEPTED)

    def condition(codes: Sequence[str]) -> Q:
        return Q(pk__in=shown().filter(kind__in=codes).values("deed"))

    def codes(deed: Deed) -> list[str]:
        return sorted({row.kind for row in deed.adoptions.all() if row.state == Adoption.State.ACCEPTED})

    labels = _fixed_labels(dict(Adoption.Kind.choices))
    return Facet("adopted", gettext_lazy("Adopted by others"), 130, labels, condition, codes)


def _stage() -> Facet:
    labels = _fixed_labels(dict(Stage.choices))
    label = gettext_lazy("Stage")
    return Facet("stage", label, 50, labels, lambda codes: Q(stage__in=codes), _stage_of)


def _stage_of(deed: Deed) -> list[str]:
    return [deed.stage] if deed.stage else []


def register_facets() -> None:
    own = (
        _sector(),
        _register_facet("theme", gettext_lazy("Theme"), 20, Theme, "themes"),
        _register_facet("group", gettext_lazy("Client group"), 30, ClientGroup, "client_groups"),
        _participants(),
        _stage(),
        _register_facet("county", gettext_lazy("Area"), 60, County, "counties"),
        _register_facet("municipality", gettext_lazy("Municipality"), 70, Municipality, "municipalities", is_long=True),
        _organisation(),
        _year(),
        _goal(),
        _language(),
        _adopted(),
    )  # fmt: skip
    for facet in own:
        facets.register(facet)
