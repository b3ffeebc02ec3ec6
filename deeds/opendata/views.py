"""The open data over HTTP: streamed, 304 from a version that is known beforehand, readable from any site."""

import hashlib
import json
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.conditional import answered_since
from deeds.models import Deed
from deeds.opendata.addresses import changes_url
from deeds.opendata.catalogue import catalogue
from deeds.opendata.changes import changes
from deeds.opendata.columns import header
from deeds.opendata.files import FILES, File, Version
from deeds.opendata.records import PUBLIC, line_of
from deeds.spreading.square import Place, current_language, square_page

SCHEMAS = {
    path.name: path for path in (Path(__file__).resolve().parents[1] / "data" / "open").glob("*.schema.json")
}
LINES = "application/jsonl; charset=utf-8"
DAY = 24 * 60 * 60


def _open(view: Any) -> Any:
    """Any page may read the answer; a cache keeps it and asks each time whether it still holds."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        response.setdefault("Cache-Control", "public, no-cache")
        return response

    return require_safe(wrapped)


@_open
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    if name == "catalog.jsonld":
        return _small(request, json.dumps(catalogue(), ensure_ascii=False, indent=1), "application/ld+json")
    if name in SCHEMAS:
        return _small(request, SCHEMAS[name].read_text(), "application/schema+json")
    if name not in FILES:
        return _missing(_("There is no file “%(name)s” here. The files: %(files)s.") % {
            "name": name[:60], "files": ", ".join([*FILES, "catalog.jsonld", *sorted(SCHEMAS)])
        })  # fmt: skip
    return _streamed(request, FILES[name])


def _streamed(request: HttpRequest, wanted: File) -> HttpResponseBase:
    version = wanted.version()
    since = answered_since(wanted.name, version.etag, now=timezone.now()).timestamp()
    response: HttpResponseBase | None = get_conditional_response(
        request, etag=version.etag, last_modified=int(since)
    )
    if response is None:
        parts = iter(()) if request.method == "HEAD" else _measured(wanted, version)
        response = StreamingHttpResponse(parts, content_type=wanted.content_type)
        response["Content-Disposition"] = f'attachment; filename="{wanted.name}"'
    response["ETag"] = version.etag
    response["Last-Modified"] = http_date(since)
    return response


def _measured(wanted: File, version: Version) -> Iterator[bytes]:
    """The parts; once all have gone out their size is known to the page that describes the files."""
    size = 0
    for part in wanted.parts():
        size += len(part)
        yield part
    cache.set(f"opendata:{version.etag}", size, DAY)


def _small(request: HttpRequest, text: str, content_type: str) -> HttpResponse:
    response = HttpResponse(f"{text.rstrip()}\n", content_type=content_type)
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _missing(text: str) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=404, content_type="text/plain; charset=utf-8")


@_open
def changed(request: HttpRequest) -> HttpResponseBase:
    """The lines after `since`; the header Link names where to go on, now or when there is more."""
    text = request.GET.get("since", "0") or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        answer = _("“since” is a number: the sequence of the last line that you have. Leave it out to begin.")
        return HttpResponse(f"{answer}\n", status=400, content_type="text/plain; charset=utf-8")
    found = changes(since=int(text), now=timezone.now())
    response = HttpResponse("".join(map(line_of, found.lines())), content_type=LINES)
    response["Link"] = f'<{changes_url(found.next)}>; rel="next"'
    return response


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """For people: what the data are, under which licence, how to read them."""
    files = []
    for row in FILES.values():
        version = row.version()
        files.append(
            {"name": row.name, "size": cache.get(f"opendata:{version.etag}"), "at": version.modified_at}
        )
    context = {
        "files": files,
        "published": Deed.objects.live().count(),
        "retired": Deed.objects.filter(state__in=PUBLIC).exclude(state=Deed.State.LIVE).count(),
        "columns": header(),
        "language": current_language(),
    }
    return square_page(
        request,
        "data.html",
        Place("square:data"),
        context,
        title=_("Open data"),
        description=_(
            "Every published deed as files that a program or a spreadsheet reads, free to use with attribution."
        ),
    )
