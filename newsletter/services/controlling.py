"""What an editor does to a run under way: hold it up, let it go on, stop it for good. Each works within a second."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from wagtail.log_actions import log

from mail import services as outbox
from newsletter.models import Dispatch, DispatchKind, DispatchMail, DispatchState
from newsletter.services.freezing import show_in_archive
from newsletter.services.progress import finish

PAUSED_LOG, RESUMED_LOG, STOPPED_LOG = "newsletter.pause", "newsletter.resume", "newsletter.stop"
OPEN = (DispatchState.SCHEDULED, DispatchState.SENDING, DispatchState.PAUSED)


@transaction.atomic
def pause_dispatch(*, dispatch: Dispatch, user: User | None, now: datetime) -> bool:
    """Hand nothing more over to the mail server; False if the run is not under way."""
    if not _move(dispatch, DispatchState.SENDING, DispatchState.PAUSED):
        return False
    outbox.pause(group=dispatch.group, now=now)
    _log(dispatch, PAUSED_LOG, user)
    return True


@transaction.atomic
def resume_dispatch(*, dispatch: Dispatch, user: User | None, now: datetime) -> bool:
    """Go on where a pause stopped; False if the run is not paused."""
    if not _move(dispatch, DispatchState.PAUSED, DispatchState.SENDING):
        return False
    outbox.resume(group=dispatch.group, now=now)
    _log(dispatch, RESUMED_LOG, user)
    return True


@transaction.atomic
def cancel_dispatch(*, dispatch: Dispatch, user: User | None = None, now: datetime) -> bool:
    """Stop a run: who has not got the issue yet will not get it. False if it was finished already."""
    if finish(dispatch=dispatch, now=now):
        return False
    running = Dispatch.objects.filter(pk=dispatch.pk, state__in=OPEN)
    stopped = running.update(state=DispatchState.CANCELLED, finished_at=now)
    if stopped:
        outbox.cancel(group=dispatch.group, now=now)
        # A run that sends again has the deliveries of another, which are never forgotten.
        is_own = dispatch.kind != DispatchKind.FAILED
        if is_own and (dispatch.frozen_at is None or outbox.discard(group=dispatch.group)):
            # Nobody got it: these languages are not in the archive, and may be sent another time.
            dispatch.editions.all().delete()
            DispatchMail.objects.filter(part__dispatch=dispatch).update(message_id=None)
            show_in_archive(dispatch.issue)  # what a correction that nobody got would have shown
        _log(dispatch, STOPPED_LOG, user)
    return bool(stopped)


def _move(dispatch: Dispatch, before: DispatchState, after: DispatchState) -> bool:
    """One conditional UPDATE decides between two who press different buttons at once."""
    moved = Dispatch.objects.filter(pk=dispatch.pk, state=before).update(state=after)
    dispatch.refresh_from_db()
    return bool(moved)


def _log(dispatch: Dispatch, action: str, user: User | None) -> None:
    languages = list(dispatch.languages.order_by("pk").values_list("language", flat=True))
    log(dispatch.issue, action, user=user, data={"languages": languages})
