"""Every write to front pages, content pages and site settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale, Page, Site

from core.html import clean_words
from core.stories import story_of
from home.models import ContentPage, HomePage, SiteSettings


@dataclass(frozen=True)
class HomeFields:
    """A front page's texts. `body` is a stream in its short form, see `core.stories`."""

    title: str
    hero_title: str = ""
    hero_text: str = ""
    hero_image: Any = None
    hero_image_alt: str = ""
    search_description: str = ""
    body: Sequence[Mapping[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class ContentFields:
    """A content page's texts."""

    title: str
    slug: str = ""
    intro: str = ""
    purpose: str = ""
    search_description: str = ""
    show_in_menus: bool = False
    body: Sequence[Mapping[str, Any]] = field(default_factory=list)


def home_values(fields: HomeFields) -> HomePage:
    """An unsaved front page; also what `core.translation.translate_page` takes as translated values."""
    fields = clean_words(fields)
    values = {name: getattr(fields, name) for name in fields.__dataclass_fields__ if name != "body"}
    return HomePage(**values, body=story_of(HomePage, "body", fields.body))


def content_values(fields: ContentFields) -> ContentPage:
    fields = clean_words(fields)
    values = {
        name: getattr(fields, name) for name in fields.__dataclass_fields__ if name not in {"body", "slug"}
    }
    slug = fields.slug or slugify(fields.title)
    return ContentPage(**values, slug=slug, body=story_of(ContentPage, "body", fields.body))


@transaction.atomic
def create_home(
    *,
    fields: HomeFields,
    locale: Locale,
    user: AbstractBaseUser | None,
    now: datetime,
    hostname: str = "localhost",
    port: int = 80,
) -> HomePage:
    """The front page of a new site, in place of Wagtail's welcome page; it becomes the default site's root."""
    root = Page.get_first_root_node()
    page = home_values(fields)
    page.slug, page.locale, page.live = _free_slug(root, "etusivu"), locale, False
    root.add_child(instance=page)
    _publish(page, user=user, now=now)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"root_page": page, "hostname": hostname, "port": port, "site_name": fields.title},
    )
    for welcome in Page.objects.child_of(root).exact_type(Page):
        welcome.delete()
    return page


def _free_slug(parent: Page, wanted: str) -> str:
    taken = set(Page.objects.child_of(parent).values_list("slug", flat=True))
    return next(
        slug for slug in (wanted, *(f"{wanted}-{number}" for number in range(2, 1000))) if slug not in taken
    )


@transaction.atomic
def create_content_page(
    *, parent: Page, fields: ContentFields, user: AbstractBaseUser | None, now: datetime, publish: bool = True
) -> ContentPage:
    """A content page under a front page or another content page, in the parent's language."""
    page = content_values(fields)
    page.live = False
    page.locale = parent.locale
    parent.add_child(instance=page)
    if publish:
        _publish(page, user=user, now=now)
    else:
        page.save_revision(user=user)
    return page


def _publish(page: Page, *, user: AbstractBaseUser | None, now: datetime) -> None:
    page.first_published_at = page.first_published_at or now
    page.save(update_fields=["first_published_at"])
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()


def set_site_settings(*, site: Site, values: Mapping[str, Any]) -> SiteSettings:
    """Store the given settings of a site and keep the others; `social_links` is a list of (name, url)."""
    stored = SiteSettings.for_site(site)
    for name, value in values.items():
        if name == "social_links":
            value = [("link", {"name": label, "url": url}) for label, url in value]
        setattr(stored, name, value)
    stored.full_clean()
    stored.save()
    return stored
