"""The list of deeds as its page shows it: words, filters with exact counts, sorting and pages, all in the address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from deeds.asking import ADOPTED, NEWEST, RELEVANCE, Counts, Question, count, numbers
from deeds.choosing import Choices
from deeds.facets import Facet, all_facets
from deeds.languages import Shown, shown_in
from deeds.models import Deed, DeedIndexPage
from finder.marking import Marker
from finder.queries import Search, read_search, widened
from finder.search import passages

PAGE_SIZE = 20


@dataclass(frozen=True)
class Option:
    """One value of a facet, and how many deeds choosing it would show."""

    code: str
    label: str
    count: int
    is_chosen: bool
    facet: str
    choices: Choices

    @property
    def url(self) -> str:
        """The address that chooses or drops it: made where it is shown, which hundreds of municipalities are not."""
        return self.choices.toggled(self.facet, self.code).url


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
    sorts: Sequence[tuple[str, str, bool]]  # label, address, is chosen
    own_count: int  # deeds among these that have a page in the reader's language
    only_url: str  # narrows to those, or widens again
    corrected: str = ""  # the words that were searched for in place of those given
    clear_url: str = "?"

    @property
    def total(self) -> int:
        return int(self.page.paginator.count)


class Numbers:
    """The numbers of a question's deeds as a paginator takes them: counted already, a page fetched when it is asked for."""

    ordered = True

    def __init__(self, question: Question, total: int) -> None:
        self.question, self.total = question, total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, wanted: slice) -> list[int]:
        if self.total == 0:
            return []
        return numbers(self.question, limit=wanted.stop - wanted.start, offset=wanted.start)


def deed_list(*, page: DeedIndexPage, query: QueryDict, request: HttpRequest | None = None) -> DeedList:
    """The list for an index page's language; unknown values in the address find nothing and can be taken off."""
    language = page.language_code
    choices = Choices.read(query)
    question, counts = asked(choices, language)
    # Counted and cut into pages: what a paginator asks of a list.
    rows_of: Any = Numbers(question, counts.total)
    paginated = Paginator(rows_of, PAGE_SIZE).get_page(query.get("page"))
    rows = shown_in(_page_rows(paginated), language, request=request)
    facets = [_facet_view(facet, counts, choices, language) for facet in all_facets().values()]
    return DeedList(
        choices=choices,
        language=language,
        page=paginated,
        rows=_marked(rows, question.search) if question.search else rows,
        facets=facets,
        chips=_chips(choices, facets),
        hidden=[pair for pair in choices.pairs(without="q") if pair[0] != "sort"],
        sorts=_sort_links(choices),
        own_count=counts.own,
        only_url=replace(choices, only=not choices.only).url,
        corrected=question.search.corrected if question.search and counts.total else "",
    )


def asked(choices: Choices, language: str) -> tuple[Question, Counts]:
    """What is asked for, with every count; words that find nothing are tried as typing errors."""
    search = _search(choices, language)
    question = choices.question(search, language)
    counts = count(question, language=language)
    if counts.total == 0 and search is not None and not search.is_empty:
        wider = choices.question(widened(search), language)
        more = count(wider, language=language)
        if more.total:
            return wider, more
    return question, counts


def _search(choices: Choices, language: str) -> Search | None:
    if not choices.text:
        return None
    return read_search(choices.text, (language,)) if choices.only else read_search(choices.text)


def _page_rows(paginated: PaginatorPage) -> list[Deed]:
    wanted = list(paginated.object_list)
    rows = Deed.objects.live().filter(number__in=wanted).select_related("organisation__merged_into")
    by_number = {row.number: row for row in rows.prefetch_related("sectors", "themes")}
    return [by_number[number] for number in wanted if number in by_number]


def _marked(rows: Sequence[Shown], search: Search) -> list[Shown]:
    """The rows with the words around the best place in their texts, what was met marked, as HTML."""
    wanted = {("deed", str(row.deed.number), row.language) for row in rows}
    texts = passages(wanted)
    markers = {language: Marker(search, language) for language in {row.language for row in rows}}
    return [
        replace(
            row,
            title=markers[row.language].marked(row.title),
            text=markers[row.language].snippet(
                texts.get(("deed", str(row.deed.number), row.language), row.text)
            ),
        )
        for row in rows
    ]


def _facet_view(facet: Facet, counts: Counts, choices: Choices, language: str) -> FacetView:
    chosen = choices.values.get(facet.key, ())
    numbers_of = counts.by_facet.get(facet.key, {})
    labels = facet.labels(language)
    more = [code for code in (*numbers_of, *chosen) if code not in labels]
    labels |= facet.names(more, language) if more else {}
    labels |= {code: code for code in chosen if code not in labels}
    options = [
        Option(code, label, numbers_of.get(code, 0), code in chosen, facet.key, choices)
        for code, label in labels.items()
    ]
    # What is chosen stays in the form too, so that a select adds a value.
    return FacetView(facet.key, str(facet.label), options, facet.is_long, choices.pairs())


def _chips(choices: Choices, facets: Sequence[FacetView]) -> list[Chip]:
    chips = [Chip(choices.quoted, choices.without_text().url)] if choices.text else []
    for facet in facets:
        chips += [Chip(f"{facet.label}: {option.label}", option.url) for option in facet.chosen]
    if choices.only:
        chips.append(Chip(_("Only in this language"), replace(choices, only=False).url))
    return chips


def _sort_links(choices: Choices) -> list[tuple[str, str, bool]]:
    names = {RELEVANCE: _("Best match first"), NEWEST: _("Newest first"), ADOPTED: _("Most adopted first")}
    return [(names[key], replace(choices, sort=key).url, choices.sort == key) for key in choices.sorts]
