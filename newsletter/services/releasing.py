"""When a run's time has come: what is still right goes. A language that no longer is stays behind, and whoever pressed is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import transaction
from wagtail.log_actions import log

from newsletter.models import Dispatch, DispatchKind, DispatchLanguage, DispatchState
from newsletter.services.checking import check_compilations
from newsletter.services.compiling import content_sha256
from newsletter.services.freezing import freeze_audience
from newsletter.staff_letters import send_held_up

HELD_UP_LOG = "newsletter.held_up"
# These send what is approved now; the others send once more what has gone, whatever was edited since.
_AS_WRITTEN = (DispatchKind.FIRST, DispatchKind.CORRECTION)


class Why(Enum):
    EDITED = "edited"  # after the approval, so nobody has approved what stands there now
    ERRORS = "errors"  # came up since: an item was withdrawn, a linked page taken back


@dataclass(frozen=True, slots=True)
class HeldUp:
    part: DispatchLanguage
    why: Why


def start_due(*, now: datetime) -> int:
    """Release every dispatch whose time has come; how many this process started."""
    due = Dispatch.objects.filter(state=DispatchState.SCHEDULED, send_at__lte=now)
    return sum(_release(dispatch, now) for dispatch in due)


@transaction.atomic
def _release(dispatch: Dispatch, now: datetime) -> bool:
    waiting = Dispatch.objects.select_for_update().filter(pk=dispatch.pk, state=DispatchState.SCHEDULED)
    if not waiting.exists():  # taken back, or another process was first
        return False
    held_up = list(_held_up(dispatch))
    for held in held_up:
        dispatch.editions.filter(language=held.part.language).delete()
        held.part.mails.all().delete()
        held.part.delete()
    if held_up:
        _tell(dispatch, held_up, now)
    if not dispatch.languages.exists():
        dispatch.delete()
        return False
    return freeze_audience(dispatch=dispatch, now=now)


def _held_up(dispatch: Dispatch) -> Iterator[HeldUp]:
    written = dispatch.issue.get_latest_revision_as_object()
    for part in dispatch.languages.order_by("language"):
        mails = [mail.compilation for mail in part.mails.select_related("compilation__issue")]
        approved = {mail.content_sha256 for mail in mails}
        if dispatch.kind in _AS_WRITTEN and approved != {content_sha256(written, part.language)}:
            yield HeldUp(part, Why.EDITED)
        elif any(finding.is_error for finding in check_compilations(mails)):
            yield HeldUp(part, Why.ERRORS)


def _tell(dispatch: Dispatch, held_up: list[HeldUp], now: datetime) -> None:
    reasons = {held.part.language: held.why.value for held in held_up}
    log(dispatch.issue, HELD_UP_LOG, user=dispatch.created_by, data={"languages": list(reasons)})
    if dispatch.created_by and dispatch.created_by.email:
        send_held_up(dispatch=dispatch, reasons=reasons, user=dispatch.created_by, now=now)
