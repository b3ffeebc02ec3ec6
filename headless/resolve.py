"""From an address that a reader sees to a page, a redirect or "gone", in one answer."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, Site

from core.html import absolute_url
from headless.problems import Problem, wrong_parameter
from headless.shapes import Shaper
from headless.visible import front_pages, visible_pages

MOST_SEGMENTS = 30


def resolve_path(*, site: Site, request: HttpRequest, address: str) -> dict[str, Any]:
    """{"kind": "page" | "redirect" | "gone", …}; raises Problem 404 for an address that leads nowhere."""
    path = path_of(site, address)
    candidates = _candidates(site, path)
    page, route = _visible(site, candidates)
    if page is not None:
        (shape,) = Shaper(site=site, request=request, chosen=lambda field: True).shape([page])
        return {
            "kind": "page",
            "page": shape,
            "route": route,
            "location": shape["html_url"],
            "is_permanent": None,
        }
    redirect = _redirect(site, path)
    if redirect is not None:
        return redirect
    if candidates and _was_public(candidates[0][0]):
        return {"kind": "gone", "page": None, "route": "", "location": None, "is_permanent": None}
    raise Problem(404, "No page, redirect or former page has this address.")


def path_of(site: Site, address: str) -> str:
    """The path of an address, which may be a whole URL of this site."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname
    except ValueError:
        raise wrong_parameter("path", "This is no address.") from None
    if host and host not in {site.hostname, urlsplit(settings.BASE_URL).hostname}:
        raise Problem(404, "This address belongs to another site.")
    path = unquote(parts.path).replace("\x00", "")
    if not path.startswith("/"):
        raise wrong_parameter("path", "Give a path that begins with /, or a whole address.")
    return path


def _candidates(site: Site, path: str) -> list[tuple[str, str]]:
    """(tree path of a page, rest of the address), the longest first: "/fi/teot/1/" may be a page or a route of one."""
    segments = [part for part in path.split("/") if part]
    if not segments or len(segments) > MOST_SEGMENTS:
        return []
    code, inner = segments[0], segments[1:]
    root = next((page for page in front_pages(site) if page.locale.language_code == code), None)
    if root is None:
        return []
    return [
        (
            "".join([root.url_path, *(f"{part}/" for part in inner[:count])]),
            "".join(f"{part}/" for part in inner[count:]),
        )
        for count in range(len(inner), -1, -1)
    ]


def _visible(site: Site, candidates: list[tuple[str, str]]) -> tuple[Page | None, str]:
    rest_of = dict(candidates)
    found = {page.url_path: page for page in visible_pages(site).filter(url_path__in=rest_of)}
    for url_path, rest in candidates:
        page = found.get(url_path)
        if page is None:
            continue
        if not rest:
            return page.specific, ""
        # Only the deepest page can have the rest as a route of its own.
        return (page.specific, rest) if _has_route(page, rest) else (None, "")
    return None, ""


def _has_route(page: Page, rest: str) -> bool:
    specific = page.specific
    if not isinstance(specific, RoutablePageMixin):
        return False
    try:
        specific.resolve_subpage(f"/{rest}")
    except Http404:
        return False
    return True


def _redirect(site: Site, path: str) -> dict[str, Any] | None:
    old = Redirect.normalise_path(path)
    redirect = Redirect.get_for_site(site).filter(old_path=old).select_related("redirect_page").first()
    if redirect is None:
        return None
    target = redirect.redirect_page
    if target is not None and not visible_pages(site).filter(pk=target.pk).exists():
        return None
    location = (
        absolute_url(target.get_url() + (redirect.redirect_page_route_path or "").lstrip("/"))
        if target
        else redirect.link
    )
    return {
        "kind": "redirect",
        "page": None,
        "route": "",
        "location": absolute_url(location or "/"),
        "is_permanent": redirect.is_permanent,
    }


def _was_public(url_path: str) -> bool:
    """A page that was published once and is not now; a draft that never was stays unknown, as does a private page."""
    former = Page.objects.filter(url_path=url_path, live=False, first_published_at__isnull=False).first()
    return former is not None and not former.get_view_restrictions().exists()
