"""Words search over the same deeds: the site's own beside Wagtail's database search."""

from typing import Any

from benchmarks.measuring import Job, Result, measure
from benchmarks.words import WORDS

PAGE = 20


def ours(job: Job) -> Result:
    """One page of hits with their number, addresses and snippets."""
    from finder.search import search

    words = WORDS[job.options["words"]]
    result = measure(lambda: search(words, language="fi", limit=PAGE), job)
    result.facts["hits"] = search(words, language="fi", limit=PAGE).total
    return result


def wagtail_ranked(job: Job) -> Result:
    """Twenty pages, best first, with their number: Page.search() as its manual shows it."""
    return _wagtail(job, order_by_relevance=True)


def wagtail_unranked(job: Job) -> Result:
    """The same in no order, which spares the database the rank."""
    return _wagtail(job, order_by_relevance=False)


def _wagtail(job: Job, *, order_by_relevance: bool) -> Result:
    from deeds.models import DeedPage

    words, hits = WORDS[job.options["words"]], []

    def find() -> Any:
        found = DeedPage.objects.live().search(words, operator="and", order_by_relevance=order_by_relevance)
        hits[:] = [found.count()]
        return [(page.title, page.get_url()) for page in found[:PAGE]]

    result = measure(find, job)
    result.facts["hits"] = hits[0]
    return result
