"""After a language has gone: again to those who failed, and the same mails to those who joined since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from mail.models import Delivery, State
from newsletter import conf
from newsletter.errors import AlreadyDispatched, NobodyToSendTo
from newsletter.models import (
    Compilation,
    Dispatch,
    DispatchKind,
    DispatchLanguage,
    DispatchMail,
    DispatchState,
    Issue,
)
from newsletter.services.audience import count_audience, offer_of
from newsletter.services.dispatching import add_language
from newsletter.services.freezing import went_at
from newsletter.services.scheduling import SENT_LOG, wake_at

# Refused for good, or given up. "Uncertain" probably arrived, so an editor has to name it.
FAILED = (State.FAILED, State.REJECTED)


@dataclass(frozen=True, slots=True)
class Failures:
    """How many of a run failed for certain, and of how many nobody knows: they probably got it."""

    failed: int
    uncertain: int


def failures(run: Dispatch) -> Failures:
    messages = DispatchMail.objects.filter(part__dispatch=run).exclude(message_id=None).values("message_id")
    deliveries = Delivery.objects.filter(message__in=list(messages.values_list("message_id", flat=True)))
    return Failures(
        failed=deliveries.filter(state__in=FAILED).count(),
        uncertain=deliveries.filter(state=State.UNCERTAIN).count(),
    )


@transaction.atomic
def send_again(*, run: Dispatch, with_uncertain: bool, user: User, now: datetime) -> Dispatch:
    """Send a finished run's mails again to those who failed, after the hold; to the uncertain only when asked to.

    Raises NobodyToSendTo, or AlreadyDispatched while such a run is under way; then nothing is written.
    """
    found = failures(run)
    if not found.failed and not (with_uncertain and found.uncertain):
        raise NobodyToSendTo(issue=run.issue)
    states = [*FAILED, State.UNCERTAIN] if with_uncertain else list(FAILED)
    dispatch = _new_run(
        run.issue, DispatchKind.FAILED, user, now, follows=run, again=[str(s) for s in states]
    )
    for part in run.languages.prefetch_related("mails").order_by("pk"):
        copy = DispatchLanguage.objects.create(dispatch=dispatch, language=part.language)
        DispatchMail.objects.bulk_create(
            DispatchMail(part=copy, compilation_id=mail.compilation_id, message_id=mail.message_id)
            for mail in part.mails.all()
        )
    _announce(dispatch, user)
    return dispatch


def joined_since(issue: Issue, now: datetime) -> dict[str, int]:
    """Language that has gone -> how many joined since and would get it."""
    counted = {
        mails[0].language: count_audience(
            issue=issue,
            offer=offer_of(mails),
            joined_since=went_at(issue, mails[0].language),
            now=now,
        ).people
        for mails in _gone_mails(issue)
    }
    return {language: people for language, people in counted.items() if people}


@transaction.atomic
def send_to_joined(*, issue: Issue, user: User, now: datetime) -> Dispatch:
    """Send the mails that have gone to those who joined since, after the hold.

    Raises NobodyToSendTo, or AlreadyDispatched while such a run is under way; then nothing is written.
    """
    people = joined_since(issue, now)
    if not people:
        raise NobodyToSendTo(issue=issue)
    dispatch = _new_run(issue, DispatchKind.JOINED, user, now)
    for mails in _gone_mails(issue):
        if mails[0].language in people:
            add_language(dispatch, mails)
    _announce(dispatch, user)
    return dispatch


def _gone_mails(issue: Issue) -> list[Sequence[Compilation]]:
    """The mails of each language that went from here; what went by other means has no run."""
    editions = issue.editions.filter(sent_at__isnull=False, dispatch__isnull=False).order_by("language")
    parts = [
        edition.dispatch.languages.get(language=edition.language)
        for edition in editions.select_related("dispatch")
    ]
    return [
        [mail.compilation for mail in part.mails.select_related("compilation").order_by("pk")]
        for part in parts
    ]


def _new_run(issue: Issue, kind: DispatchKind, user: User, now: datetime, **fields: object) -> Dispatch:
    try:
        with transaction.atomic():
            return Dispatch.objects.create(
                issue=issue,
                kind=kind,
                state=DispatchState.SCHEDULED,
                send_at=now + conf.hold(),
                created_by=user,
                created_at=now,
                **fields,
            )
    except IntegrityError as error:
        # The constraint decides between two who press at once.
        raise AlreadyDispatched(issue=issue) from error


def _announce(dispatch: Dispatch, user: User) -> None:
    languages = list(dispatch.languages.order_by("pk").values_list("language", flat=True))
    facts = {"languages": languages, "at": dispatch.send_at.isoformat(), "kind": dispatch.kind}
    log(dispatch.issue, SENT_LOG, user=user, data=facts)
    wake_at(dispatch.send_at)
