"""/sitemap.xml: every live public page, with the addresses of its other languages."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe
from wagtail.models import Page, get_page_models

from core.pages import PageLanguage, alternates, language_order, page_url

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)


def listed_pages() -> Iterable[Page]:
    """What search engines may find: live, public, no alias, in a language of the site, under a site's root."""
    pages = Page.objects.live().public().filter(alias_of__isnull=True, depth__gt=1)
    return pages.filter(locale__language_code__in=language_order()).select_related("locale").order_by("path")


def entries(request: HttpRequest | None) -> Iterator[str]:
    sets: dict[object, list[tuple[PageLanguage, datetime | None]]] = defaultdict(list)
    for page in listed_pages():
        row = PageLanguage(page.locale.language_code, page_url(page, request), page.title)
        if page.get_url_parts(request) is not None:
            sets[page.translation_key].append((row, page.last_published_at))
    for rows in (*sets.values(), *_route_sets()):
        yield from _set_entries(rows)


def _route_sets() -> Iterator[list[tuple[PageLanguage, datetime | None]]]:
    """Addresses inside a page (an issue in the newsletter's archive): its model lists them in `sitemap_sets`."""
    for model in get_page_models():
        if hasattr(model, "sitemap_sets"):
            yield from model.sitemap_sets()


def _set_entries(rows: list[tuple[PageLanguage, datetime | None]]) -> Iterator[str]:
    """One entry per language of what is the same, each naming all of them."""
    order = language_order()
    rows = sorted(rows, key=lambda pair: order[pair[0].language])
    links = "".join(
        f'    <xhtml:link rel="alternate" hreflang={quoteattr(code)} href={quoteattr(url)}/>\n'
        for code, url in alternates([row for row, _changed_at in rows])
    )
    for row, changed_at in rows:
        yield f"  <url>\n    <loc>{escape(row.url)}</loc>\n{_changed(changed_at)}{links}  </url>\n"


def _changed(changed_at: datetime | None) -> str:
    if changed_at is None:
        return ""
    return f"    <lastmod>{localtime(changed_at).isoformat(timespec='seconds')}</lastmod>\n"


@require_safe
def sitemap(request: HttpRequest) -> StreamingHttpResponse:
    """The whole map in one file: its bound is 50,000 addresses, far above what this program publishes."""

    def lines() -> Iterator[str]:
        yield _HEAD
        yield from entries(request)
        yield "</urlset>\n"

    return StreamingHttpResponse(lines(), content_type="application/xml; charset=utf-8")
