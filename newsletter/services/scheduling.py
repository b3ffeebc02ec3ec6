"""From the last button to the release: a send is held for a while, and whoever pressed can take it back."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from wagtail.log_actions import log

from core.tasks import enqueue
from newsletter import conf, tasks
from newsletter.models import Dispatch, DispatchMail, DispatchState, Issue
from newsletter.services.dispatching import start_dispatch

SENT_LOG, UNDONE_LOG = "newsletter.send", "newsletter.undo"


@transaction.atomic
def schedule(
    *, issue: Issue, times: Mapping[str, datetime | None], user: User, now: datetime
) -> list[Dispatch]:
    """Send languages, each at its time or (None) as soon as it has been held; one run for each moment.

    Raises what `start_dispatch` raises; then nothing is written.
    """
    earliest = now + conf.hold()
    moments: dict[datetime, list[str]] = {}
    for language, at in times.items():
        moments.setdefault(max(at or earliest, earliest), []).append(language)
    return [
        _schedule_run(issue, languages, at=at, user=user, now=now)
        for at, languages in sorted(moments.items())
    ]


def _schedule_run(issue: Issue, languages: list[str], *, at: datetime, user: User, now: datetime) -> Dispatch:
    dispatch = start_dispatch(issue=issue, languages=languages, at=at, user=user, now=now)
    log(issue, SENT_LOG, user=user, data=_facts(languages, at))
    wake_at(at)
    return dispatch


def wake_at(at: datetime) -> None:
    """Begin what waits on the second, where the task backend can wait; else the scheduler's next minute does it."""
    waiting = tasks.run_dispatches.using(run_after=at)
    enqueue(waiting if waiting.get_backend().supports_defer else tasks.run_dispatches)


@transaction.atomic
def undo(*, dispatch: Dispatch, user: User, now: datetime) -> bool:
    """Take back a run that has not begun: nothing of it stays but a line in the issue's history.

    False if it has begun or was taken back before.
    """
    waiting = Dispatch.objects.filter(pk=dispatch.pk, state=DispatchState.SCHEDULED)
    # The one conditional UPDATE decides between this and the release.
    if not waiting.update(state=DispatchState.CANCELLED, finished_at=now):
        return False
    languages = list(dispatch.languages.order_by("pk").values_list("language", flat=True))
    log(dispatch.issue, UNDONE_LOG, user=user, data=_facts(languages, dispatch.send_at))
    DispatchMail.objects.filter(part__dispatch=dispatch).delete()
    dispatch.delete()
    return True


def _facts(languages: list[str], at: datetime) -> dict[str, object]:
    return {"languages": languages, "at": at.isoformat()}
