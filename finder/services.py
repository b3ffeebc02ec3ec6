"""Writes of the search index. Callers run them in the transaction of the change: what is withdrawn is not found."""

from collections.abc import Callable, Collection

from django.db import transaction

from finder.engines import engine
from finder.models import Entry
from finder.sources import Document, FinderSource, finder_sources
from finder.words import index_words

__all__ = ["Document", "index_document", "rebuild_index", "remove_document"]

Progress = Callable[[str, int], None]  # (source key, documents so far)
BATCH = 200


@transaction.atomic
def index_document(document: Document) -> Entry:
    """Put a public text into the index, or bring it up to date."""
    entry, _created = Entry.objects.update_or_create(
        source=document.source,
        ref=document.ref,
        language=document.language,
        defaults={
            "number": document.number,
            "title": document.title[:255],
            "text": document.text,
            "is_public": True,
        },
    )
    engine().store(
        entry.pk,
        title=index_words(document.title, document.language),
        text=index_words(document.text, document.language),
    )
    return entry


def remove_document(*, source: str, ref: str, keep: Collection[str] = ()) -> int:
    """Take a text out of the index in every language but those to keep; returns how many were there."""
    gone = Entry.objects.filter(source=source, ref=ref).exclude(language__in=keep)
    return gone.delete()[0]


def rebuild_index(
    *, source: str | None = None, progress: Progress = lambda key, done: None
) -> dict[str, int]:
    """Fill the index anew from its sources, one source in one transaction; returns documents per source."""
    chosen = [entry for entry in finder_sources if source is None or entry.key == source]
    return {entry.key: _rebuild_source(entry, progress) for entry in chosen}


@transaction.atomic
def _rebuild_source(source: FinderSource, progress: Progress) -> int:
    Entry.objects.filter(source=source.key).delete()
    done = 0
    for done, document in enumerate(source.documents(), 1):
        index_document(document)
        if done % BATCH == 0:
            progress(source.key, done)
    return done
