"""The square in numbers, of all time or of a period: each counted by the database, in a fixed number of queries."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from deeds.facets import WHOLE
from deeds.models import PARTICIPANTS, Adoption, Deed
from deeds.models.words import LANGUAGES
from deeds.querysets import DeedQuerySet
from deeds.spreading.adopting import CURRENT
from registers.models import County, Goal, Organisation, Register, Sector, Theme
from registers.sorting import sort_key

TOTALS = {
    "deeds": _("deeds published"),
    "own": _("organisations with a deed of their own"),
    "adopters": _("organisations that adopted a deed"),
    "reached": _("organisations reached, by a deed or an adoption"),
    "adoptions": _("adoptions by others"),
}
TABLES = {
    "year": _("Year"),
    "sector": _("Sector"),
    "theme": _("Theme"),
    "area": _("Area"),
    "type": _("Type of organisation"),
    "participants": _("Who took part"),
    "goal": _("Programme goal"),
    "adoption": _("How deeds were adopted"),
    "week": _("Visits by week"),
}
BY_NAME = ("sector", "theme", "area")
TAKING_PART = {
    "management": _("management"),
    "supervisors": _("supervisors"),
    "staff": _("staff"),
    "clients": _("clients"),
    "partners": _("partners"),
}


@dataclass(frozen=True)
class Row:
    """One value: its code, how many deeds, and its name in each language as it was when it was counted."""

    code: str
    count: int
    names: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    key: str
    rows: Sequence[Row]

    @property
    def label(self) -> str:
        return str(TABLES.get(self.key, self.key))

    def in_order(self, language: str) -> "Table":
        """Rows of registers by their names in a language, the whole organisation last; the rest stay as they are."""
        if self.key not in BY_NAME:
            return self
        order = sorted(
            self.rows, key=lambda row: (row.code == WHOLE, sort_key(row.names[language], language))
        )
        return Table(self.key, order)


@dataclass(frozen=True)
class Statistics:
    """Totals by key, and tables in the order to show."""

    totals: Mapping[str, int]
    tables: Sequence[Table]

    def as_json(self) -> dict[str, Any]:
        tables = {
            table.key: [[row.code, row.count, dict(row.names)] for row in table.rows] for table in self.tables
        }
        return {"totals": dict(self.totals), "tables": tables}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Statistics":
        return cls(
            values["totals"],
            [
                Table(key, [Row(code, count, names) for code, count, names in rows])
                for key, rows in values["tables"].items()
            ],
        )


def count_statistics(*, start: date | None = None, end: date | None = None) -> Statistics:
    """What is published now; of a period what was first published, and adopted, from its first to its last day."""
    deeds: DeedQuerySet = Deed.objects.live().order_by()
    adoptions = Adoption.objects.filter(state=Adoption.State.ACCEPTED, deed__state=Deed.State.LIVE).order_by()
    if start and end:
        period = (_first_moment(start), _first_moment(end + timedelta(days=1)))
        deeds = deeds.filter(published_at__gte=period[0], published_at__lt=period[1])
        adoptions = adoptions.filter(decided_at__gte=period[0], decided_at__lt=period[1])
    tables = {
        "year": _years(deeds),
        "sector": [*_register(Sector, deeds, "sectors"), _whole(deeds)],
        "theme": _register(Theme, deeds, "themes"),
        "area": _register(County, deeds, "counties"),
        "type": _types(deeds),
        "participants": _participants(deeds),
        "goal": _register(Goal, deeds, "programme_goal"),
        "adoption": _kinds(adoptions),
    }
    return Statistics(_totals(deeds, adoptions), [Table(key, rows) for key, rows in tables.items()])


def _first_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _totals(deeds: DeedQuerySet, adoptions: "QuerySet[Adoption]") -> dict[str, int]:
    own = set(deeds.annotate(current=CURRENT).values_list("current", flat=True).distinct())
    pairs = set(adoptions.annotate(current=CURRENT).values_list("deed", "current"))
    adopters = {organisation for _deed, organisation in pairs}
    return {
        "deeds": deeds.count(),
        "own": len(own),
        "adopters": len(adopters),
        "reached": len(own | adopters),
        "adoptions": len(pairs),
    }


def _in_each(words: Callable[[], Any]) -> dict[str, str]:
    names = {}
    for language in LANGUAGES:
        with translation.override(language):
            names[language] = str(words())
    return names


def _years(deeds: DeedQuerySet) -> list[Row]:
    """From the first to the last, the years without a deed between them too."""
    counts = dict(deeds.values_list("year").annotate(deeds=Count("pk")))
    if not counts:
        return []
    years = range(min(counts), max(counts) + 1)
    return [Row(str(year), counts.get(year, 0), dict.fromkeys(LANGUAGES, str(year))) for year in years]


def _register(model: type[Register], deeds: DeedQuerySet, relation: str) -> list[Row]:
    """Every current row, zero too, and closed ones that have deeds."""
    rows = deeds.filter(**{f"{relation}__isnull": False})
    counts = dict(rows.values_list(f"{relation}__code").annotate(deeds=Count("pk", distinct=True)))
    listed = model._default_manager.filter(Q(valid_to__isnull=True) | Q(code__in=counts))
    named = listed.order_by(*model._meta.ordering or ["code"])
    return [Row(row.code, counts.get(row.code, 0), _names(row)) for row in named]


def _names(row: Register) -> dict[str, str]:
    name = row.short_in if isinstance(row, County) else row.name_in
    return {language: name(language) for language in LANGUAGES}


def _whole(deeds: DeedQuerySet) -> Row:
    number = deeds.filter(whole_organisation=True).count()
    return Row(WHOLE, number, _in_each(lambda: _("Whole organisation")))


def _types(deeds: DeedQuerySet) -> list[Row]:
    """By the type of the organisation that carries on."""
    current = Case(
        When(organisation__merged_into__isnull=False, then=F("organisation__merged_into__type")),
        default=F("organisation__type"),
    )
    counts = dict(deeds.annotate(type=current).values_list("type").annotate(deeds=Count("pk")))
    kinds: Iterable[Any] = Organisation.Type
    return [_choice(kind, counts) for kind in kinds]


def _choice(kind: Any, counts: Mapping[str, int]) -> Row:
    return Row(str(kind.value), counts.get(kind.value, 0), _in_each(lambda: kind.label))


def _participants(deeds: DeedQuerySet) -> list[Row]:
    counts = deeds.aggregate(
        **{code: Count("pk", filter=Q(**{field: True})) for code, field in PARTICIPANTS.items()}
    )
    return [Row(code, counts[code], _in_each(partial(str, label))) for code, label in TAKING_PART.items()]


def _kinds(adoptions: "QuerySet[Adoption]") -> list[Row]:
    counts = dict(adoptions.values_list("kind").annotate(number=Count("pk")))
    kinds: Iterable[Any] = Adoption.Kind
    return [_choice(kind, counts) for kind in kinds]
