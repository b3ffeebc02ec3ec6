"""Every write to series and articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page

from articles.models import ArticlePage, SeriesPage, next_part
from core.blocks import check_story
from core.html import clean_words
from core.stories import story_of


@dataclass(frozen=True)
class SeriesFields:
    """A series in one language."""

    title: str
    intro: str
    slug: str = ""
    image: Any = None
    image_alt: str = ""
    search_description: str = ""
    show_in_menus: bool = False


@dataclass(frozen=True)
class ArticleFields:
    """An article in one language. `body` is a stream in its short form, see `core.stories`; part 0 is the next."""

    title: str
    intro: str
    slug: str = ""
    part: int = 0
    authors: str = ""
    image: Any = None
    image_alt: str = ""
    search_description: str = ""
    body: Sequence[Mapping[str, Any]] = field(default_factory=list)


def series_values(fields: SeriesFields) -> SeriesPage:
    """An unsaved series; also what `core.translation.translate_page` takes as translated values."""
    fields = clean_words(fields)
    values = {name: getattr(fields, name) for name in fields.__dataclass_fields__ if name != "slug"}
    return SeriesPage(**values, slug=fields.slug or slugify(fields.title))


def article_values(fields: ArticleFields) -> ArticlePage:
    fields = clean_words(fields)
    values = {
        name: getattr(fields, name)
        for name in fields.__dataclass_fields__
        if name not in {"slug", "body", "part"}
    }
    body = story_of(ArticlePage, "body", fields.body)
    return ArticlePage(**values, part=fields.part or 1, slug=fields.slug or slugify(fields.title), body=body)


@transaction.atomic
def create_series(
    *, parent: Page, fields: SeriesFields, user: AbstractBaseUser | None, now: datetime
) -> SeriesPage:
    """A draft of a series under a front page, in the parent's language."""
    return _add(parent, series_values(fields), user)


@transaction.atomic
def create_article(
    *, series: SeriesPage, fields: ArticleFields, user: AbstractBaseUser | None, now: datetime
) -> ArticlePage:
    """A draft of the next part of a series, or of the part whose number is given."""
    page = article_values(fields)
    page.part = fields.part or next_part(series)
    return _add(series, page, user)


def _add(parent: Page, page: Any, user: AbstractBaseUser | None) -> Any:
    page.live = False
    page.locale = parent.locale
    page.full_clean(exclude=["path", "depth", "slug", "code"])
    parent.add_child(instance=page)
    page.save_revision(user=user)
    return page


@transaction.atomic
def publish(
    *,
    page: SeriesPage | ArticlePage,
    user: AbstractBaseUser | None,
    now: datetime,
    published_at: datetime | None = None,
) -> Any:
    """Publish a series or an article; raises ValidationError where an image lacks its alt text, and the like.

    `published_at` is when it was first published elsewhere (an import); without it, the first time is `now`.
    """
    if isinstance(page, ArticlePage):
        check_story(page.body)
    if page.first_published_at is None:
        page.first_published_at = published_at or now
        page.save(update_fields=["first_published_at"])
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return page
