"""The words that the index has: which of a reader's words are known, and which known ones they may have meant.

Nearness is found by deletions (as SymSpell does): two words with one error between them become equal when a letter is
left out of each. The keys stand in a table of ours, so both databases answer alike; the candidates are then measured.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from finder.engines import engine
from finder.models import Entry, Term, TermKey
from finder.words import Spelling

SHORTEST_CORRECTED = 4  # of three letters nearly every word is one error from another
LONG_WORD = 8  # from this length on two errors are forgiven
KEY_LENGTH = 12  # keys are made of the beginning: a long word has enough of it
MOST_CANDIDATES = 200
MOST_CORRECTIONS = 3  # of one word in one language
BATCH = 500


def folded(word: str) -> str:
    """A word without its dots and rings, as it is typed on a keyboard that has none."""
    letters = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def keys_of(word: str, *, deletions: int = 1) -> set[str]:
    """The folded beginning of a word, with up to that many letters left out.

    >>> sorted(keys_of("työ"))
    ['to', 'ty', 'tyo', 'yo']
    """
    found = fresh = {folded(word)[:KEY_LENGTH]}
    for _turn in range(deletions):
        fresh = {key[:place] + key[place + 1 :] for key in fresh for place in range(len(key))}
        found = found | fresh
    return found


def distance(one: str, other: str, *, most: int) -> int:
    """Letters to add, leave out, change or swap with the next one; `most` + 1 for any number beyond.

    Source: optimal string alignment (Damerau-Levenshtein without overlapping swaps).
    >>> distance("valtusto", "valtuusto", most=2), distance("oik", "koi", most=2)
    (1, 2)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, target in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != target))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == target:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)


def known(spellings: Collection[Spelling]) -> set[Spelling]:
    """Which of these stand in the index."""
    words = list({spelling.word for spelling in spellings})
    if not words:
        return set()
    # Written out: asked by every search, and Django takes ten times as long to compile it as the database to answer.
    sql = f"SELECT language, word FROM {Term._meta.db_table} WHERE word IN ({', '.join(['%s'] * len(words))})"  # noqa: S608 - a name of ours
    with connection.cursor() as cursor:
        cursor.execute(sql, words)
        return {Spelling(*row) for row in cursor.fetchall()} & set(spellings)


def near(word: str, languages: Collection[str]) -> list[Spelling]:
    """The words of the index that a word may be meant as, the nearest of each language; empty for a short one."""
    plain = folded(word)
    most = _most_errors(word)
    deletions = 2 if most == 2 else 1
    terms = Term.objects.filter(keys__key__in=keys_of(word, deletions=deletions), language__in=languages)
    rows = terms.values_list("language", "word").distinct()[:MOST_CANDIDATES]
    measured: dict[str, list[tuple[int, int, str]]] = {}
    for language, candidate in rows:
        errors = distance(plain, folded(candidate), most=most)
        if errors <= most and candidate != word:
            # Among equally near ones, that with the right dots and then the shorter.
            apart = distance(word, candidate, most=len(word))
            measured.setdefault(language, []).append((errors, apart, candidate))
    return [
        Spelling(language, candidate)
        for language, found in sorted(measured.items())
        for errors, _apart, candidate in sorted(found)[:MOST_CORRECTIONS]
        if errors == min(found)[0]
    ]


def _most_errors(word: str) -> int:
    if len(word) < SHORTEST_CORRECTED:
        return 0
    return 2 if len(word) >= LONG_WORD else 1


def remember(words: Mapping[Spelling, int]) -> None:
    """Add the words of entries to the vocabulary; each word comes with an entry that has it."""
    for some in _batches(list(words)):
        fresh = set(some) - known(some)
        if fresh:
            _add({spelling: words[spelling] for spelling in fresh})


def _add(words: Mapping[Spelling, int]) -> None:
    rows = [
        Term(language=spelling.language, word=spelling.word, witness=words[spelling])
        for spelling in sorted(words)
    ]
    # Another transaction may add the same word at the same moment: one of the two is enough.
    Term.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    chosen = Term.objects.filter(word__in=[row.word for row in rows])
    keys = [
        TermKey(key=key, term_id=pk)
        for pk, language, word in chosen.values_list("pk", "language", "word")
        if Spelling(language, word) in words
        for key in keys_of(word)
    ]
    TermKey.objects.bulk_create(keys, ignore_conflicts=True, batch_size=BATCH * 4)


@transaction.atomic
def release(entries: Collection[int], *, keep: Iterable[Spelling] = ()) -> int:
    """Let go of words that entries witnessed and no longer have; returns how many left the vocabulary.

    Called after the entries' words were changed or deleted. A word that another entry has stays, with that one.
    """
    kept = set(keep)
    rows = [
        row
        for some in _batches(sorted(entries))
        for row in Term.objects.filter(witness__in=some)
        if Spelling(row.language, row.word) not in kept
    ]
    others = engine().holders([Spelling(row.language, row.word) for row in rows])
    gone = []
    for row in rows:
        other = others.get(Spelling(row.language, row.word))
        if other is None:
            gone.append(row.pk)
        else:
            row.witness = other
    Term.objects.bulk_update([row for row in rows if row.pk not in set(gone)], ["witness"], batch_size=BATCH)
    for some in _batches(gone):
        Term.objects.filter(pk__in=some).delete()
    return len(gone)


def mend() -> int:
    """Look after words whose witness is gone, as two removals at the same moment may leave them."""
    lost = Term.objects.exclude(witness__in=Entry.objects.values("pk"))
    return release(set(lost.values_list("witness", flat=True)))


def _batches(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
