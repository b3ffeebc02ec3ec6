"""What a waiting submission looks like: published deeds that say the same, and others in the queue with its title.

Looked up in the background, since the queue shows many at once; the submission's own screen asks anew.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from core.tasks import Sweep
from deeds.models import DeedSubmission
from deeds.similar import Similar, similar_deeds
from registers.names import folded

AT_ONCE = 50


def look_for_duplicates(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Fill in what waiting submissions look like, where it is older than the text; how many."""
    waiting = DeedSubmission.objects.filter(state=DeedSubmission.State.PENDING)
    rows = list(waiting.filter(Q(looked_at=None) | Q(looked_at__lt=F("changed_at")))[:limit])
    if not rows:
        return 0
    titles = [(row.reference, folded(row.title)) for row in waiting]
    for row in rows:
        found: list[dict[str, Any]] = [
            {"deed": similar.deed.number, "percent": similar.percent} for similar in alike_of(row)
        ]
        found += [{"submission": reference} for reference in _same_title(row, titles)]
        # The text may have changed meanwhile: then it is looked at again.
        same = DeedSubmission.objects.filter(pk=row.pk, changed_at=row.changed_at)
        same.update(look_alikes=found, looked_at=max(now, row.changed_at))
    return len(rows)


def alike_of(submission: DeedSubmission) -> list[Similar]:
    """Published deeds that look like it in any of its languages, each once, the most alike first."""
    best: dict[int, Similar] = {}
    own = submission.deed.number if submission.deed else None
    for language, texts in submission.texts.items():
        for found in similar_deeds(texts=_words(texts), language=language, leave_out=own):
            before = best.get(found.deed.pk)
            if before is None or before.score < found.score:
                best[found.deed.pk] = found
    return sorted(best.values(), key=lambda found: (-found.score, found.deed.number))


def _words(texts: Mapping[str, Any]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if isinstance(text, str)}


def _same_title(row: DeedSubmission, titles: Iterable[tuple[str, str]]) -> list[str]:
    own = folded(row.title)
    return [reference for reference, title in titles if own and title == own and reference != row.reference]


@task()
def look_for_duplicates_now() -> None:
    look_for_duplicates(now=timezone.now())


LOOK_FOR_DUPLICATES = Sweep(key="deeds.look_for_duplicates", cron="* * * * *", task=look_for_duplicates_now)
