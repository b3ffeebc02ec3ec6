"""Where deeds are: the areas as tiles of a map, and finding a municipality or area by any of its names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from deeds.facets import CURRENT_ORGANISATION, kept_counts
from deeds.models import Deed
from registers.models import County, Municipality, Organisation, Region
from registers.names import called, like
from registers.sorting import sort_key

TILE, GAP = 78, 4  # of the drawing, which is as wide as a phone's page
LEVELS = 4
LONGEST_LINE = 11  # characters of a name in a tile; longer names take two lines

# The one area without a wellbeing services county: the city itself arranges the services.
HELSINKI = "90"


@dataclass(frozen=True)
class Tile:
    """An area on the map: where it is drawn, how dark (0 to 4), and the list of its deeds."""

    code: str
    name: str
    lines: Sequence[str]
    count: int
    url: str
    level: int
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """One number of a place and the list behind it; no address where there is nothing to list."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Found:
    """A municipality or an area that was asked for, with its own deeds told apart from those around it."""

    name: str
    also: str  # its name in the country's other language
    kind: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Answer:
    """What asking for a name gives: the places that have it, else those with near names."""

    text: str
    found: Sequence[Found] = ()
    near: Sequence[str] = ()


# --- The map.


def tiles(language: str, index_url: str) -> list[Tile]:
    """Every area in the order of its name; an area without deeds too."""
    counts = kept_counts(Deed.objects.live()).get("county", {})
    most = max(counts.values(), default=0)
    areas = County.objects.filter(valid_to__isnull=True)
    found = [_tile(area, counts.get(area.code, 0), most, language, index_url) for area in areas]
    return sorted(found, key=lambda tile: sort_key(tile.name, language))


