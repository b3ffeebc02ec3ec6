"""Pages as JSON. Whatever needs the database is asked for once per answer, however many pages it holds."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import override
from wagtail.models import Page, Site

from core.batch import Batch, Later
from core.html import absolute_url
from core.rendering import stream_json
from headless.fields import ApiField, api_fields_of
from headless.streams import preload_streams
from headless.visible import visible_pages, with_locales

Chosen = Callable[[ApiField], bool]


def page_address(page: Page, request: HttpRequest | None) -> str:
    return absolute_url(page.get_url(request) or "")


class Shaper:
    """Makes the shapes of some pages in one go; `chosen` says which fields."""

    def __init__(self, *, site: Site, request: HttpRequest, chosen: Chosen) -> None:
        self.site, self.request, self.chosen = site, request, chosen
        self.batch = Batch()
        self.related: dict[tuple[type[models.Model], Any], Any] = {}

    def shape(self, pages: Iterable[Page]) -> list[dict[str, Any]]:
        listed = with_locales(pages)
        self._prepare(listed)
        self._load_related(listed)
        self._load_children_and_streams(listed)
        siblings, parents = self._translations(listed), self._parents(listed)
        shapes = [
            {
                **self._head(page),
                "parent_id": parents.get(page.path[: -page.steplen]),
                "translations": siblings[page.translation_key],
                "fields": self._fields(page),
            }
            for page in listed
        ]
        return list(self.batch.resolve(shapes))

    def _prepare(self, pages: Sequence[Page]) -> None:
        """Lets each page type load at once what its computed `api_fields` read: its `prepare_for_api(pages)`."""
        by_type: defaultdict[type[Page], list[Page]] = defaultdict(list)
        for page in pages:
            by_type[type(page)].append(page)
        for model, rows in by_type.items():
            if hasattr(model, "prepare_for_api"):
                model.prepare_for_api(rows)

    def _head(self, page: Page) -> dict[str, Any]:
        return {
            "id": page.pk,
            "type": page._meta.label,
            "title": page.title,
            "slug": page.slug,
            "locale": page.locale.language_code,
            "html_url": page_address(page, self.request),
            "translation_key": str(page.translation_key),
            "is_alias": page.alias_of_id is not None,
            "seo_title": page.seo_title,
            "search_description": page.search_description,
            "show_in_menus": page.show_in_menus,
            "first_published_at": _moment(page.first_published_at),
            "last_published_at": _moment(page.last_published_at),
        }

    # --- What the pages refer to, one query per kind of thing.

    def _by_type(self, pages: Sequence[Page]) -> dict[type[Page], list[Page]]:
        found: defaultdict[type[Page], list[Page]] = defaultdict(list)
        for page in pages:
            found[type(page)].append(page)
        return found

    def _wanted(self, model: type[models.Model]) -> list[ApiField]:
        return [field for field in api_fields_of(model) if self.chosen(field)]

    def _load_related(self, pages: Sequence[Page]) -> None:
        keys: defaultdict[type[models.Model], set[Any]] = defaultdict(set)
        for page in pages:
            for field in self._wanted(type(page)):
                if field.kind in {"image", "document", "page", "row"}:
                    keys[field.field.related_model].add(getattr(page, field.field.attname))
        for model, values in keys.items():
            rows = self._rows(model, values - {None})
            self.related |= {(model, key): row for key, row in rows.items()}

    def _rows(self, model: type[models.Model], keys: Collection[Any]) -> Mapping[Any, Any]:
        if not issubclass(model, Page):
            return model._default_manager.in_bulk(keys)
        # A page that is a draft or private is not named, whoever links to it.
        return {page.pk: page for page in with_locales(visible_pages(self.site).filter(pk__in=keys))}

    def _load_children_and_streams(self, pages: Sequence[Page]) -> None:
        for model, listed in self._by_type(pages).items():
            wanted = self._wanted(model)
            names = [field.name for field in wanted if field.kind == "rows"]
            if names:
                prefetch_related_objects(listed, *names)
            # A computed field may read the page's streams (reading time does).
            if any(field.kind in {"stream", "computed"} for field in wanted):
                preload_streams(model, listed)

    def _translations(self, pages: Sequence[Page]) -> Mapping[Any, list[dict[str, Any]]]:
        found: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
        keys = {page.translation_key for page in pages}
        others = visible_pages(self.site).filter(translation_key__in=keys, alias_of__isnull=True)
        for page in with_locales(others.order_by("locale__language_code")):
            row = {"id": page.pk, "locale": page.locale.language_code, "title": page.title}
            found[page.translation_key].append({**row, "html_url": page_address(page, self.request)})
        return found

    def _parents(self, pages: Sequence[Page]) -> dict[str, int]:
        paths = {page.path[: -page.steplen] for page in pages}
        return dict(visible_pages(self.site).filter(path__in=paths).values_list("path", "pk"))

    # --- Fields.

    def _fields(self, page: Page) -> dict[str, Any]:
        with override(page.locale.language_code):  # labels of figures and the like are words of the page
            return {field.name: self._value(page, field) for field in self._wanted(type(page))}

    def _value(self, page: Any, field: ApiField) -> Any:
        if field.kind in {"image", "document", "page", "row"}:
            related = self.related.get((field.field.related_model, getattr(page, field.field.attname)))
            return self._related_value(page, field, related)
        value = getattr(page, field.name)
        if field.serializer is not None:
            return field.serializer.to_representation(value)
        if field.kind == "stream":
            return stream_json(value, self.batch)
        if field.kind == "rich_text":
            return self.batch.rich_text(value or "")
        if field.kind == "rows":
            return [self._row(row) for row in value.all()]
        return plain(value)

    def _related_value(self, page: Any, field: ApiField, related: Any) -> Any:
        if related is None:
            return None
        if field.kind == "image":
            return self.batch.image(related, getattr(page, f"{field.name}_alt", "") or "")
        if field.kind == "document":
            return {"id": related.pk, "title": related.title, "url": absolute_url(related.url)}
        if field.kind == "page":
            return {"id": related.pk, "title": related.title, "html_url": page_address(related, self.request)}
        return self._row(related)

    def _row(self, row: models.Model) -> dict[str, Any]:
        """A row of another table: its own api_fields, else its code and name. Codes, not keys, stand in the API."""
        declared = api_fields_of(type(row))
        if declared:
            return {field.name: self._row_value(row, field) for field in declared}
        code = getattr(row, "code", None)
        return {"code": code, "name": str(row)} if code else {"id": plain(row.pk), "name": str(row)}

    def _row_value(self, row: Any, field: ApiField) -> Any | Later:
        value = getattr(row, field.name)
        if field.kind == "image":
            return self.batch.image(value, getattr(row, f"{field.name}_alt", "") or "") if value else None
        if field.kind == "stream":
            return stream_json(value, self.batch)
        if field.kind == "rich_text":
            return self.batch.rich_text(value or "")
        return plain(value)


def _moment(value: Any) -> str | None:
    return value.isoformat(timespec="seconds") if value else None


def plain(value: Any) -> Any:
    """A value as JSON has it; dates and decimals as text, other objects by their words."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, models.Model):
        code = getattr(value, "code", None)
        return {"code": code, "name": str(value)} if code else str(value)
    return str(value)
