"""Which pages the API may show: live, under the site that is asked, and open to everyone."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Locale, Page, Site

from headless.problems import Problem


def site_of(request: HttpRequest) -> Site:
    site = Site.find_for_request(request)
    if site is None:
        raise Problem(404, "No site answers at this address.")
    return site


def front_pages(site: Site) -> list[Page]:
    """The site's front page in every language."""
    return list(Page.objects.filter(translation_key=site.root_page.translation_key).select_related("locale"))


def visible_pages(site: Site) -> Any:
    """Drafts, expired and private pages, and pages of other sites are not among these."""
    roots = front_pages(site)
    inside = reduce(or_, (Q(path__startswith=root.path) for root in roots), Q(pk__in=[]))
    codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return Page.objects.live().public().filter(inside, locale__language_code__in=codes)


def locales_by_id() -> dict[int, Locale]:
    return {locale.pk: locale for locale in Locale.objects.all()}


def with_locales(pages: Iterable[Any]) -> list[Any]:
    """The pages with their locales at hand, which addresses and shapes read: one query for all."""
    known = locales_by_id()
    listed = list(pages)
    for page in listed:
        page.locale = known[page.locale_id]
    return listed
