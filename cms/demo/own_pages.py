"""What becomes of the site's own pages (lists, statements) when the sample content goes: those that nobody has
rewritten get the words of a new site."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from wagtail.models import Locale, Page

from cms.demo.files import read_toml
from cms.site_start import START_TEXTS, STATEMENTS, content_fields, index_fields, newsletter_fields
from core.translation import translate_page
from deeds.models import DeedIndexPage
from home.models import ContentPage
from home.services import content_values
from newsletter.models import NewsletterPage

Words = Mapping[str, Mapping[str, Any]]  # language -> field -> text
REWRITTEN = ("title", "intro", "introduction", "search_description", "body")  # of those that a page has


def restart_own_pages(*, user: AbstractBaseUser | None, now: datetime) -> int:
    """How many pages got the words of a new site. Statements among them become drafts: they must be true."""
    new, sample = (
        read_toml(START_TEXTS),
        read_toml(Path(settings.DEMO_CONTENT_DIR) / "content" / "pages.toml"),
    )
    restarted = 0
    for key in (*STATEMENTS, "deeds", "newsletter"):
        page = _source_page(key)
        if page is not None and _is_sample(page, sample[key]):
            restarted += _restart(page, key, new[key], user, now)
    return restarted


def _source_page(key: str) -> Page | None:
    language = settings.LANGUAGE_CODE
    lists: dict[str, type[Page]] = {"deeds": DeedIndexPage, "newsletter": NewsletterPage}
    if key in lists:
        return lists[key].objects.filter(locale__language_code=language).first()
    return ContentPage.objects.filter(locale__language_code=language, purpose=key).first()


def _is_sample(page: Page, words: Words) -> bool:
    return bool(page.search_description == words[page.locale.language_code]["intro"][:255])


def _restart(page: Page, key: str, words: Words, user: AbstractBaseUser | None, now: datetime) -> int:
    is_statement = key in STATEMENTS
    values = _values(page, key, words[page.locale.language_code])
    for name in REWRITTEN:
        if hasattr(values, name):
            setattr(page, name, getattr(values, name))
    page.save()
    page.save_revision(user=user)
    pages = [page]
    for locale in Locale.objects.exclude(pk=page.locale_id):
        target = _values(page, key, words[locale.language_code])
        pages.append(
            translate_page(
                source=page, locale=locale, target_values=target, user=user, now=now, publish=not is_statement
            )
        )
    for each in pages if is_statement else ():
        each.unpublish(user=user)
    return len(pages)


def _values(page: Page, key: str, words: Mapping[str, Any]) -> Page:
    if isinstance(page, DeedIndexPage):
        return DeedIndexPage(**index_fields(words))
    if isinstance(page, NewsletterPage):
        shared = {"newsletter": page.newsletter, "privacy_page": page.privacy_page}
        return NewsletterPage(**newsletter_fields(words), **shared)
    return content_values(content_fields(key, words))
