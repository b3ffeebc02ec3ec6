"""Uploaded files with byte ranges: players seek in audio, Apple asks with HEAD and Range.

Django and Wagtail answer a Range request with the whole file and 200. This view serves files from MEDIA_ROOT where
no other server does; docs/how-to/audio-with-nginx.md shows nginx in its place.
"""

import mimetypes
from http import HTTPStatus
from typing import Any
from wsgiref.util import FileWrapper

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe
from django.views.decorators.http import require_safe
from whitenoise.responders import IsDirectoryError, MissingFileError, Response, SlicedFile, StaticFile

CHUNK = 64 * 1024
# What Python's table lacks or calls by a name that podcast apps do not know.
TYPES = {".m4a": "audio/x-m4a", ".vtt": "text/vtt", ".webp": "image/webp", ".avif": "image/avif"}
# An SVG or anything else could hold a script that runs with our address; those are downloaded, never shown.
SHOWN = ("audio/", "video/", "image/", "text/vtt", "application/pdf")
NEVER_SHOWN = ("image/svg+xml",)


class MediaFile(StaticFile):
    """WhiteNoise's responder, with If-Range, and with ranges of one byte, which it answers with 416."""

    def get_response(self, method: str, request_headers: dict[str, Any]) -> Any:
        headers = dict(request_headers)
        if "HTTP_IF_RANGE" in headers and not self.is_same(headers["HTTP_IF_RANGE"]):
            headers.pop("HTTP_RANGE", None)
        return super().get_response(method, headers)

    def is_same(self, validator: str) -> bool:
        """RFC 9110, section 13.1.5: a strong ETag or the exact date."""
        if validator.startswith(('"', "W/")):
            return bool(validator == self.etag)
        return self.modified_at is not None and parse_http_date_safe(validator) == self.modified_at

    @property
    def modified_at(self) -> int | None:
        return parse_http_date_safe(dict(self.alternatives[0][2])["Last-Modified"])

    def get_range_response(self, range_header: str, base_headers: Any, file_handle: Any) -> Any:
        size = int(dict(base_headers)["Content-Length"])
        first, last = self.byte_range(range_header, size)
        if first is None:
            refused = self.get_range_not_satisfiable_response(file_handle, size)
            return Response(refused.status, [*refused.headers, ("Accept-Ranges", "bytes")], None)
        headers = [(name, value) for name, value in base_headers if name != "Content-Length"]
        headers += [
            ("Content-Range", f"bytes {first}-{last}/{size}"),
            ("Content-Length", str(last - first + 1)),
        ]
        part = SlicedFile(file_handle, first, last) if file_handle is not None else None
        return Response(HTTPStatus.PARTIAL_CONTENT, headers, part)

    def byte_range(self, range_header: str, size: int) -> tuple[int | None, int]:
        """First and last byte, both inclusive; None for a range outside the file. Raises ValueError: ignore it."""
        start, end = self.parse_byte_range(range_header)
        if "=-" in range_header.replace(" ", ""):
            wanted = -start  # the last so many bytes
            return (max(size - wanted, 0), size - 1) if wanted and size else (None, 0)
        if end is not None and end < start:
            raise ValueError(range_header)
        return (None, 0) if start >= size else (start, min(end if end is not None else size - 1, size - 1))


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file below MEDIA_ROOT: 200, 206, 304 or 416. Documents stay with Wagtail's view, which asks who may read."""
    file = find(path)
    if file is None:
        raise Http404
    not_modified = get_conditional_response(request, etag=file.etag, last_modified=file.modified_at)
    own = {name: value for name, value in request.META.items() if name in ("HTTP_RANGE", "HTTP_IF_RANGE")}
    response = not_modified or as_django(file.get_response(request.method or "GET", own))
    response["ETag"] = file.etag
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    # The ranges are of the file as it is; GZipMiddleware would compress what it sends and break them.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return response


def find(path: str) -> MediaFile | None:
    try:
        full = safe_join(settings.MEDIA_ROOT, path)
    except (SuspiciousFileOperation, ValueError):
        return None
    if full.startswith(safe_join(settings.MEDIA_ROOT, "documents")):
        return None
    try:
        return MediaFile(full, headers(full))
    except (MissingFileError, IsDirectoryError, ValueError):  # a null byte in the address
        return None


def headers(full: str) -> list[tuple[str, str]]:
    dot = full.rfind(".")
    content_type = (
        TYPES.get(full[dot:].lower()) or mimetypes.guess_type(full)[0] or "application/octet-stream"
    )
    is_shown = content_type.startswith(SHOWN) and content_type not in NEVER_SHOWN
    disposition = [] if is_shown else [("Content-Disposition", "attachment")]
    return [
        ("Content-Type", content_type),
        ("Accept-Ranges", "bytes"),
        ("Cache-Control", "public, max-age=3600"),
        *disposition,
    ]


def as_django(found: Any) -> HttpResponseBase:
    body = FileWrapper(found.file, CHUNK) if found.file is not None else None
    response = StreamingHttpResponse(body) if body is not None else HttpResponse()
    response.status_code = int(found.status)
    del response["Content-Type"]
    for name, value in found.headers:
        response[name] = value
    return response
