"""Reading the index: which rows meet some words, and which do so best."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.safestring import SafeString

from finder.engines import ENTRIES, Select, engine
from finder.marking import Marker
from finder.models import Passage
from finder.queries import Search, read_search, widened
from finder.sources import Result, finder_sources
from finder.words import LANGUAGES

# Pages of hits beyond this are of no use to people; it bounds the work of one request.
MOST_HITS = 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """One found page: its kind, where it leads, in which language, and the words around the best match, as HTML."""

    source: str
    label: Any
    ref: str
    title: SafeString
    url: str
    language: str
    snippet: SafeString


@dataclass(frozen=True, slots=True)
class Hits:
    total: int
    rows: Sequence[Hit]


def matching_numbers(search: Search, *, source: str) -> Select:
    """A SELECT of the numbers of a source's rows that meet a search, each once, in a column `number`."""
    found = engine().matching(search.query)
    # Materialised: the words decide by themselves which index is used.
    sql = (
        f"WITH w AS MATERIALIZED ({found.sql}) SELECT DISTINCT e.number AS number FROM w "  # noqa: S608 - names of ours
        f"JOIN {ENTRIES} e ON e.id = w.entry WHERE e.source = %s AND e.is_public"
    )
    return Select(sql, (*found.params, source))


def ranked_numbers_select(search: Search, *, source: str) -> Select:
    """The same with the best `rank` that one of the row's languages has."""
    found = engine().ranked(search.query)
    # Materialised: SQLite knows the rank only where the match itself is.
    sql = (
        f"WITH w AS MATERIALIZED ({found.sql}) SELECT e.number AS number, MAX(w.rank) AS rank FROM w "  # noqa: S608 - names of ours
        f"JOIN {ENTRIES} e ON e.id = w.entry WHERE e.source = %s AND e.is_public GROUP BY e.number"
    )
    return Select(sql, (*found.params, source))


def ranked_numbers(text: str, *, source: str, languages: Collection[str] = LANGUAGES) -> list[int]:
    """The numbers of a source's matching rows, best first, each once; errors of typing forgiven."""
    search = read_search(text, languages)
    found = _numbers_of(search, source)
    return found if found or search.is_empty else _numbers_of(widened(search), source)


def _numbers_of(search: Search, source: str) -> list[int]:
    if search.is_empty:
        return []
    select = ranked_numbers_select(search, source=source)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM ({select.sql}) r ORDER BY rank DESC, number DESC", select.params)  # noqa: S608 - names of ours
        return [int(number) for (number,) in cursor.fetchall()]


Pair = tuple[str, str]  # source key, ref


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that meets the words and is public now, best first, each thing once."""

    search: Search
    pairs: Sequence[Pair]


def find(text: str, *, sources: Collection[str] | None = None) -> Found:
    search = read_search(text)
    pairs = _public_pairs(search, sources)
    if pairs or search.is_empty:
        return Found(search, pairs)
    search = widened(search)
    return Found(search, _public_pairs(search, sources))


def hits_of(pairs: Sequence[Pair], *, search: Search, language: str) -> list[Hit]:
    """The hits of one page, in the reader's language where they have it."""
    results = results_of(pairs, language=language)
    texts = passages({(*pair, result.language) for pair, result in results.items()})
    return [_hit(pair, results[pair], texts, search) for pair in pairs if pair in results]


def results_of(pairs: Sequence[Pair], *, language: str) -> dict[Pair, Result]:
    """What pairs show, in the reader's language where they have it."""
    results: dict[Pair, Result] = {}
    for key, refs in _by_source(pairs).items():
        source = finder_sources.get(key)
        found = source.results(refs, language=language) if source else {}
        results |= {(key, ref): result for ref, result in found.items()}
    return results


def search(
    text: str, *, language: str, sources: Collection[str] | None = None, limit: int = 20, offset: int = 0
) -> Hits:
    """One page of what meets the words, with how many there are in all."""
    found = find(text, sources=sources)
    rows = hits_of(found.pairs[offset : offset + limit], search=found.search, language=language)
    return Hits(len(found.pairs), rows)


def passages(wanted: Collection[tuple[str, str, str]]) -> dict[tuple[str, str, str], str]:
    """The indexed texts of (source, ref, language), one query for all."""
    rows = Passage.objects.filter(
        entry__ref__in={ref for _key, ref, _language in wanted}, entry__is_public=True
    )
    values = rows.values_list("entry__source", "entry__ref", "entry__language", "text")
    return {
        (key, ref, language): text for key, ref, language, text in values if (key, ref, language) in wanted
    }


def _public_pairs(search: Search, sources: Collection[str] | None) -> list[Pair]:
    return public_pairs([] if search.is_empty else _ranked_refs(search, sources))


def public_pairs(refs: Sequence[Pair]) -> list[Pair]:
    """Those that are public. The index alone is never trusted: what was withdrawn a moment ago is left out here."""
    public = {(key, ref) for key, own in _by_source(refs).items() for ref in _public(key, own)}
    return [pair for pair in refs if pair in public]


def _ranked_refs(search: Search, sources: Collection[str] | None) -> list[Pair]:
    found = engine().ranked(search.query)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH w AS MATERIALIZED ({found.sql}) SELECT e.source, e.ref FROM w "  # noqa: S608 - names of ours
            f"JOIN {ENTRIES} e ON e.id = w.entry WHERE e.is_public ORDER BY w.rank DESC, e.id DESC LIMIT %s",
            [*found.params, MOST_HITS],
        )
        rows = [(str(source), str(ref)) for source, ref in cursor.fetchall()]
    return list(dict.fromkeys(row for row in rows if sources is None or row[0] in sources))


def _by_source(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, ref in pairs:
        found.setdefault(key, []).append(ref)
    return found


def _public(key: str, refs: list[str]) -> set[str]:
    source = finder_sources.get(key)
    return source.public(refs) if source else set()


def _hit(pair: Pair, result: Result, texts: Mapping[tuple[str, str, str], str], search: Search) -> Hit:
    source, marker = finder_sources.get(pair[0]), Marker(search, result.language)
    return Hit(
        source=pair[0],
        label=source.label if source else pair[0],
        ref=pair[1],
        title=marker.marked(result.title),
        url=result.url,
        language=result.language,
        snippet=marker.snippet(texts.get((*pair, result.language)) or result.text),
    )
