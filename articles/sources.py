"""Articles as items for feeds, newsletters, the front page and search."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from articles.models import ArticlePage, SeriesPage
from articles.querysets import ArticleQuerySet
from articles.topics import series_topic
from core.html import absolute_url
from core.pages import SHARE_SPEC, page_url
from core.rendering import feed_html
from syndication.feeds import Feed, FeedFamily, source_feed
from syndication.items import Item, ItemImage
from syndication.sources import Found


def article_item(page: ArticlePage, series: SeriesPage | None = None) -> Item:
    """An article as channels see it; its guid is the id of the page, never its address."""
    image = _image(page)
    return Item(
        guid=f"article:{page.translation_key}:{page.locale.language_code}",
        kind="article",
        url=page_url(page),
        title=page.title,
        summary=page.intro,
        html=feed_html(page.body, page_url(page)),
        language=page.locale.language_code,
        published_at=page.first_published_at.astimezone(UTC),
        updated_at=page.last_published_at.astimezone(UTC),
        authors=(page.authors,) if page.authors else (),
        categories=(series.title,) if series else (),
        image=image,
        topics=(series_topic(series.code),) if series else (),
    )


def _image(page: ArticlePage) -> ItemImage | None:
    image, alt = page.share_image_and_alt()
    if image is None:
        return None
    rendition = image.get_rendition(SHARE_SPEC)
    return ItemImage(absolute_url(rendition.url), alt, rendition.width, rendition.height)


def _with_series(pages: Iterable[ArticlePage]) -> list[Item]:
    """Items of pages, their series read in one query."""
    listed = list(pages)
    paths = {page.path[: -ArticlePage.steplen] for page in listed}
    series = {row.path: row for row in SeriesPage.objects.filter(path__in=paths)}
    return [article_item(page, series.get(page.path[: -ArticlePage.steplen])) for page in listed]


class ArticleSource:
    key = "article"
    label = _("Article")

    def _public(self, **filters: str) -> ArticleQuerySet:
        pages = ArticlePage.objects.live().public().originals().filter(first_published_at__isnull=False)
        if "series" in filters:
            parents = SeriesPage.objects.filter(code=filters["series"]).values_list("path", flat=True)
            pages = (
                pages.filter(path__regex=rf"^({'|'.join(parents)}).{{{ArticlePage.steplen}}}$")
                if parents
                else pages.none()
            )
        return pages

    def _in(self, language: str, **filters: str) -> ArticleQuerySet:
        return self._public(**filters).in_language(language)

    def items(
        self,
        *,
        language: str,
        since: datetime | None = None,
        limit: int | None = None,
        offset: int = 0,
        **filters: str,
    ) -> Sequence[Item]:
        pages = self._in(language, **filters)
        if since is not None:
            pages = pages.filter(first_published_at__gt=since)
        # The guid begins with the translation key, so ties by it are ties by guid.
        ordered = pages.order_by("-first_published_at", "translation_key").select_related(
            "locale", "image", "share_image"
        )
        return _with_series(ordered[offset : None if limit is None else offset + limit])

    def count(self, *, language: str, **filters: str) -> int:
        return self._in(language, **filters).count()

    def last_modified(self, *, language: str, **filters: str) -> datetime | None:
        return self._in(language, **filters).aggregate(newest=Max("last_published_at"))["newest"]

    def best_pages(self, refs: Sequence[str], *, language: str) -> dict[str, ArticlePage]:
        """Public pages by translation key, in the language asked for, else the first of the site's that exists."""
        keys = [ref for ref in refs if is_uuid(ref)]
        best: dict[str, ArticlePage] = {}
        for page in (
            self._public().filter(translation_key__in=keys).select_related("locale", "image", "share_image")
        ):
            ref = str(page.translation_key)
            if ref not in best or _rank(page, language) < _rank(best[ref], language):
                best[ref] = page
        return best

    def get_items(self, refs: Sequence[str], *, language: str) -> dict[str, Item]:
        best = self.best_pages(refs, language=language)
        return dict(zip(best, _with_series(best.values()), strict=True))

    def search(self, text: str, *, language: str, limit: int) -> Sequence[Found]:
        pages = (
            self._in(language)
            .filter(title__icontains=text)
            .order_by("-first_published_at", "translation_key")
        )
        return [
            Found(str(page.translation_key), page.title, page.first_published_at) for page in pages[:limit]
        ]


def is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _rank(page: ArticlePage, language: str) -> tuple[bool, int]:
    codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    code = page.locale.language_code
    return code != language, codes.index(code) if code in codes else len(codes)


article_source = ArticleSource()


def feeds_of_series(language: str) -> list[Feed]:
    pages: Any = (
        SeriesPage.objects.live().public().filter(locale__language_code=language, alias_of__isnull=True)
    )
    return [
        source_feed(
            article_source,
            key=f"series-{page.code}",
            language=language,
            title=page.title,
            description=page.intro,
            page_url=page_url(page),
            filters={"series": page.code},
        )
        for page in pages.order_by("path").select_related("locale")
    ]


series_feeds = FeedFamily(key="series", feeds=feeds_of_series, pages=(SeriesPage._meta.label,))
