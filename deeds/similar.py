"""Published deeds that say what a text says: shown to its author and to the moderator, who decide what it means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from deeds.finding import BATCH, documents_of
from deeds.likeness import keys_of, likeness, packed, pairs_of, text_of_fields, unpacked
from deeds.models import Deed, DeedFingerprint, DeedFingerprintKey
from finder.sources import Document

# Chosen on 500 near-duplicates and 500 different deeds made from the sample content: docs/reference/similar-deeds.md.
MINIMUM_SCORE = 0.38
MOST_CANDIDATES = 30
MOST_KEYS = 2000  # of a very long text the smallest suffice, since those are what is stored


@dataclass(frozen=True, slots=True)
class Similar:
    """A published deed and which share of the shorter text's word pairs both have."""

    deed: Deed
    score: float
    language: str  # in which the texts are alike

    @property
    def title(self) -> str:
        """As its source page is called, whichever of its texts is alike."""
        return self.deed.title

    @property
    def percent(self) -> int:
        return round(self.score * 100)


def similar_deeds(
    *, texts: Mapping[str, str], language: str, leave_out: int | None = None, limit: int = 3
) -> list[Similar]:
    """The deeds most like a submission's texts in one language, best first; none below MINIMUM_SCORE.

    Args:
        texts: field -> text, as in `DeedSubmission.texts[language]`.
        leave_out: the number of a deed that is not meant, such as the one that a correction corrects.
    """
    own = pairs_of(text_of_fields(texts), language)
    best: dict[int, Similar] = {}
    for candidate in _candidates(own, language, leave_out):
        found = Similar(candidate.deed, likeness(own, unpacked(bytes(candidate.pairs))), language)
        if found.score >= MINIMUM_SCORE:
            best[candidate.deed_id] = found
    return sorted(best.values(), key=lambda found: (-found.score, found.deed.number))[:limit]


def _candidates(own: frozenset[int], language: str, leave_out: int | None) -> list[DeedFingerprint]:
    shared = (
        DeedFingerprintKey.objects.filter(key__in=sorted(own)[:MOST_KEYS], fingerprint__language=language)
        .values("fingerprint")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "fingerprint")
    )
    nearest = [row["fingerprint"] for row in shared[:MOST_CANDIDATES]]
    rows = DeedFingerprint.objects.filter(pk__in=nearest, deed__state=Deed.State.LIVE)
    if leave_out is not None:
        rows = rows.exclude(deed__number=leave_out)
    return list(rows.select_related("deed__organisation"))


@transaction.atomic
def record_fingerprints(*, deeds: Iterable[Deed], documents: Iterable[Document]) -> None:
    """Follow the public texts of deeds, in the transaction that changes them; `documents` are all that they have."""
    owners = {deed.number: deed.pk for deed in deeds}
    rows = DeedFingerprint.objects.filter(deed__in=owners.values())
    stored = {(row.deed_id, row.language): row for row in rows}
    now = {
        (owners[document.number or 0], document.language): packed(
            pairs_of(f"{document.title}\n{document.text}", document.language)
        )
        for document in documents
    }
    changed = {
        place: pairs
        for place, pairs in now.items()
        if place not in stored or bytes(stored[place].pairs) != pairs
    }
    gone = [row.pk for place, row in stored.items() if place not in now]
    if gone:
        DeedFingerprint.objects.filter(pk__in=gone).delete()
    _forget_keys([stored[place].pk for place in changed if place in stored])
    _store(changed)


def _forget_keys(fingerprints: list[int]) -> None:
    if fingerprints:
        DeedFingerprintKey.objects.filter(fingerprint__in=fingerprints).delete()


def _store(changed: Mapping[tuple[int, str], bytes]) -> None:
    rows = DeedFingerprint.objects.bulk_create(
        [
            DeedFingerprint(deed_id=deed, language=language, pairs=pairs)
            for (deed, language), pairs in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["deed", "language"],
        update_fields=["pairs"],
    )
    keys = [
        DeedFingerprintKey(fingerprint=row, key=key)
        for row in rows
        for key in keys_of(unpacked(bytes(row.pairs)))
    ]
    DeedFingerprintKey.objects.bulk_create(keys, batch_size=2000)


def rebuild_fingerprints() -> int:
    """Compare by the words as the word lists have them now; returns how many deeds are public."""
    DeedFingerprint.objects.exclude(deed__state=Deed.State.LIVE).delete()
    numbers = list(Deed.objects.live().order_by("number").values_list("number", flat=True))
    for start in range(0, len(numbers), BATCH):
        _rebuild_batch(numbers[start : start + BATCH])
    return len(numbers)


@transaction.atomic
def _rebuild_batch(numbers: list[int]) -> None:
    deeds = list(Deed.objects.live().filter(number__in=numbers).select_related("organisation__merged_into"))
    record_fingerprints(deeds=deeds, documents=documents_of(deeds))
