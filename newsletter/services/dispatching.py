"""Sending approved languages of an issue: now, or at a later time."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from newsletter.errors import AlreadyDispatched, NotApproved
from newsletter.models import (
    Compilation,
    Dispatch,
    DispatchLanguage,
    DispatchMail,
    Edition,
    Issue,
)
from newsletter.services.approving import approved_compilations, refuse_errors
from newsletter.services.freezing import freeze_audience


def unsent_languages(issue: Issue) -> list[str]:
    """The languages of an issue that have not gone and do not wait to go."""
    gone = {edition.language for edition in issue.editions.all()}
    return [language for language in issue.languages if language not in gone]


def start_dispatch(
    *,
    issue: Issue,
    user: User | None,
    now: datetime,
    at: datetime | None = None,
    languages: Sequence[str] | None = None,
) -> Dispatch:
    """Send the approved mails of some languages now, or at a later time; by default of all that have not gone.

    Raises NotApproved if one of them as it stands is not approved, AlreadyDispatched if one has gone or waits to go,
    or if none is left, HasErrors if an error came up since the approval; then nothing is written.
    """
    wanted = unsent_languages(issue) if languages is None else list(languages)
    if not wanted and issue.languages:
        raise AlreadyDispatched(issue=issue)
    approved = approved_compilations(issue)
    if not wanted or not approved.keys() >= set(wanted):
        raise NotApproved(issue=issue)
    refuse_errors(issue=issue, mails=[mail for language in wanted for mail in approved[language]])
    try:
        with transaction.atomic():
            dispatch = Dispatch.objects.create(
                issue=issue, send_at=at or now, created_by=user, created_at=now
            )
            for language in wanted:
                mails = approved[language]
                add_language(dispatch, mails)
                Edition.objects.create(
                    issue=issue, language=language, dispatch=dispatch, compilation=mails[0]
                )
            revision = issue.get_latest_revision()
            if revision:
                # The archive shows what is sent. The right to send was asked for; that to publish is another.
                revision.publish(user=user, skip_permission_checks=True)
            if at is None or at <= now:
                freeze_audience(dispatch=dispatch, now=now)
    except IntegrityError as error:
        # The constraint decides between two who press "send" at once.
        raise AlreadyDispatched(issue=issue) from error
    return dispatch


def add_language(dispatch: Dispatch, mails: Sequence[Compilation]) -> None:
    """What a run sends in one language; whom to is decided when it is frozen."""
    part = DispatchLanguage.objects.create(dispatch=dispatch, language=mails[0].language)
    DispatchMail.objects.bulk_create(DispatchMail(part=part, compilation=mail) for mail in mails)
