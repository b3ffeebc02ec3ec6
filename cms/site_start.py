"""A new site: locales, front page, index and statement pages in every language, roles, terms, and a newsletter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.html import escape
from wagtail.models import Locale, Page, Site

from cms.roles import make_roles
from core.translation import translate_page
from deeds.models import DeedIndexPage
from deeds.terms import start_terms
from home.models import ContentPage, HomePage
from home.services import (
    ContentFields,
    HomeFields,
    content_values,
    create_content_page,
    create_home,
    home_values,
)
from newsletter.models import Newsletter, NewsletterPage
from registers.loading import load_registers

# What an empty real site starts with; editors change every word.
START_TEXTS = Path(__file__).resolve().parent / "data" / "start.toml"
# Statement pages in the order of the footer; each key is both the key of its texts and its purpose.
STATEMENTS = ("about", "contact", "accessibility", "privacy")
Texts = Mapping[str, Mapping[str, Mapping[str, Any]]]  # page -> language -> field -> text


AnyPage = TypeVar("AnyPage", bound=Page)


class AlreadyStarted(Exception):
    """The database has a front page already."""

    def __init__(self, *, page: HomePage) -> None:
        super().__init__(
            f"The site has a front page already: “{page.title}”. Use an empty database (`manage.py migrate`)."
        )
        self.page = page


@dataclass(frozen=True, slots=True)
class StartedSite:
    """The pages of the source language, under which content goes."""

    home: HomePage
    deeds: DeedIndexPage
    newsletter_page: NewsletterPage


def make_locales() -> list[Locale]:
    """A locale per language of the settings, in their order; the first is the source."""
    return [Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES]


@transaction.atomic
def start_site(
    *,
    texts: Texts,
    names: Mapping[str, str],
    user: AbstractBaseUser | None,
    now: datetime,
    publish_statements: bool = True,
) -> StartedSite:
    """Make a whole empty site from its texts. `names` is the newsletter's name per language.

    Statements that nobody has read yet stay drafts with `publish_statements=False`.

    Raises AlreadyStarted if there is a front page; then nothing is written.
    """
    existing = HomePage.objects.first()
    if existing:
        raise AlreadyStarted(page=existing)
    load_registers(now=now)
    source, *others = make_locales()
    home = _start_home(texts["home"], source, others, user, now)
    make_roles()
    start_terms(now=now)
    statements = {
        key: _add_content(home, key, texts[key], others, user, now, publish_statements) for key in STATEMENTS
    }
    deeds = _add_index(home, texts["deeds"], others, user, now)
    newsletter = _newsletter(names)
    newsletter_page = _add_newsletter(
        home, newsletter, texts["newsletter"], statements["privacy"], others, user, now
    )
    return StartedSite(home=home, deeds=deeds, newsletter_page=newsletter_page)


def _home_fields(texts: Mapping[str, Any]) -> HomeFields:
    return HomeFields(
        title=texts["title"],
        hero_title=texts["hero_heading"],
        hero_text=texts["hero_text"],
        body=texts.get("body", []),
        search_description=texts["hero_text"][:255],
    )


def _start_home(
    texts: Mapping[str, Mapping[str, Any]],
    source: Locale,
    others: list[Locale],
    user: AbstractBaseUser | None,
    now: datetime,
) -> HomePage:
    home = create_home(fields=_home_fields(texts[source.language_code]), locale=source, user=user, now=now)
    set_address()
    for locale in others:
        values = home_values(_home_fields(texts[locale.language_code]))
        values.slug = f"{home.slug}-{locale.language_code}"
        translate_page(source=home, locale=locale, target_values=values, user=user, now=now)
    return home


def content_fields(key: str, texts: Mapping[str, Any]) -> ContentFields:
    return ContentFields(
        title=texts["title"],
        slug=texts["slug"],
        intro=texts["intro"],
        purpose=key,
        show_in_menus=key == "about",
        search_description=texts["intro"][:255],
        body=texts.get("body", []),
    )


def _add_content(
    home: HomePage,
    key: str,
    texts: Mapping[str, Mapping[str, Any]],
    others: list[Locale],
    user: AbstractBaseUser | None,
    now: datetime,
    publish: bool,
) -> ContentPage:
    fields = content_fields(key, texts[home.locale.language_code])
    page = create_content_page(parent=home, fields=fields, user=user, now=now, publish=publish)
    for locale in others:
        values = content_values(content_fields(key, texts[locale.language_code]))
        translate_page(source=page, locale=locale, target_values=values, user=user, now=now, publish=publish)
    return page


def add_page(*, parent: Page, page: AnyPage, user: AbstractBaseUser | None) -> AnyPage:
    """Put a new page under another and publish it."""
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return page


def _list_fields(texts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": texts["title"],
        "slug": texts["slug"],
        "search_description": texts["intro"][:255],
        "show_in_menus": True,
    }


def index_fields(texts: Mapping[str, Any]) -> dict[str, Any]:
    return {**_list_fields(texts), "introduction": texts["intro"]}


def newsletter_fields(texts: Mapping[str, Any]) -> dict[str, Any]:
    return {**_list_fields(texts), "intro": f"<p>{escape(texts['intro'])}</p>"}


def _add_index(
    home: HomePage,
    texts: Mapping[str, Mapping[str, Any]],
    others: list[Locale],
    user: AbstractBaseUser | None,
    now: datetime,
) -> DeedIndexPage:
    page = add_page(
        parent=home, page=DeedIndexPage(**index_fields(texts[home.locale.language_code])), user=user
    )
    for locale in others:
        values = DeedIndexPage(**index_fields(texts[locale.language_code]))
        translate_page(source=page, locale=locale, target_values=values, user=user, now=now)
    return page


def _newsletter(names: Mapping[str, str]) -> Newsletter:
    newsletter, _created = Newsletter.objects.get_or_create(
        slug="tekotori",
        defaults={
            "name_fi": names["fi"],
            "name_sv": names["sv"],
            "name_en": names["en"],
            "from_name": settings.MAIL_FROM_NAME,
            "from_address": settings.MAIL_FROM_ADDRESS,
            "reply_to": settings.MAIL_REPLY_TO,
        },
    )
    return newsletter


def _add_newsletter(
    home: HomePage,
    newsletter: Newsletter,
    texts: Mapping[str, Mapping[str, Any]],
    privacy: Page,
    others: list[Locale],
    user: AbstractBaseUser | None,
    now: datetime,
) -> NewsletterPage:
    shared = {"newsletter": newsletter, "privacy_page": privacy}
    own = newsletter_fields(texts[home.locale.language_code])
    page = add_page(parent=home, page=NewsletterPage(**own, **shared), user=user)
    for locale in others:
        values = NewsletterPage(**newsletter_fields(texts[locale.language_code]), **shared)
        translate_page(source=page, locale=locale, target_values=values, user=user, now=now)
    return page


def set_address() -> None:
    """Make Wagtail's record of the site's host and port say what BASE_URL says."""
    address = urlsplit(settings.BASE_URL)
    Site.objects.filter(is_default_site=True).update(
        hostname=address.hostname or "localhost",
        port=address.port or (443 if address.scheme == "https" else 80),
    )
    Site.clear_site_root_paths_cache()
