"""Writes of the search index. Callers run them in the transaction of the change: what is withdrawn is not found."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import transaction

from finder import vocabulary
from finder.engines import Stored, engine
from finder.models import Entry, Passage, Term
from finder.sources import Document, FinderSource, finder_sources
from finder.words import IndexWords, Spelling, index_words

__all__ = ["Document", "index_document", "index_documents", "is_outdated", "rebuild_index", "remove_document"]

Progress = Callable[[str, int], None]  # (source key, documents so far)
BATCH = 200
TITLE_LENGTH = 255

Key = tuple[str, str, str]  # source, ref, language


def index_document(document: Document) -> Entry:
    """Put a public text into the index, or bring it up to date.

    One that stands there word for word is left alone; `rebuild_index` reads it anew, with the word lists of the day.
    """
    return _current_entry(document) or index_documents([document])[0]


def _current_entry(document: Document) -> Entry | None:
    source, ref, language = _key(document)
    same = Passage.objects.filter(**_said(document))
    return Entry.objects.filter(
        source=source, ref=ref, language=language, number=document.number, is_public=True, passage__in=same
    ).first()


@transaction.atomic
def index_documents(documents: Sequence[Document]) -> list[Entry]:
    """The same for many at once, in a few queries; a text is given once."""
    entries = _entries_of(documents)
    rows = [(entries[_key(document)], document) for document in documents]
    Passage.objects.bulk_create(
        [Passage(entry=entry, **_said(document)) for entry, document in rows],
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["title", "text", "keywords"],
    )
    stored = [_stored(entry, document) for entry, document in rows]
    engine().store(stored)
    _update_vocabulary(stored)
    return [entry for entry, _document in rows]


def _said(document: Document) -> dict[str, str]:
    return {
        "title": document.title[:TITLE_LENGTH],
        "text": document.text,
        "keywords": document.keywords,
    }


def _key(document: Document) -> Key:
    return document.source, document.ref, document.language


def _entries_of(documents: Sequence[Document]) -> dict[Key, Entry]:
    """The entries of documents, made where they are missing."""
    values = [
        Entry(source=doc.source, ref=doc.ref, language=doc.language, number=doc.number, is_public=True)
        for doc in documents
    ]
    Entry.objects.bulk_create(
        values,
        update_conflicts=True,
        unique_fields=["source", "ref", "language"],
        update_fields=["number", "is_public"],
    )
    found: dict[Key, Entry] = {}
    for source in {document.source for document in documents}:
        refs = {document.ref for document in documents if document.source == source}
        rows = Entry.objects.filter(source=source, ref__in=refs)
        found |= {(row.source, row.ref, row.language): row for row in rows}
    return found


def _stored(entry: Entry, document: Document) -> Stored:
    title, text, more = (
        index_words(words, document.language) for words in (document.title, document.text, document.keywords)
    )
    # Behind every word of the text, as parts of compounds are.
    behind = IndexWords(text.wholes, [*text.parts, *more.wholes, *more.parts])
    return Stored(entry.pk, document.language, title, behind)


def _update_vocabulary(rows: Sequence[Stored]) -> None:
    words = {
        Spelling(row.language, word): row.entry
        for row in rows
        for part in (row.title, row.text)
        for word in _all(part)
    }
    vocabulary.remember(words)
    vocabulary.release([row.entry for row in rows], keep=words)


def _all(words: IndexWords) -> Iterator[str]:
    yield from words.wholes
    yield from words.parts


@transaction.atomic
def remove_document(*, source: str, ref: str, keep: Collection[str] = ()) -> int:
    """Take a text out of the index in every language but those to keep; returns how many were there."""
    gone = Entry.objects.filter(source=source, ref=ref).exclude(language__in=keep)
    return _remove(list(gone.values_list("pk", flat=True)))


def _remove(entries: Sequence[int]) -> int:
    if not entries:
        return 0
    Entry.objects.filter(pk__in=entries).delete()
    # Words that only these texts had leave too: a suggestion would tell of them.
    vocabulary.release(entries)
    return len(entries)


def is_outdated() -> bool:
    """Whether an earlier version wrote the index, or nothing of some source stands in it: then it is filled anew."""
    entries = Entry.objects.all()
    if entries.filter(passage__isnull=True).exists() or (entries.exists() and not Term.objects.exists()):
        return True
    return any(is_left_out(source) for source in finder_sources)


def is_left_out(source: FinderSource) -> bool:
    """Whether a source has texts and the index none of them."""
    has_entry = Entry.objects.filter(source=source.key).exists()
    return not has_entry and next(iter(source.documents()), None) is not None


def rebuild_index(
    *, source: str | None = None, progress: Progress = lambda key, done: None
) -> dict[str, int]:
    """Fill the index anew from its sources, a batch at a time; returns documents per source.

    Searches go on meanwhile, and so do writes: no batch holds the database for more than a moment.
    """
    chosen = [entry for entry in finder_sources if source is None or entry.key == source]
    counts = {entry.key: _rebuild_source(entry, progress) for entry in chosen}
    engine().gather_statistics()
    return counts


def _rebuild_source(source: FinderSource, progress: Progress) -> int:
    kept: set[int] = set()
    done = 0
    for batch in _batches(source.documents()):
        kept |= _rebuild_batch(source, batch)
        done += len(batch)
        progress(source.key, done)
    left = set(Entry.objects.filter(source=source.key).values_list("pk", flat=True)) - kept
    for some in _batches(sorted(left)):
        with transaction.atomic():
            _remove(some)
    return done


@transaction.atomic
def _rebuild_batch(source: FinderSource, documents: Sequence[Document]) -> set[int]:
    entries = index_documents(documents)
    # What was withdrawn since its text was read must not come back.
    public = source.public([entry.ref for entry in entries])
    _remove([entry.pk for entry in entries if entry.ref not in public])
    return {entry.pk for entry in entries if entry.ref in public}


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch
