"""Translated pages through wagtail-localize, so that the admin's translation editor goes on from what we wrote.

A service that has a translation as values (demo content, imports, tests) gives it as an unsaved instance of the same
model. The text segments of the two are paired by place; wagtail-localize then builds the page from them.
"""

import copy
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.text import slugify
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.fields import TranslatableField, get_translatable_fields
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments, quote_path_component


class TranslationError(Exception):
    """A translation could not be made from the values given."""


class StructureDiffers(TranslationError):
    """The translation has other blocks, paragraphs or list items than its source at some place."""

    def __init__(self, *, page: str, path: str, expected: object, found: object) -> None:
        super().__init__(
            f"{page}: at {path!r} the source has {expected}, the translation {found}. "
            "Give the translation the same blocks, paragraphs and links, in the same order."
        )
        self.page, self.path, self.expected, self.found = page, path, expected, found


@transaction.atomic
def translate_page(
    *,
    source: Page,
    locale: Locale,
    target_values: Page,
    user: AbstractBaseUser | None,
    now: datetime,
    publish: bool = True,
) -> Page:
    """Create or update the translation of a page and publish it; doing it twice changes nothing.

    Args:
        source: the saved page; what it holds now is what is translated.
        target_values: an unsaved instance of the same model with the translated texts. Fields that are the same in
            every language may be left empty; an empty slug is made from the title. Streams must have the same blocks.
    Raises StructureDiffers if the texts can't be paired; then nothing is written.
    """
    source = source.specific
    values = _aligned(source, target_values)
    frozen, _created = TranslationSource.update_or_create_from_instance(source)
    translation, _created = Translation.objects.get_or_create(source=frozen, target_locale=locale)
    pairs = _pair(source, values)
    changed = _write_strings(frozen, locale, pairs.strings, user)
    changed |= _write_overrides(frozen, locale, pairs.overrides, user)
    page = _existing(source, locale)
    if page is not None and not changed and _is_current(translation, frozen, page, publish):
        return page
    return _save(translation, user=user, now=now, publish=publish)


def _existing(source: Page, locale: Locale) -> Page | None:
    return type(source).objects.filter(translation_key=source.translation_key, locale=locale).first()


def _is_current(translation: Translation, frozen: TranslationSource, page: Page, publish: bool) -> bool:
    """Whether the page was already built from this very source, and stands as the caller wants it."""
    built_at = translation.destination_last_updated_at
    is_built = built_at is not None and built_at >= frozen.last_updated_at and page.alias_of_id is None
    return bool(is_built and (page.live or not publish) and not (publish and page.has_unpublished_changes))


def _save(translation: Translation, *, user: AbstractBaseUser | None, now: datetime, publish: bool) -> Page:
    # wagtail-localize publishes on commit: the caller, inside a transaction of its own, would get a draft back.
    translation.save_target(user=user, publish=False)
    page = translation.get_target_instance().specific
    if publish:
        page.get_latest_revision().publish(user=user)
        page.refresh_from_db()
    Translation.objects.filter(pk=translation.pk).update(
        translations_last_updated_at=now, destination_last_updated_at=translation.source.last_updated_at
    )
    return page


# --- Pairing.


class _Pairs:
    """Translated text per (path, number of the string at that path), and overridden values per path."""

    def __init__(self) -> None:
        self.strings: dict[tuple[str, int], str] = {}
        self.overrides: dict[str, Any] = {}


def _pair(source: Page, values: Page) -> _Pairs:
    wanted, given = _by_path(extract_segments(source)), _by_path(extract_segments(values))
    name = f"{type(source).__name__} {source.title!r}"
    pairs = _Pairs()
    for path in wanted.keys() | given.keys():
        _pair_strings(name, path, wanted[path], given[path], pairs)
    for path, found in wanted.items():
        _pair_override(path, found, given[path], pairs)
    return pairs


def _by_path(segments: Iterable[Any]) -> defaultdict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for segment in segments:
        found[segment.path].append(segment)
    return found


def _strings(segments: Sequence[Any]) -> list[StringSegmentValue]:
    return [segment for segment in segments if isinstance(segment, StringSegmentValue)]


def _pair_strings(name: str, path: str, wanted: Sequence[Any], given: Sequence[Any], pairs: _Pairs) -> None:
    ours, theirs = _strings(wanted), _strings(given)
    if len(ours) != len(theirs):
        raise StructureDiffers(page=name, path=path, expected=_count(ours), found=_count(theirs))
    for number, (own, other) in enumerate(zip(ours, theirs, strict=True)):
        if len(own.attrs or {}) != len(other.attrs or {}):
            expected, found = f"{len(own.attrs or {})} links", f"{len(other.attrs or {})}"
            raise StructureDiffers(page=name, path=path, expected=expected, found=found)
        pairs.strings[path, number] = other.string.data
        _pair_links(path, own, other, pairs)


def _count(strings: Sequence[Any]) -> str:
    return f"{len(strings)} text{'' if len(strings) == 1 else 's'}"


def _pair_links(path: str, own: StringSegmentValue, other: StringSegmentValue, pairs: _Pairs) -> None:
    """A link that leads elsewhere in the translation is an override of the source's address."""
    for key, attrs in (own.attrs or {}).items():
        href, translated = attrs.get("href"), (other.attrs or {}).get(key, {}).get("href")
        if href and translated and href != translated:
            pairs.overrides[f"{path}.{quote_path_component(href)}"] = translated


