"""Reading the index: which rows meet some words, and which do so best."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from finder.engines import Query, engine
from finder.models import Entry
from finder.sources import Result, finder_sources
from finder.words import LANGUAGES, forms, split_words

MOST_WORDS = 12
SNIPPET_LENGTH = 220
SNIPPET_LEAD = 60
# Pages of hits beyond this are of no use to people; it bounds the work of one request.
MOST_HITS = 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """One found page: its kind, where it leads, in which language, and the words around the first match."""

    source: str
    label: Any
    ref: str
    title: str
    url: str
    language: str
    snippet: str


@dataclass(frozen=True, slots=True)
class Hits:
    total: int
    rows: Sequence[Hit]


def parse(text: str, language: str) -> Query:
    """Every word must be met, by itself or its lemma; the last one also as a beginning, for who is still typing."""
    words = split_words(text)[:MOST_WORDS]
    query = [list(forms(word, language)) for word in words]
    if query and len(words[-1]) > 1:
        query[-1].append(f"{words[-1]}*")
    return query


def matching(
    text: str, *, source: str | None = None, languages: Collection[str] = LANGUAGES
) -> "QuerySet[Entry]":
    """The entries that meet the words of a text, each judged in its own language."""
    found = Q(pk__in=[])
    for language in languages:
        query = parse(text, language)
        if query:
            found |= Q(pk__in=engine().matching(query, language=language))
    entries = Entry.objects.filter(found, is_public=True)
    return entries.filter(source=source) if source else entries


def ranked_entries(text: str, *, languages: Collection[str] = LANGUAGES) -> list[int]:
    """Ids of the matching entries, best first over all languages."""
    found: list[tuple[float, int]] = []
    for language in languages:
        query = parse(text, language)
        if query:
            found += [(rank, entry) for entry, rank in engine().ranked(query, language=language)]
    return [entry for _rank, entry in sorted(found, reverse=True)]


def ranked_numbers(text: str, *, source: str, languages: Collection[str] = LANGUAGES) -> list[int]:
    """The numbers of a source's matching rows, best first, each once."""
    numbers = dict(matching(text, source=source, languages=languages).values_list("pk", "number"))
    ordered = (numbers.get(entry) for entry in ranked_entries(text, languages=languages))
    return list(dict.fromkeys(number for number in ordered if number is not None))


Pair = tuple[str, str]  # source key, ref


def public_pairs(text: str, *, sources: Collection[str] | None = None) -> list[Pair]:
    """Everything that meets the words and is public now, best first, each thing once."""
    refs = _ranked_refs(text, sources)
    # The index alone is never trusted: what was withdrawn a moment ago is left out here.
    public = {(key, ref) for key, own in _by_source(refs).items() for ref in _public(key, own)}
    return [pair for pair in refs if pair in public]


def hits_of(pairs: Sequence[Pair], *, text: str, language: str) -> list[Hit]:
    """The hits of one page, in the reader's language where they have it."""
    results: dict[Pair, Result] = {}
    for key, refs in _by_source(pairs).items():
        source = finder_sources.get(key)
        found = source.results(refs, language=language) if source else {}
        results |= {(key, ref): result for ref, result in found.items()}
    texts = _indexed_texts(results)
    return [_hit(pair, results[pair], texts.get(pair, ""), text) for pair in pairs if pair in results]


def search(
    text: str, *, language: str, sources: Collection[str] | None = None, limit: int = 20, offset: int = 0
) -> Hits:
    """One page of what meets the words, with how many there are in all."""
    pairs = public_pairs(text, sources=sources)
    return Hits(len(pairs), hits_of(pairs[offset : offset + limit], text=text, language=language))


def _ranked_refs(text: str, sources: Collection[str] | None) -> list[Pair]:
    ids = ranked_entries(text)[:MOST_HITS]
    rows = Entry.objects.filter(pk__in=ids).values_list("pk", "source", "ref")
    by_id = {pk: (source, ref) for pk, source, ref in rows if sources is None or source in sources}
    return list(dict.fromkeys(by_id[pk] for pk in ids if pk in by_id))


def _by_source(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, ref in pairs:
        found.setdefault(key, []).append(ref)
    return found


def _public(key: str, refs: list[str]) -> set[str]:
    source = finder_sources.get(key)
    return source.public(refs) if source else set()


def _indexed_texts(results: Mapping[Pair, Result]) -> dict[Pair, str]:
    """The whole texts of what is shown, in the language in which it is shown."""
    rows = Entry.objects.filter(ref__in=[ref for _key, ref in results], is_public=True)
    texts = {(row.source, row.ref, row.language): row.text for row in rows}
    return {pair: texts.get((*pair, result.language), result.text) for pair, result in results.items()}


def _hit(pair: Pair, result: Result, body: str, text: str) -> Hit:
    source = finder_sources.get(pair[0])
    return Hit(
        source=pair[0],
        label=source.label if source else pair[0],
        ref=pair[1],
        title=result.title,
        url=result.url,
        language=result.language,
        snippet=snippet(body or result.text, text, result.language),
    )


def snippet(text: str, words: str, language: str) -> str:
    """About 220 characters around the first word that matches; the beginning where none does.

    >>> snippet("Kunta teki.", "kunta", "fi")
    'Kunta teki.'
    """
    wanted = {form for word in split_words(words) for form in forms(word, language)}
    tokens = text.split()
    first = next((n for n, token in enumerate(tokens) if _meets(token, wanted, language)), 0)
    start = len(" ".join(tokens[:first]))
    start = max(0, start - SNIPPET_LEAD)
    flat = " ".join(tokens)
    if start:
        start = flat.find(" ", start) + 1
    cut = flat[start : start + SNIPPET_LENGTH]
    if len(flat) > start + SNIPPET_LENGTH:
        cut = f"{cut.rsplit(' ', 1)[0]} …"
    return f"… {cut}" if start else cut


def _meets(token: str, wanted: set[str], language: str) -> bool:
    return any(not wanted.isdisjoint(forms(word, language)) for word in split_words(token))
