"""The first page of the list of deeds for two words with the counts of every facet: ours beside the least SQL that does it."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.measuring import Job, Result, measure
from benchmarks.raw import Plain, Same, Yardstick, counts, counts_sql, ranked_sql
from benchmarks.words import WORDS

PAGE = 20


def ours(job: Job) -> Result:
    """The numbers of twenty deeds in order, how many there are, and every facet's counts."""
    words = WORDS[job.options["words"]]
    result = measure(lambda: find(words), job)
    result.facts["hits"] = find(words)[1].total
    return result


def find(words: str) -> tuple[list[int], Any]:
    from deeds.asking import count, numbers
    from deeds.choosing import Choices
    from finder.queries import read_search

    question = Choices(text=words, sort="relevance").question(read_search(words), "fi")
    return numbers(question, limit=PAGE), count(question, language="fi")


def same(job: Job) -> Result:
    """The same answer by hand from the same index. Raises ValueError if it is another."""
    words = WORDS[job.options["words"]]
    result, numbers, by_facet = _raw(Same(), words, job)
    own_numbers, own = find(words)
    if (numbers, by_facet) != (own_numbers, {"total": {"": own.total}, **own.by_facet}):
        raise ValueError(f"Raw SQL and ours do not find the same for “{words}”.")
    return result


def plain(job: Job) -> Result:
    """What FTS5 with unicode61, or a GIN index of the `simple` configuration, finds of the same texts."""
    return _raw(Plain(), WORDS[job.options["words"]], job)[0]


def _raw(
    yardstick: Yardstick, words: str, job: Job
) -> tuple[Result, Sequence[int], Mapping[str, Mapping[str, int]]]:
    from django.db import connection

    given, numbers, rows = yardstick.given(words), [], []
    (ranked, times), counting = ranked_sql(yardstick), counts_sql(yardstick)

    def ask() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(ranked, [given] * times + [PAGE])
            numbers[:] = [number for (number,) in cursor.fetchall()]
            cursor.execute(counting, [given])
            rows[:] = cursor.fetchall()

    result = measure(ask, job)
    found = counts(rows)
    result.facts["hits"] = found["total"][""]
    return result, numbers, found
