"""The list of deeds as its page shows it: words, filters with exact counts, sorting and pages, all in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from deeds.facets import FACETS, Facet
from deeds.languages import Shown, shown_in
from deeds.models import Deed, DeedIndexPage, DeedPage
from deeds.querysets import DeedQuerySet
from finder.queries import read_search
from finder.search import matching_numbers, ranked_numbers

PAGE_SIZE = 20
LONGEST_SEARCH = 120
NEWEST, RELEVANCE = "newest", "relevance"


@dataclass(frozen=True)
class Choices:
    """What a reader chose, read from the address and written back to it."""

    text: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # facet -> codes, as given
    sort: str = NEWEST
    only: bool = False  # only what has a page in the reader's language

    @classmethod
    def read(cls, query: QueryDict) -> "Choices":
        text = query.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        values = {key: tuple(dict.fromkeys(code for code in query.getlist(key) if code)) for key in FACETS}
        default = RELEVANCE if text else NEWEST
        sort = query.get("sort", default)
        return cls(
            text=text,
            values={key: codes for key, codes in values.items() if codes},
            sort=sort if text and sort in (NEWEST, RELEVANCE) else NEWEST,
            only=query.get("only") == "1",
        )

    def pairs(self, *, without: str = "") -> list[tuple[str, str]]:
        """The address's parameters in one fixed order, so that equal choices have one address."""
        given = [("q", self.text)] if self.text else []
        given += [(key, code) for key in FACETS for code in self.values.get(key, ())]
        given += [("only", "1")] if self.only else []
        given += [("sort", NEWEST)] if self.text and self.sort == NEWEST else []
        return [pair for pair in given if pair[0] != without]

    @property
    def query(self) -> str:
        return urlencode(self.pairs())

    @property
    def url(self) -> str:
        # "?" alone leads to the list without any choice; an empty address would keep the present ones.
        return f"?{self.query}"

    def toggled(self, key: str, code: str) -> "Choices":
        codes = self.values.get(key, ())
        changed = tuple(other for other in codes if other != code) if code in codes else (*codes, code)
        return replace(self, values={**self.values, key: changed})

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.values and not self.only


@dataclass(frozen=True)
class Option:
    """One value of a facet: how many deeds choosing it would show, and the address that chooses or drops it."""

    code: str
    label: str
    count: int
    is_chosen: bool
    url: str


@dataclass(frozen=True)
class FacetView:
    key: str
    label: str
    options: Sequence[Option]
    is_long: bool
    hidden: Sequence[tuple[str, str]]  # what a form for this facet must carry along

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.is_chosen]


@dataclass(frozen=True)
class Chip:
    """One choice that holds, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True)
class DeedList:
    choices: Choices
    language: str
    page: PaginatorPage  # its object_list is what `rows` shows
    rows: Sequence[Shown]
    facets: Sequence[FacetView]
    chips: Sequence[Chip]
    hidden: Sequence[tuple[str, str]]  # what the search form must carry along
    sorts: Sequence[
        tuple[str, str, bool]
    ]  # label, address, is chosen; empty where there is nothing to sort by
    own_count: int  # deeds among these that have a page in the reader's language
    only_url: str  # narrows to those, or widens again
    clear_url: str = "?"

    @property
    def total(self) -> int:
        return int(self.page.paginator.count)


def deed_list(*, page: DeedIndexPage, query: QueryDict, request: HttpRequest | None = None) -> DeedList:
    """The list for an index page's language; unknown values in the address find nothing and can be taken off."""
    language = page.language_code
    choices = Choices.read(query)
    found = _found(choices, language)
    paginated = Paginator(_ordered(found, choices, language), PAGE_SIZE).get_page(query.get("page"))
    rows = _page_rows(paginated)
    facets = [_facet_view(facet, choices, language) for facet in FACETS.values()]
    return DeedList(
        choices=choices,
        language=language,
        page=paginated,
        rows=shown_in(rows, language, request=request),
        facets=facets,
        chips=_chips(choices, facets),
        hidden=[pair for pair in choices.pairs(without="q") if pair[0] != "sort"],
        sorts=_sorts(choices),
        own_count=found.filter(pk__in=_with_page_in(language)).count(),
        only_url=replace(choices, only=not choices.only).url,
    )


def _with_page_in(language: str) -> DeedQuerySet:
    pages = DeedPage.objects.filter(locale__language_code=language, alias_of__isnull=True).live()
    return Deed.objects.filter(translation_key__in=pages.values("translation_key"))


def _found(choices: Choices, language: str, *, leave_out: str = "") -> DeedQuerySet:
    """The deeds that meet the choices; without one facet's, for counting that facet's values."""
    deeds = Deed.objects.live()
    if choices.text:
        search = read_search(choices.text)
        if search.is_empty:
            return deeds.none()
        hits = RawSQL(*matching_numbers(search, source="deed"))  # noqa: S611 - the words are parameters
        deeds = deeds.filter(number__in=hits)
    if choices.only:
        deeds = deeds.filter(pk__in=_with_page_in(language).values("pk"))
    for key, codes in choices.values.items():
        if key != leave_out:
            deeds = deeds.filter(FACETS[key].condition(codes))
    return deeds


def _ordered(found: DeedQuerySet, choices: Choices, language: str) -> "DeedQuerySet | list[int]":
    """A query in the order of publishing, or the numbers in the order of relevance."""
    if choices.sort == NEWEST:
        return found.newest_first()
    numbers = set(found.values_list("number", flat=True))
    return [number for number in ranked_numbers(choices.text, source="deed") if number in numbers]


def _page_rows(paginated: PaginatorPage) -> list[Deed]:
    given = list(paginated.object_list)
    numbers = [row if isinstance(row, int) else row.number for row in given]
    rows = Deed.objects.live().filter(number__in=numbers).select_related("organisation__merged_into")
    by_number = {row.number: row for row in rows.prefetch_related("sectors", "themes")}
    return [by_number[number] for number in numbers if number in by_number]


def _facet_view(facet: Facet, choices: Choices, language: str) -> FacetView:
    chosen = choices.values.get(facet.key, ())
    counts = facet.counts(_found(choices, language, leave_out=facet.key))
    labels = facet.labels(language)
    more = [code for code in (*counts, *chosen) if code not in labels]
    labels |= facet.names(more, language) if more else {}
    labels |= {code: code for code in chosen if code not in labels}
    options = [
        Option(code, label, counts.get(code, 0), code in chosen, choices.toggled(facet.key, code).url)
        for code, label in labels.items()
    ]
    # What is chosen stays in the form too, so that a select adds a value.
    return FacetView(facet.key, str(facet.label), options, facet.is_long, choices.pairs())


def _chips(choices: Choices, facets: Sequence[FacetView]) -> list[Chip]:
    chips = [Chip(f"“{choices.text}”", replace(choices, text="", sort=NEWEST).url)] if choices.text else []
    for facet in facets:
        chips += [Chip(f"{facet.label}: {option.label}", option.url) for option in facet.chosen]
    if choices.only:
        chips.append(Chip(_("Only in this language"), replace(choices, only=False).url))
    return chips


def _sorts(choices: Choices) -> list[tuple[str, str, bool]]:
    if not choices.text:
        return []
    names = ((RELEVANCE, _("Best match first")), (NEWEST, _("Newest first")))
    return [(name, replace(choices, sort=key).url, choices.sort == key) for key, name in names]
