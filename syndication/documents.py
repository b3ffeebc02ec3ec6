"""One page of one feed in one format: its version, and its bytes on demand."""

import hashlib
from dataclasses import dataclass
from math import ceil

from django.conf import settings
from django.utils.translation import gettext as _

from syndication.builders import BUILDERS_VERSION, FeedInfo, PageLink, builders
from syndication.feeds import Feed, Version, find_feed


class DocumentMissing(Exception):
    """No such feed, format or page. The message is a translated sentence for whoever asked."""


@dataclass(frozen=True, eq=False)
class Document:
    feed: Feed
    file_format: str
    page: int
    version: Version

    @property
    def etag(self) -> str:
        """Strong: it covers everything that the bytes depend on. The items stand in it by their version."""
        feed = self.feed
        parts = (
            BUILDERS_VERSION,
            settings.BASE_URL,
            self.file_format,
            self.page,
            (feed.key, feed.language, feed.title, feed.description, feed.page_url, feed.author, feed.image),
            self.version,
        )
        return f'"{hashlib.sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()[:32]}"'

    def build(self) -> bytes:
        if self.feed.build is not None:
            return self.feed.build(self.info(), self.page)
        items = self.feed.items(self.feed.page_size, (self.page - 1) * self.feed.page_size)
        return builders[self.file_format].build(self.info(), items)

    def info(self) -> FeedInfo:
        feed = self.feed
        return FeedInfo(
            title=feed.title,
            description=feed.description,
            language=feed.language,
            page_url=feed.page_url,
            feed_url=feed.url(self.file_format),
            self_url=self.url(self.page),
            author=feed.author or settings.WAGTAIL_SITE_NAME,
            image=feed.image,
            page_links=tuple(self.page_links()),
        )

    @property
    def last_page(self) -> int:
        return max(1, ceil(self.version.count / self.feed.page_size))

    def url(self, page: int) -> str:
        first = self.feed.url(self.file_format)
        return first if page == 1 else f"{first}?page={page}"

    def page_links(self) -> list[PageLink]:
        """RFC 5005, section 3; a feed that fits on one page has none."""
        if self.last_page == 1:
            return []
        links = [PageLink("first", self.url(1)), PageLink("last", self.url(self.last_page))]
        if self.page > 1:
            links.append(PageLink("previous", self.url(self.page - 1)))
        if self.page < self.last_page:
            links.append(PageLink("next", self.url(self.page + 1)))
        return links


def find_document(language: str, key: str, file_format: str, page: str) -> Document:
    """Raises DocumentMissing if there is no such feed, format or page."""
    feed = find_feed(language, key)
    if feed is None:
        raise DocumentMissing(_("There is no feed “%(key)s” in this language.") % {"key": key})
    if file_format not in feed.formats:
        raise DocumentMissing(
            _("The feed “%(key)s” is offered as: %(formats)s.")
            % {"key": key, "formats": ", ".join(feed.formats)}
        )
    number = int(page) if page.isascii() and page.isdigit() else 0
    document = Document(feed, file_format, number, feed.version())
    if not 1 <= number <= document.last_page:
        raise DocumentMissing(
            _("The feed “%(key)s” has no page “%(page)s”.") % {"key": key, "page": page[:20]}
        )
    return document
