"""What a search box offers while one types: titles that hold a word beginning so, and words of the index."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models.functions import Length

from finder.engines import ENTRIES, engine, tagged
from finder.models import Entry, Term
from finder.queries import SHORTEST_BEGINNING, Search, Wanted, read_search
from finder.search import Pair, public_pairs, results_of
from finder.words import read_word, split_words

MOST_TITLES, MOST_WORDS = 6, 4
LOOKED_AT = 40  # entries, the newest first (a title in three languages is three of them), and words, the shortest first
SHORTEST_WORD = 4  # of the index that is offered: shorter ones are beginnings themselves


@dataclass(frozen=True, slots=True)
class Title:
    """A page that is public now, in the reader's language where it has one."""

    title: str
    url: str
    language: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    words: Sequence[str] = ()
    titles: Sequence[Title] = ()


def suggest(text: str, *, language: str, sources: Collection[str] | None = None) -> Suggestions:
    """For a text that is being typed: its last word counts as a beginning, the others as words."""
    written = split_words(text)
    if not written or len(written[-1]) < SHORTEST_BEGINNING:
        return Suggestions()
    return Suggestions(_words(written, language), _titles(_begun(text, written[-1]), language, sources))


def _begun(text: str, last: str) -> Search:
    search = read_search(text.rpartition(last)[0])
    beginnings = tuple(tagged(language, f"{last}*") for language in search.languages)
    return replace(search, wanted=(*search.wanted, Wanted(last, beginnings)))


def _titles(search: Search, language: str, sources: Collection[str] | None) -> list[Title]:
    pairs = public_pairs(_newest(search, sources))[:MOST_TITLES]
    results = results_of(pairs, language=language)
    found = (results[pair] for pair in pairs if pair in results)
    return [Title(result.title, result.url, result.language) for result in found]


def _newest(search: Search, sources: Collection[str] | None) -> list[Pair]:
    found = engine().matching_titles(search.query)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH w AS MATERIALIZED ({found.sql}) SELECT e.source, e.ref FROM w "  # noqa: S608 - names of ours
            f"JOIN {ENTRIES} e ON e.id = w.entry WHERE e.is_public ORDER BY e.id DESC LIMIT %s",
            [*found.params, LOOKED_AT],
        )
        rows = [(str(source), str(ref)) for source, ref in cursor.fetchall()]
    return list(dict.fromkeys(row for row in rows if sources is None or row[0] in sources))


def _words(written: Sequence[str], language: str) -> list[str]:
    """The text with its last word written to its end, the shortest first: words as lists have them, no other forms."""
    *before, last = written
    terms = Term.objects.filter(language=language, word__startswith=last).exclude(word=last)
    terms = terms.annotate(length=Length("word")).filter(length__gte=SHORTEST_WORD)
    begun = terms.order_by("length", "word").values_list("word", "witness")[:LOOKED_AT]
    rows = [row for row in begun if read_word(row[0], language).wholes == (row[0],)]
    public = _public_entries({witness for _word, witness in rows})
    words = [word for word, witness in rows if witness in public]
    return [" ".join((*before, word)) for word in words[:MOST_WORDS]]


def _public_entries(numbers: Collection[int]) -> set[int]:
    """Those of entries whose text is public now: a word is offered by one that a reader may open."""
    rows = Entry.objects.filter(pk__in=numbers, is_public=True).values_list("pk", "source", "ref")
    entries = {pk: (source, ref) for pk, source, ref in rows}
    public = set(public_pairs(list(entries.values())))
    return {pk for pk, pair in entries.items() if pair in public}
