"""Lists of pages: what a caller may ask for, and the rows that answer it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from wagtail.models import Page, Site

from headless.fields import ApiField, api_fields_of, find_type, known_names, page_types
from headless.problems import wrong_parameter
from headless.visible import visible_pages

DEFAULT_LIMIT, MOST_LIMIT, MOST_OFFSET = 20, 100, 100_000
MOST_FOUND = 1000  # pages that one search brings: nobody reads further
ORDERS = {
    "id": "pk",
    "title": "title",
    "path": "path",
    "first_published_at": "first_published_at",
    "last_published_at": "last_published_at",
}


@dataclass(frozen=True)
class Query:
    """A list as it was asked for; empty values ask for nothing."""

    type: str = ""
    locale: str = ""
    fields: str = ""
    order: str = ""
    search: str = ""
    translation_key: str = ""
    where: Sequence[str] = ()
    child_of: int | None = None
    limit: int = DEFAULT_LIMIT
    offset: int = 0


def types_of(query: Query) -> list[type[Page]]:
    """The page types that are named: "tekotori_deeds.DeedPage,tekotori_articles.ArticlePage"."""
    found = []
    for name in filter(None, query.type.split(",")):
        model = find_type(name.strip())
        if model is None:
            raise wrong_parameter(
                "type", f"{name.strip()!r} is not a page type. GET /pages/types/ lists them."
            )
        found.append(model)
    return found


def pages_for(site: Site, query: Query) -> Any:
    """The rows of a list, ordered; raises Problem where a parameter is wrong."""
    pages = visible_pages(site)
    types = types_of(query)
    if types:
        pages = pages.type(*types)
    pages = _narrow(pages, query)
    for condition in query.where:
        pages = _where(pages, types, condition)
    if query.search.strip():
        pages = pages.filter(pk__in=_search(query.search))
    return pages.order_by(*_order(query.order))


def _narrow(pages: Any, query: Query) -> Any:
    if query.locale:
        if query.locale not in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
            raise wrong_parameter("locale", f"{query.locale!r} is not a language of this site.")
        pages = pages.filter(locale__language_code=query.locale)
    if query.translation_key:
        try:
            pages = pages.filter(translation_key=UUID(query.translation_key))
        except ValueError:
            raise wrong_parameter("translation_key", "Give a UUID.") from None
    if query.child_of is not None:
        parent = Page.objects.filter(pk=query.child_of).first()
        pages = pages.child_of(parent) if parent else pages.none()
    return pages


def _where(pages: Any, types: Sequence[type[Page]], condition: str) -> Any:
    """Narrow by a plain field of one page type: "purpose:privacy"."""
    name, colon, value = condition.partition(":")
    if len(types) != 1:
        raise wrong_parameter("where", "Name exactly one type beside it.")
    field = next((field for field in api_fields_of(types[0]) if field.name == name), None)
    if not colon or field is None or field.kind not in {"text", "number", "boolean", "row"}:
        raise wrong_parameter("where", f"{name!r} is not a plain field of this type. Write field:value.")
    try:
        rows = types[0].objects.filter(_equals(field, value)).values("pk")
    except (ValueError, TypeError, ValidationError):
        raise wrong_parameter("where", f"{value!r} is not a value of {name}.") from None
    return pages.filter(pk__in=rows)


def _equals(field: ApiField, value: str) -> Q:
    if field.kind == "boolean":
        if value not in {"true", "false"}:
            raise ValueError(value)
        return Q(**{field.name: value == "true"})
    if field.kind == "row":
        has_code = any(other.name == "code" for other in field.field.related_model._meta.get_fields())
        return Q(**{f"{field.name}__{'code' if has_code else 'pk'}": value})
    # The field's own conversion refuses "x" for a number, and NUL, which PostgreSQL can't hold, is in no text.
    return Q(**{field.name: field.field.to_python(value.replace("\x00", ""))})


def _search(words: str) -> list[int]:
    # Unranked: on SQLite Wagtail's rank scans the matches again for every hit (10,000 pages: half a minute). The
    # caller keeps what is visible: the index knows no languages and no sites.
    found = Page.objects.live().search(
        words.replace("\x00", " ").strip(), operator="and", order_by_relevance=False
    )
    return [page.pk for page in found[:MOST_FOUND]]


def _order(order: str) -> list[str]:
    """The database's order; the key last, so that pages of a list never overlap."""
    wanted = [part.strip() for part in order.split(",") if part.strip()] or ["path"]
    columns = []
    for name in wanted:
        column = ORDERS.get(name.removeprefix("-"))
        if column is None:
            raise wrong_parameter(
                "order", f"{name!r} is no order. Choose of {', '.join(ORDERS)}, with - for descending."
            )
        columns.append(f"-{column}" if name.startswith("-") else column)
    return [*columns, "pk"]


def chosen_fields(query: Query, types: Sequence[type[Page]]) -> Any:
    """A test of which fields to show: all but streams, or those named, or "*"."""
    names = {name.strip() for name in query.fields.split(",") if name.strip()}
    if not names:
        return lambda field: field.is_light
    if "*" in names:
        return lambda field: True
    unknown = sorted(names - known_names(types or page_types().values()))
    if unknown:
        of = "this type" if types else "any type"
        raise wrong_parameter("fields", f"{unknown[0]!r} is not a field of {of}.")
    return lambda field: field.name in names
