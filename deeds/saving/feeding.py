"""A feed of any search: the list's own address with another beginning, the newest fifty deeds on one page."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from core.html import absolute_url
from core.pages import page_url
from deeds.asking import NEWEST, numbers
from deeds.choosing import Choices
from deeds.front import front_index
from deeds.saving.addresses import feed_path
from deeds.saving.wording import in_words
from deeds.sources import deed_source
from finder.queries import read_search
from syndication.documents import Document
from syndication.feeds import PAGE_SIZE, Feed, Version
from syndication.items import Item


@dataclass(frozen=True, eq=False)
class SearchFeed(Feed):
    query: str = ""

    def path(self, file_format: str = "rss") -> str:
        return feed_path(self.language, self.query, file_format)

    def url(self, file_format: str = "rss") -> str:
        return absolute_url(self.path(file_format))


def search_document(choices: Choices, language: str, file_format: str) -> Document | None:
    """None in a language without a list of deeds."""
    index = front_index(language)
    if index is None:
        return None
    found = _newest(choices, language)
    with translation.override(language):
        words = in_words(choices, language)
        feed = SearchFeed(
            key="search",
            language=language,
            title=_("Deeds: %(name)s") % {"name": words},
            description=_("New deeds that meet this search: %(search)s.") % {"search": words},
            page_url=f"{page_url(index)}?{choices.query}",
            items=lambda limit, offset: _items(found, language),
            version=lambda: Version(
                last_modified=deed_source.last_modified(language=language), count=len(found), extra=str(found)
            ),
            query=choices.query,
        )
    return Document(feed, file_format, 1, feed.version())


def _newest(choices: Choices, language: str) -> list[int]:
    search = read_search(choices.text) if choices.text else None
    if search is not None and search.is_empty:
        return []
    question = Choices(text=choices.text, values=choices.values, only=choices.only, sort=NEWEST)
    return numbers(question.question(search, language), limit=PAGE_SIZE)


def _items(found: list[int], language: str) -> list[Item]:
    items = deed_source.get_items([str(number) for number in found], language=language)
    return [items[str(number)] for number in found if str(number) in items]
