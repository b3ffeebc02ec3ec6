"""Mounted as `path("api/content/v1/", include("headless.urls"))`, outside of language prefixes."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path

from headless import openapi
from headless.api import api
from headless.http import api_view
from headless.problems import Problem


def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    raise Problem(404, "Nothing has this address.")


def _operations() -> list[URLPattern]:
    """Ninja's addresses, each behind our rules for methods, caching and errors."""
    patterns, _app_name, _namespace = api.urls
    found = [
        pattern for pattern in patterns if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ]
    for pattern in found:
        pattern.callback = api_view(pattern.callback)
    # With and without the slash at the end: a front end that leaves it out means the same.
    bare = [path(str(pattern.pattern).removesuffix("/"), pattern.callback) for pattern in found]
    return [*found, *bare]


urlpatterns = [
    path("", api_view(openapi.root), name="headless_root"),
    path("openapi.json", api_view(openapi.openapi_json), name="headless_openapi"),
    path("docs/", openapi.docs, name="headless_docs"),
    *_operations(),
    re_path(r"^(?P<rest>.*)$", api_view(unknown)),
]
