"""The first page of the list of deeds for two words with the counts of every facet: ours beside the least SQL that does it."""

from typing import Any

from benchmarks.measuring import Job, Result, measure
from benchmarks.raw import counts_sql, ranked_sql
from benchmarks.words import WORDS

PAGE = 20


def ours(job: Job) -> Result:
    """The numbers of twenty deeds in order, how many there are, and every facet's counts."""
    from deeds.asking import count, numbers
    from deeds.choosing import Choices
    from finder.queries import read_search

    words = WORDS[job.options["words"]]
    choices = Choices(text=words, sort="relevance")

    def find() -> int:
        question = choices.question(read_search(words), "fi")
        found = count(question, language="fi")
        numbers(question, limit=PAGE)
        return found.total

    result = measure(find, job)
    result.facts["hits"] = find()
    return result


def raw(job: Job) -> Result:
    """The same of the same deeds by FTS5 with unicode61 or a GIN index with the `simple` configuration."""
    from django.db import connection

    words, rows = WORDS[job.options["words"]], []

    def find() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(ranked_sql(), [*given(words), PAGE])
            cursor.fetchall()
            cursor.execute(counts_sql(), given(words)[-1:])
            rows[:] = cursor.fetchall()

    result = measure(find, job)
    result.facts["hits"] = next(number for facet, _code, number in rows if facet == "total")
    return result


def given(words: str) -> list[str]:
    from django.db import connection

    first, second = words.split()
    if connection.vendor == "postgresql":
        return [f"{first} & {second}"] * 2
    return [f'"{first}" AND "{second}"']
