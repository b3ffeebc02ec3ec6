"""What stands around every page: name, menu, statements, footer. Read once per request, in few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site

from home.models import ContentPage, Purpose, SiteSettings


@dataclass(frozen=True)
class MenuItem:
    title: str
    url: str
    current: str = ""  # a value of aria-current, or "" elsewhere


@dataclass(frozen=True)
class Chrome:
    name: str
    home: Page | None
    menu: Sequence[MenuItem]
    statements: Sequence[MenuItem]
    footer: str
    contact_address: str
    contact_email: str
    social: Sequence[tuple[str, str]]


def site_chrome(request: HttpRequest | None) -> Chrome:
    """The frame of a page in the active language; kept on the request for all tags of one response."""
    language = str(get_language())
    kept: dict[str, Chrome] = getattr(request, "_tekotori_chrome", {})
    if language not in kept:
        kept[language] = _read(request, language)
        if request is not None:
            request._tekotori_chrome = kept  # type: ignore[attr-defined]  # our own mark
    return kept[language]


def _read(request: HttpRequest | None, language: str) -> Chrome:
    site = Site.find_for_request(request) if request else Site.objects.filter(is_default_site=True).first()
    if site is None:
        return Chrome(settings.WAGTAIL_SITE_NAME, None, (), (), "", "", "", ())
    stored = SiteSettings.for_request(request) if request else SiteSettings.for_site(site)
    home = front_page(site, language)
    return Chrome(
        name=stored.name_in(language),
        home=home,
        menu=menu_of(home, request),
        statements=statements_of(home, request),
        footer=stored.footer_in(language),
        contact_address=stored.contact_address,
        contact_email=stored.contact_email,
        social=[(block.value["name"], block.value["url"]) for block in stored.social_links],
    )


def front_page(site: Site, language: str) -> Page:
    """The site's front page in a language, or its root where that is not translated."""
    root = site.root_page
    translated = Page.objects.filter(translation_key=root.translation_key, locale__language_code=language)
    return translated.live().select_related("locale").first() or root


def menu_of(home: Page, request: HttpRequest | None) -> list[MenuItem]:
    """The front page's live public children that editors show in menus."""
    children = Page.objects.child_of(home).live().public().in_menu().select_related("locale").order_by("path")
    return _items(children, request)


def statements_of(home: Page, request: HttpRequest | None) -> list[MenuItem]:
    """The pages with a purpose in the front page's language, in the order of the purposes; one each.

    One that stands in the menu is left out: the footer shows both lists side by side.
    """
    pages = (
        ContentPage.objects.descendant_of(home).live().public().exclude(purpose="").select_related("locale")
    )
    by_purpose: dict[str, Any] = {}
    for page in pages.filter(show_in_menus=False).order_by("-path"):
        by_purpose[page.purpose] = page
    return _items([by_purpose[purpose] for purpose in Purpose.values if purpose in by_purpose], request)


def _items(pages: Any, request: HttpRequest | None) -> list[MenuItem]:
    path = request.path if request else ""
    return [
        MenuItem(page.title, url, _current(path, url)) for page in pages if (url := page.get_url(request))
    ]


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""
