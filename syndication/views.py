"""Feeds over HTTP: found by language and key, answered from a cheap version, built only when the bytes are new."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.conditional import answered_since
from syndication.builders import builders
from syndication.documents import Document, DocumentMissing, find_document
from syndication.feeds import Feed, all_feeds
from syndication.opml import build_opml

DAY = 24 * 60 * 60


@require_safe
def feed(request: HttpRequest, language: str, key: str, file_format: str) -> HttpResponse:
    if not is_language(language):
        return missing(_("There is no feed in the language “%(language)s”.") % {"language": language})
    with override(language):
        try:
            document = find_document(language, key, file_format, request.GET.get("page", "1"))
        except DocumentMissing as problem:
            return missing(str(problem))
        return public(answer(request, document), language)


def answer(request: HttpRequest, document: Document) -> HttpResponse:
    """304 from the version alone; else the bytes, which are kept until the version changes."""
    since = answered_since(document.url(document.page), document.etag, now=timezone.now()).timestamp()
    response = get_conditional_response(request, etag=document.etag, last_modified=int(since))
    if response is None:
        # The ETag is the key, so a stored document can never be stale.
        body = cache.get_or_set(f"feed:{document.etag}", document.build, DAY)
        response = HttpResponse(body, content_type=builders[document.file_format].content_type)
    response["ETag"] = document.etag
    response["Last-Modified"] = http_date(since)
    return response


@require_safe
def opml(request: HttpRequest, language: str) -> HttpResponse:
    if not is_language(language):
        return missing(_("There is no feed in the language “%(language)s”.") % {"language": language})
    with override(language):
        body = build_opml(language, all_feeds(language))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="text/x-opml; charset=utf-8")
    response["ETag"] = etag
    return public(get_conditional_response(request, etag, None, response) or response, language)


@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    """For people: every feed of this language with its address as text."""
    language = get_language() or settings.LANGUAGE_CODE
    others = [code for code, _name in settings.LANGUAGES if code != language]
    listed = all_feeds(language)
    context = {
        "feeds": listed,
        "rows": [(feed, feed.url(feed.formats[0]), other_formats(feed)) for feed in listed],
        "other_feeds": [feed for code in others for feed in all_feeds(code)],
    }
    return render(request, "syndication/feed_list.html", context)


def other_formats(feed: Feed) -> list[tuple[str, str, str]]:
    """(name, address, media type) of each format but the first, whose address is shown as text."""
    names = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}
    rest = feed.formats[1:]
    return [(names[name], feed.url(name), builders[name].content_type.partition(";")[0]) for name in rest]


def is_language(code: str) -> bool:
    return code in dict(settings.LANGUAGES)


def public(response: HttpResponse, language: str) -> HttpResponse:
    """Feeds are for everyone: any page may read them, and caches may keep them for five minutes."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    response["Content-Language"] = language
    return response


def missing(text: str) -> HttpResponse:
    response = HttpResponse(f"{text}\n", status=404, content_type="text/plain; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response