def _pair_override(path: str, wanted: Sequence[Any], given: Sequence[Any], pairs: _Pairs) -> None:
    own = [segment for segment in wanted if isinstance(segment, OverridableSegmentValue)]
    other = [segment for segment in given if isinstance(segment, OverridableSegmentValue)]
    if own and other and own[0].data != other[0].data:
        pairs.overrides.setdefault(path, other[0].data)


# --- Aligning: the instance with the translated values gets the ids and keys of the source's blocks and children.


def _aligned(source: Page, target_values: Page) -> Page:
    values = copy.copy(target_values)
    values.slug = target_values.slug or slugify(target_values.title) or source.slug
    translated = {
        field.field_name
        for field in get_translatable_fields(type(source))
        if isinstance(field, TranslatableField)
    }
    for field in source._meta.get_fields():
        # Only what is translated has a counterpart; a stream that is the same in every language may be left empty.
        if isinstance(field, StreamField) and field.name in translated:
            _align_stream(source, values, field)
    for relation in get_all_child_relations(source):
        if issubclass(relation.related_model, TranslatableMixin):
            _align_children(source, values, relation.get_accessor_name())
    return values


def _align_stream(source: Page, values: Page, field: StreamField) -> None:
    block = field.stream_block
    # Blocks that were never read keep the form in which they were stored; read once, equal streams compare equal.
    list(getattr(source, field.name))
    own, other = (block.get_prep_value(getattr(page, field.name)) for page in (source, values))
    name = f"{type(source).__name__} {source.title!r}"
    setattr(values, field.name, block.to_python(_with_ids(own, other, page=name, path=field.name)))


def _with_ids(own: Any, other: Any, *, page: str, path: str) -> Any:
    """`other` with the block ids of `own`; both are a stream's stored form."""
    if isinstance(own, list) and isinstance(other, list):
        if _is_block_list(own) or _is_block_list(other):
            kinds, found = [_kind(item) for item in own], [_kind(item) for item in other]
            if kinds != found:
                raise StructureDiffers(page=page, path=path, expected=kinds, found=found)
        pairs = zip(own, other, strict=False)
        return [_with_ids(a, b, page=page, path=f"{path}.{n}") for n, (a, b) in enumerate(pairs)]
    if isinstance(own, Mapping) and isinstance(other, Mapping):
        merged = {key: _with_ids(own[key], item, page=page, path=f"{path}.{key}") if key in own else item
                  for key, item in other.items()}  # fmt: skip
        return {**merged, **({"id": own["id"]} if _is_block(own) else {})}
    return other


def _is_block(item: Any) -> bool:
    return isinstance(item, Mapping) and {"type", "value", "id"} <= item.keys()


def _is_block_list(items: list[Any]) -> bool:
    return any(_is_block(item) for item in items)


def _kind(item: Any) -> str:
    return str(item["type"]) if _is_block(item) else type(item).__name__


def _align_children(source: Page, values: Page, name: str) -> None:
    own, other = list(getattr(source, name).all()), list(getattr(values, name).all())
    if len(own) != len(other):
        raise StructureDiffers(page=type(source).__name__, path=name, expected=len(own), found=len(other))
    for child, translated in zip(own, other, strict=True):
        translated.translation_key = child.translation_key


# --- Writing: a handful of queries for all strings together.


def _write_strings(
    frozen: TranslationSource,
    locale: Locale,
    texts: Mapping[tuple[str, int], str],
    user: AbstractBaseUser | None,
) -> bool:
    """Store the translated strings; True if any is new or other than before."""
    wanted: dict[tuple[int, int], str] = {}
    seen: defaultdict[str, int] = defaultdict(int)
    for segment in StringSegment.objects.filter(source=frozen).select_related("context").order_by("order"):
        path = segment.context.path
        wanted[segment.string_id, segment.context_id] = texts[path, seen[path]]
        seen[path] += 1
    contexts = {context for _string, context in wanted}
    stored = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(locale=locale, context_id__in=contexts)
    }
    return _upsert_strings(wanted, stored, locale, user)


def _upsert_strings(
    wanted: Mapping[tuple[int, int], str],
    stored: Mapping[tuple[int, int], StringTranslation],
    locale: Locale,
    user: AbstractBaseUser | None,
) -> bool:
    new = [
        StringTranslation(translation_of_id=string, context_id=context, locale=locale, data=data,
                          translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL, last_translated_by=user)
        for (string, context), data in wanted.items() if (string, context) not in stored
    ]  # fmt: skip
    changed = []
    for key, data in wanted.items():
        row = stored.get(key)
        if row is not None and (row.data != data or row.has_error):
            row.data, row.last_translated_by, row.has_error, row.field_error = data, user, False, ""
            changed.append(row)
    StringTranslation.objects.bulk_create(new)
    StringTranslation.objects.bulk_update(changed, ["data", "last_translated_by", "has_error", "field_error"])
    return bool(new or changed)


def _write_overrides(
    frozen: TranslationSource, locale: Locale, overrides: Mapping[str, Any], user: AbstractBaseUser | None
) -> bool:
    segments = OverridableSegment.objects.filter(source=frozen).select_related("context")
    contexts = {segment.context.path: segment.context_id for segment in segments}
    stored = {
        row.context_id: row
        for row in SegmentOverride.objects.filter(locale=locale, context_id__in=contexts.values())
    }
    changed = False
    for path, data in overrides.items():
        context, text = contexts.get(path), json.dumps(data)
        row = stored.get(context)
        if context is None or (row is not None and row.data_json == text):
            continue
        SegmentOverride.objects.update_or_create(
            locale=locale, context_id=context, defaults={"data_json": text, "last_translated_by": user}
        )
        changed = True
    return changed
