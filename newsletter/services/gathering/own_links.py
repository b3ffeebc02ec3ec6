"""Where links into our own site lead, asked of the page tree: a draft looks like a page to the editor alone."""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import Http404
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from wagtail.models import Page, Site

from newsletter.preflight import LinkAnswer, LinkState

ANSWERS = LinkAnswer(LinkState.ANSWERS)
PERSONAL = LinkAnswer(LinkState.PERSONAL)
NOT_THERE = LinkAnswer(LinkState.GONE, "404")


def own_host() -> str:
    return urlsplit(settings.BASE_URL).netloc


def answers_of_own(addresses: Iterable[str]) -> dict[str, LinkAnswer]:
    """Answers for the addresses of our own site that the page tree can tell; others are left out."""
    found = {address: _answer(address) for address in addresses if urlsplit(address).netloc == own_host()}
    return {address: answer for address, answer in found.items() if answer is not None}


def _answer(address: str) -> LinkAnswer | None:
    path = unquote(urlsplit(address).path) or "/"
    if path == "/":
        return ANSWERS  # leads on to the front page in the reader's language
    language = translation.get_language_from_path(path)
    with translation.override(language or translation.get_language()):
        try:
            match = resolve(path)
        except Resolver404:
            return NOT_THERE
        if "token" in match.kwargs:
            return PERSONAL
        return _page_answer(match) if match.url_name == "wagtail_serve" else None


def _page_answer(match: ResolverMatch) -> LinkAnswer:
    path = "/".join(str(part) for part in match.args) or str(match.kwargs.get("path", ""))
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return NOT_THERE
    root = site.root_page.localized
    page, rest = _deepest(root, [part for part in path.split("/") if part])
    hidden = page.get_ancestors(inclusive=True).filter(live=False).first()
    if hidden is not None:
        return LinkAnswer(LinkState.DRAFT, hidden.title)
    if page.get_view_restrictions().exists():
        return LinkAnswer(LinkState.DRAFT, page.title)
    return _rest_answer(page.specific, rest)


def _deepest(root: Page, parts: list[str]) -> tuple[Page, list[str]]:
    """The page farthest down the path, and what of the path is left for its own routes."""
    paths = [
        root.url_path + "".join(f"{part}/" for part in parts[:length]) for length in range(len(parts) + 1)
    ]
    known = {page.url_path: page for page in Page.objects.filter(url_path__in=paths)}
    length = max(length for length, path in enumerate(paths) if path in known or path == root.url_path)
    return known.get(paths[length], root), parts[length:]


def _rest_answer(page: Page, rest: list[str]) -> LinkAnswer:
    if not rest:
        return ANSWERS
    if not hasattr(page, "resolve_subpage"):
        return NOT_THERE
    try:
        page.resolve_subpage("/" + "".join(f"{part}/" for part in rest))
    except (Http404, Resolver404):
        return NOT_THERE
    return ANSWERS
