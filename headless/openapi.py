"""The OpenAPI 3.1 document: Ninja's, completed by the page types and the problems, and built once per process."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override

from headless.api import api
from headless.blocks import stream_schema
from headless.fields import ApiField, Kind, api_fields_of, page_types
from headless.problems import CONTENT_TYPE
from headless.schemas import ProblemShape

_IMAGE = {
    "type": ["object", "null"],
    "properties": {
        "id": {"type": "integer"},
        "alt": {"type": "string"},
        "width": {"type": "integer"},
        "height": {"type": "integer"},
        "renditions": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "url": {"type": "string", "format": "uri"},
                    "width": {"type": "integer"},
                    "height": {"type": "integer"},
                },
                "required": ["name", "url", "width", "height"],
            },
        },
    },
    "required": ["id", "alt", "width", "height", "renditions"],
}
_LINKED = {"type": ["object", "null"], "properties": {"id": {"type": "integer"}, "title": {"type": "string"}}}
_BY_KIND: dict[Kind, dict[str, Any]] = {
    "text": {"type": ["string", "null"]},
    "number": {"type": ["number", "null"]},
    "decimal": {"type": ["string", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "datetime": {"type": ["string", "null"], "format": "date-time"},
    "rich_text": {"type": "string", "contentMediaType": "text/html"},
    "image": {"$ref": "#/components/schemas/Image"},
    "document": _LINKED,
    "page": _LINKED,
    "row": {"type": ["object", "null"]},
    "rows": {"type": "array", "items": {"type": "object"}},
    "computed": {},
}
_PROBLEMS = {"404": "Not found", "405": "Method not allowed", "422": "A parameter is wrong"}
_PREVIEW_PROBLEMS = {"403": "The link is not valid", "410": "The link is too old"}


def field_schema(field: ApiField) -> dict[str, Any]:
    return stream_schema(field.field.stream_block) if field.kind == "stream" else _BY_KIND[field.kind]


def type_schemas() -> dict[str, Any]:
    """One schema per page type: the common shape, with the type's own fields."""
    schemas = {}
    for name, model in page_types().items():
        fields = {field.name: field_schema(field) for field in api_fields_of(model)}
        schemas[name] = {
            "title": str(model._meta.verbose_name),
            "allOf": [
                {"$ref": "#/components/schemas/PageShape"},
                {"properties": {"type": {"const": name}, "fields": {"type": "object", "properties": fields}}},
            ],
        }
    return schemas


@cache
def document(prefix: str) -> dict[str, Any]:
    """The whole document; building it takes too long to do for each request."""
    with override("en"):
        built: dict[str, Any] = json.loads(
            json.dumps(api.get_openapi_schema(path_prefix=prefix), default=str)
        )
        schemas = built["components"]["schemas"]
        problem = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= {**problem.pop("$defs", {}), "Problem": problem, "Image": _IMAGE, **type_schemas()}
    for path, operations in built["paths"].items():
        for operation in operations.values():
            operation["responses"] |= _problem_responses(path.endswith("/preview/"))
    return built


def _problem_responses(is_preview: bool) -> dict[str, Any]:
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    known = {**_PROBLEMS, **(_PREVIEW_PROBLEMS if is_preview else {})}
    return {status: {"description": title, "content": content} for status, title in known.items()}


def _prefix() -> str:
    return reverse("headless_root").lstrip("/")


@cache
def _bytes(prefix: str) -> bytes:
    return json.dumps(document(prefix), ensure_ascii=False, separators=(",", ":")).encode()


def openapi_json(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_bytes(_prefix()), content_type="application/json")


def docs(request: HttpRequest) -> HttpResponse:
    """The document as a page for people, without a script or another host."""
    built = document(_prefix())
    operations = [
        {"path": path, "method": method.upper(), **operation}
        for path, methods in built["paths"].items()
        for method, operation in methods.items()
    ]
    types = [
        {"name": name, "label": str(model._meta.verbose_name), "fields": api_fields_of(model)}
        for name, model in page_types().items()
    ]
    return render(
        request, "headless/docs.html", {"info": built["info"], "operations": operations, "types": types}
    )


def root(request: HttpRequest) -> HttpResponse:
    """Where to begin."""
    links = {"openapi": "openapi.json", "documentation": "docs/", "pages": "pages/", "site": "site/"}
    body = {name: request.build_absolute_uri(reverse("headless_root") + path) for name, path in links.items()}
    return HttpResponse(json.dumps(body), content_type="application/json")