def _tile(area: County, count: int, most: int, language: str, index_url: str) -> Tile:
    name = area.short_in(language)
    return Tile(
        code=area.code,
        name=name,
        lines=_lines(name),
        count=count,
        url=_list_url(index_url, "county", [area.code]),
        level=-(-LEVELS * count // most) if most else 0,
        x=(area.tile_column - 1) * (TILE + GAP),
        y=(area.tile_row - 1) * (TILE + GAP),
    )


def map_size(drawn: Iterable[Tile]) -> tuple[int, int]:
    """Width and height of the drawing."""
    listed = list(drawn)
    return (
        max((tile.x + TILE for tile in listed), default=TILE),
        max((tile.y + TILE for tile in listed), default=TILE),
    )


def _lines(name: str) -> list[str]:
    """A name in one line or two, the longer of which is as short as can be."""
    if len(name) <= LONGEST_LINE:
        return [name]
    cuts = [place + 1 for place, letter in enumerate(name) if letter in " -"]
    if not cuts:
        return [name]
    best = min(cuts, key=lambda cut: max(len(name[:cut].strip()), len(name[cut:])))
    return [name[:best].strip(), name[best:]]


# --- Finding a place.


def find_places(text: str, *, language: str, index_url: str) -> Answer:
    """The municipalities and areas called so in any language, however typed, else near names."""
    municipalities = list(_current(Municipality).select_related("county"))
    areas = list(_current(County))
    named = called(municipalities, text)
    around = list(dict.fromkeys([*called(areas, text), *_areas_of_regions(text, areas)]))
    if not named and not around:
        return Answer(text, near=_near(text, municipalities, areas, language))
    numbers = _Numbers(named, around)
    return Answer(
        text,
        found=[
            *(_municipality(row, numbers, language, index_url) for row in named),
            *(_area(row, numbers, language, index_url) for row in around),
        ],
    )


def _current(model: type[Municipality] | type[County]) -> Any:
    return model.objects.filter(valid_to__isnull=True)


def _areas_of_regions(text: str, areas: Sequence[County]) -> list[County]:
    """Areas inside a region that is called so: "Uusimaa" is a region with several."""
    regions = called(Region.objects.filter(valid_to__isnull=True), text)
    if not regions:
        return []
    inside = set(Municipality.objects.filter(region__in=regions).values_list("county", flat=True))
    return [area for area in areas if area.pk in inside]


def _near(
    text: str, municipalities: Sequence[Municipality], areas: Sequence[County], language: str
) -> list[str]:
    near = like([*municipalities, *areas], text)
    return [row.short_in(language) if isinstance(row, County) else row.name_in(language) for row in near]


class _Numbers:
    """Counts for a few places at once: deeds done there, and organisations there with deeds of their own."""

    def __init__(self, municipalities: Sequence[Municipality], areas: Sequence[County]) -> None:
        counties = [*areas, *(row.county for row in municipalities)]
        live = Deed.objects.live()
        done_here = kept_counts(live.filter(municipalities__in=municipalities))
        self.municipality = done_here.get("municipality", {})
        self.county = kept_counts(live.filter(counties__in=counties)).get("county", {})
        self.own = self._own(municipalities, counties)

    def _own(
        self, municipalities: Sequence[Municipality], counties: Sequence[County]
    ) -> list[tuple[str, str, int | None, int | None, int]]:
        """(code, type, municipality, county, deeds) of the organisations of these places, merged ones as they carry on."""
        kinds = Organisation.Type
        here = Q(type=kinds.MUNICIPALITY, municipality__in=municipalities) | Q(
            type=kinds.COUNTY, county__in=counties
        )
        rows = Organisation.objects.filter(here, status=Organisation.Status.ACTIVE)
        codes = {row.code: row for row in rows}
        deeds = Deed.objects.live().order_by()
        counted = (
            deeds.annotate(current=CURRENT_ORGANISATION)
            .filter(current__in=codes)
            .values("current")
            .annotate(deeds=Count("pk"))
        )
        numbers = {row["current"]: row["deeds"] for row in counted}
        return [
            (code, row.type, row.municipality_id, row.county_id, numbers.get(code, 0))
            for code, row in codes.items()
        ]

    def own_of(self, kind: str, place: Municipality | County) -> tuple[list[str], int]:
        """The codes of a place's own organisations that have deeds, and how many deeds."""
        at = 2 if isinstance(place, Municipality) else 3
        rows = [row for row in self.own if row[1] == kind and row[at] == place.pk and row[4]]
        return [row[0] for row in rows], sum(row[4] for row in rows)


def _municipality(row: Municipality, numbers: _Numbers, language: str, index_url: str) -> Found:
    kinds = Organisation.Type
    own, own_count = numbers.own_of(kinds.MUNICIPALITY, row)
    county, county_count = numbers.own_of(kinds.COUNTY, row.county)
    area = {"area": row.county.short_in(language)}
    lines = [
        (_("The municipality's own deeds"), own_count, "organisation", own),
        (_("Deeds done in the municipality, by anybody"), numbers.municipality.get(row.code, 0), "municipality", [row.code]),
        (_("The wellbeing services county's own deeds: %(area)s") % area, county_count, "organisation", county),
        (_("Deeds done anywhere in the area: %(area)s") % area, numbers.county.get(row.county.code, 0), "county", [row.county.code]),
    ]  # fmt: skip
    if row.county.code == HELSINKI:
        del lines[2]
    return Found(row.name_in(language), _also(row, language), _("Municipality"), _listed(lines, index_url))


def _area(row: County, numbers: _Numbers, language: str, index_url: str) -> Found:
    own, own_count = numbers.own_of(Organisation.Type.COUNTY, row)
    lines = [
        (_("The wellbeing services county's own deeds"), own_count, "organisation", own),
        (_("Deeds done anywhere in the area, by anybody"), numbers.county.get(row.code, 0), "county", [row.code]),
    ]  # fmt: skip
    if row.code == HELSINKI:
        del lines[0]
    return Found(row.name_in(language), _also(row, language), _("Area"), _listed(lines, index_url))


def _also(row: Municipality | County, language: str) -> str:
    other = row.name_fi if language[:2] == "sv" else row.name_sv
    return other if other != row.name_in(language) else ""


def _listed(lines: Sequence[tuple[str, int, str, list[str]]], index_url: str) -> list[Line]:
    return [
        Line(label, count, _list_url(index_url, key, codes) if count else "")
        for label, count, key, codes in lines
    ]


def _list_url(index_url: str, key: str, codes: Sequence[str]) -> str:
    return f"{index_url}?{urlencode([(key, code) for code in codes])}"
