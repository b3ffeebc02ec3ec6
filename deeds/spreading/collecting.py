"""Collections by editors: what readers see of them, and every write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from core.html import clean_words
from deeds.languages import Shown, shown_in
from deeds.models import CollectedDeed, Deed, DeedCollection
from deeds.models.words import LANGUAGES, Words


@dataclass(frozen=True)
class CollectionCard:
    """A collection in a list, in a reader's language."""

    slug: str
    title: Words
    introduction: Words
    deeds: int
    first: Deed  # its picture stands for the collection


def published_collections() -> "QuerySet[DeedCollection]":
    """Published ones with at least one deed that is published now."""
    live = Count("entries", filter=Q(entries__deed__state=Deed.State.LIVE))
    rows = DeedCollection.objects.filter(is_published=True).annotate(live_deeds=live)
    return rows.filter(live_deeds__gt=0)


def collection_cards(language: str) -> list[CollectionCard]:
    rows = list(published_collections())
    entries = CollectedDeed.objects.filter(collection__in=rows, deed__state=Deed.State.LIVE)
    first: dict[int, Deed] = {}
    for entry in entries.select_related("deed").prefetch_related("deed__sectors"):
        first.setdefault(entry.collection_id, entry.deed)
    return [
        CollectionCard(
            slug=row.slug,
            title=row.title_in(language),
            introduction=row.introduction_in(language),
            deeds=row.live_deeds,
            first=first[row.pk],
        )
        for row in rows
    ]


def deeds_in(collection: DeedCollection, language: str) -> list[Shown]:
    """The deeds that are published now, in the editor's order."""
    deeds = Deed.objects.live().filter(collected__collection=collection).order_by("collected__sort_order")
    rows = deeds.select_related("organisation__merged_into").prefetch_related("sectors", "themes")
    return shown_in(rows, language)


def collections_of(deed: Deed) -> list[DeedCollection]:
    return list(DeedCollection.objects.filter(is_published=True, entries__deed=deed))


@transaction.atomic
def save_collection(
    *,
    slug: str,
    titles: Mapping[str, str],
    introductions: Mapping[str, str],
    deeds: Sequence[Deed],
    is_published: bool,
    now: datetime,
    collection: DeedCollection | None = None,
) -> DeedCollection:
    """Write a collection as a whole: texts by language, deeds in their order, each once. Raises ValidationError."""
    row = collection or DeedCollection()
    row.slug, row.is_published, row.changed_at = slug, is_published, now
    for language in LANGUAGES:
        setattr(row, f"title_{language}", clean_words(titles.get(language, "").strip()))
        setattr(row, f"introduction_{language}", clean_words(introductions.get(language, "").strip()))
    row.full_clean()
    row.entries = []
    row.save()
    CollectedDeed.objects.filter(collection=row).delete()
    CollectedDeed.objects.bulk_create(
        CollectedDeed(collection=row, deed=deed, sort_order=place)
        for place, deed in enumerate(dict.fromkeys(deeds))
    )
    return DeedCollection.objects.get(pk=row.pk)
