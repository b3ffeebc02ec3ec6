"""What a page type offers, read from its own `api_fields`: the one place that knows Wagtail's field classes.

Wagtail's API v3 is a preview, whose lists return no custom fields, so nothing of it is used; where it becomes stable,
this module is the adapter to change.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from wagtail.api import APIField
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page, get_page_models

Kind = Literal[
    "text", "number", "decimal", "boolean", "date", "datetime", "rich_text", "stream",
    "image", "document", "page", "row", "rows", "computed",
]  # fmt: skip


@dataclass(frozen=True)
class ApiField:
    """One field of a page type: where it comes from and what it becomes in JSON."""

    name: str
    kind: Kind
    field: Any = None
    serializer: Any = None

    @property
    def is_light(self) -> bool:
        """Lists hold it unless told otherwise; streams are long."""
        return self.kind != "stream"


_SIMPLE: list[tuple[type[models.Field[Any, Any]], Kind]] = [
    (RichTextField, "rich_text"),
    (models.BooleanField, "boolean"),
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.DecimalField, "decimal"),
    (models.IntegerField, "number"),
    (models.FloatField, "number"),
    (models.CharField, "text"),
    (models.TextField, "text"),
    (models.UUIDField, "text"),
]


def kind_of(field: Any) -> Kind:
    if isinstance(field, StreamField):
        return "stream"
    if field.many_to_many or field.one_to_many:
        return "rows"
    if field.is_relation:
        return _relation_kind(field.related_model)
    return next((kind for base, kind in _SIMPLE if isinstance(field, base)), "computed")


def _relation_kind(model: type[models.Model]) -> Kind:
    kinds: list[tuple[type[models.Model], Kind]] = [
        (AbstractImage, "image"), (AbstractDocument, "document"), (Page, "page"),
    ]  # fmt: skip
    return next((kind for base, kind in kinds if issubclass(model, base)), "row")


def api_fields_of(model: type[models.Model]) -> tuple[ApiField, ...]:
    """The fields of a model in the order of its `api_fields`, each once; read once per process."""
    key = model._meta.label
    if key not in _known:
        declared = [
            entry if isinstance(entry, APIField) else APIField(entry)
            for entry in getattr(model, "api_fields", ())
        ]
        _known[key] = tuple({entry.name: _field(model, entry) for entry in declared}.values())
    return _known[key]


_known: dict[str, tuple[ApiField, ...]] = {}


def _field(model: type[models.Model], declared: APIField) -> ApiField:
    if declared.serializer is not None:
        return ApiField(declared.name, "computed", serializer=declared.serializer)
    try:
        field = model._meta.get_field(declared.name)
    except FieldDoesNotExist:
        return ApiField(declared.name, "computed")
    return ApiField(declared.name, kind_of(field), field=field)


@cache
def page_types() -> dict[str, type[Page]]:
    """Every page type of the installed apps by its name, "tekotori_deeds.DeedPage"."""
    return {
        model._meta.label: model
        for model in sorted(get_page_models(), key=lambda model: model._meta.label)
        if model is not Page
    }


def find_type(name: str) -> type[Page] | None:
    by_lower = {label.lower(): model for label, model in page_types().items()}
    return by_lower.get(name.lower())


def known_names(types: Iterable[type[Page]]) -> set[str]:
    return {field.name for model in types for field in api_fields_of(model)}
