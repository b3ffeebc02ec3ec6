"""After a language has gone: again to those who failed, the same mails to those who joined since, corrections."""

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
from newsletter.services.approving import approved_compilations, refuse_errors
from newsletter.services.audience import AudienceCount, count_audience, offer_of
from newsletter.services.compiling import content_sha256
from newsletter.services.corrected import count_mailed_before
from newsletter.services.dispatching import add_language
from newsletter.services.freezing import gone_mails, went_at
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

    Raises HasErrors for what became wrong in the mails, NobodyToSendTo, or AlreadyDispatched while such a run is under way; then nothing is written.
    """
    mails = DispatchMail.objects.filter(part__dispatch=run).select_related("compilation__issue")
    refuse_errors(issue=run.issue, mails=[mail.compilation for mail in mails])
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

    Raises HasErrors for what became wrong in the mails, NobodyToSendTo, or AlreadyDispatched while such a run is under way; then nothing is written.
    """
    people = joined_since(issue, now)
    if not people:
        raise NobodyToSendTo(issue=issue)
    wanted = [mails for mails in _gone_mails(issue) if mails[0].language in people]
    refuse_errors(issue=issue, mails=[mail for mails in wanted for mail in mails])
    dispatch = _new_run(issue, DispatchKind.JOINED, user, now)
    for mails in wanted:
        add_language(dispatch, mails)
    _announce(dispatch, user)
    return dispatch


def _gone_mails(issue: Issue) -> list[Sequence[Compilation]]:
    """The last mails of each language that went from here; what went by other means has none."""
    editions = issue.editions.exclude(sent_at=None).order_by("language")
    found = [gone_mails(issue, edition.language) for edition in editions]
    return [mails for mails in found if mails]


def corrected_languages(issue: Issue) -> list[str]:
    """Languages that have gone, say now what is corrected, and are no longer what went."""
    went = {mails[0].language: mails[0].content_sha256 for mails in _gone_mails(issue)}
    return [
        text.language
        for text in issue.texts.all()
        if text.correction.strip()
        and went.get(text.language) not in (None, content_sha256(issue, text.language))
    ]


def correction_audience(issue: Issue, now: datetime) -> dict[str, AudienceCount]:
    """Of the approved corrections: whom each reaches."""
    approved = approved_compilations(issue)
    return {
        language: count_mailed_before(issue=issue, offer=offer_of(approved[language]), now=now)
        for language in corrected_languages(issue)
        if language in approved
    }


@transaction.atomic
def send_correction(*, issue: Issue, user: User, now: datetime) -> Dispatch:
    """Send the approved corrections to those who got the mail, in the language that they got, after the hold.

    Raises HasErrors for what became wrong in the mails, NobodyToSendTo without an approved correction that reaches somebody, or AlreadyDispatched while one is
    under way; then nothing is written.
    """
    reached = [language for language, count in correction_audience(issue, now).items() if count.people]
    if not reached:
        raise NobodyToSendTo(issue=issue)
    approved = approved_compilations(issue)
    refuse_errors(issue=issue, mails=[mail for language in reached for mail in approved[language]])
    dispatch = _new_run(issue, DispatchKind.CORRECTION, user, now)
    for language in reached:
        add_language(dispatch, approved[language])
    revision = issue.get_latest_revision()
    if revision:
        revision.publish(user=user, skip_permission_checks=True)  # the archive says it too
    _announce(dispatch, user)
    return dispatch


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
