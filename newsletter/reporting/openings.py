"""How often the links of an issue were opened, with small figures hidden before anybody sees them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from newsletter import conf
from newsletter.models import Issue, MailLink
from newsletter.reporting.counting import LanguageFigures
from newsletter.reporting.small import hide_small


@dataclass(frozen=True)
class LinkFigures:
    """One address of a language's mails. None: fewer than NEWSLETTER_SMALLEST_GROUP, or so few readers."""

    url: str
    words: str
    people: int | None
    programs: int | None


def count_links(issue: Issue, languages: Iterable[LanguageFigures]) -> dict[str, Sequence[LinkFigures]]:
    """The links of each language in the order of the mail; a language whose links are not counted is missing."""
    words: dict[str, dict[str, str]] = {}
    people: dict[str, Counter[str]] = {}
    programs: dict[str, Counter[str]] = {}
    rows = MailLink.objects.filter(compilation__issue=issue).order_by("place", "pk")
    sums = rows.annotate(by_people=Sum("openings__people"), by_programs=Sum("openings__programs"))
    for language, url, words_of, by_people, by_programs in sums.values_list(
        "compilation__language", "url", "words", "by_people", "by_programs"
    ):
        words.setdefault(language, {}).setdefault(url, words_of)
        people.setdefault(language, Counter())[url] += by_people or 0
        programs.setdefault(language, Counter())[url] += by_programs or 0
    return {
        figures.language: _shown(
            words[figures.language], people[figures.language], programs[figures.language], figures.audience
        )
        for figures in languages
        if figures.language in words
    }


def _shown(
    words: dict[str, str], people: Counter[str], programs: Counter[str], audience: int
) -> Sequence[LinkFigures]:
    smallest = conf.smallest_group()
    shown = hide_small(people, smallest=smallest, people=audience)
    shown_programs = hide_small(programs, smallest=smallest, people=audience)
    return [LinkFigures(url, words[url] or url, shown[url], shown_programs[url]) for url in words]
