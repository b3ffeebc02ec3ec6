"""Sending an approved issue: the audience is frozen in one transaction, then the outbox delivers."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from mail.merge import literal_text
from mail.services import Content, Recipient, Sender, add_deliveries, cancel, create_message, discard, release
from newsletter.addresses import list_headers, preferences_url, unsubscribe_url
from newsletter.errors import AlreadyDispatched, NotApproved
from newsletter.models import Compilation, Dispatch, DispatchLanguage, DispatchState, Issue, Subscription
from newsletter.services.approving import approved_compilations
from newsletter.services.audience import candidates
from newsletter.services.progress import finish


def start_dispatch(*, issue: Issue, user: User | None, now: datetime, at: datetime | None = None) -> Dispatch:
    """Send the approved mails now, or at a later time.

    Raises NotApproved if the issue as it stands is not approved, AlreadyDispatched if it has gone or waits to go;
    then nothing is written.
    """
    if issue.sent_at is not None:
        raise AlreadyDispatched(issue=issue)
    compilations = approved_compilations(issue)
    if not compilations:
        raise NotApproved(issue=issue)
    try:
        with transaction.atomic():
            dispatch = Dispatch.objects.create(
                issue=issue, send_at=at or now, created_by=user, created_at=now
            )
            for compilation in compilations:
                DispatchLanguage.objects.create(
                    dispatch=dispatch, compilation=compilation, language=compilation.language
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


@transaction.atomic
def freeze_audience(*, dispatch: Dispatch, now: datetime) -> bool:
    """Write one Delivery per person and hand the mails to the outbox; False if another process did so first."""
    claimed = Dispatch.objects.filter(pk=dispatch.pk, state=DispatchState.SCHEDULED).update(
        state=DispatchState.SENDING, frozen_at=now
    )
    if not claimed:
        return False
    dispatch.refresh_from_db()
    for part in dispatch.languages.select_related("compilation").order_by("language"):
        _freeze_language(dispatch, part, now)
    Issue.objects.filter(pk=dispatch.issue_id).update(sent_at=now)
    release(group=dispatch.group, now=now)
    return True


def _freeze_language(dispatch: Dispatch, part: DispatchLanguage, now: datetime) -> None:
    message = create_message(
        group=dispatch.group,
        content=_content(part.compilation),
        sender=_sender(dispatch.issue),
        headers=_headers(dispatch.issue, part.language),
        now=now,
    )
    left_out: Counter[str] = Counter()
    recipients = _recipients(dispatch.issue, part.compilation, left_out, now)
    part.audience = add_deliveries(message=message, recipients=recipients, now=now)
    part.left_out = dict(sorted(left_out.items()))
    part.message_id = message.pk
    part.save(update_fields=["audience", "left_out", "message_id"])


def _recipients(
    issue: Issue, compilation: Compilation, left_out: Counter[str], now: datetime
) -> Iterator[Recipient]:
    """Everyone of one language who gets the issue; counts the others by reason as it passes them."""
    for subscription, reason in candidates(
        newsletter=issue.newsletter, language=compilation.language, topics=compilation.topics, now=now
    ):
        if reason:
            left_out[reason] += 1
        else:
            yield _recipient(subscription, now)


def _recipient(subscription: Subscription, now: datetime) -> Recipient:
    return Recipient(
        address=subscription.contact.address,
        name="",
        tokens={
            "unsubscribe_url": unsubscribe_url(subscription, now=now),
            "preferences_url": preferences_url(subscription, now=now),
        },
        reference=f"subscription:{subscription.pk}",
    )


def _content(compilation: Compilation) -> Content:
    return Content(
        subject=literal_text(compilation.subject),
        html=compilation.html,
        text=compilation.text,
        language=compilation.language,
    )


def _sender(issue: Issue) -> Sender:
    newsletter = issue.newsletter
    return Sender(
        address=newsletter.from_address or settings.MAIL_FROM_ADDRESS,
        name=newsletter.from_name,
        reply_to=newsletter.reply_to,
    )


def _headers(issue: Issue, language: str) -> dict[str, str]:
    newsletter = issue.newsletter
    headers = list_headers(newsletter, language=language, unsubscribe="%%unsubscribe_url%%")
    return {
        **headers,
        "List-Id": literal_text(headers["List-Id"]),  # holds the newsletter's name
        "Feedback-ID": f"{issue.pk}:{newsletter.slug}:{language}:tekotori",
    }


def start_due(*, now: datetime) -> int:
    """Freeze and release every dispatch whose time has come; how many this process started."""
    due = Dispatch.objects.filter(state=DispatchState.SCHEDULED, send_at__lte=now)
    return sum(freeze_audience(dispatch=dispatch, now=now) for dispatch in due)


@transaction.atomic
def cancel_dispatch(*, dispatch: Dispatch, now: datetime) -> bool:
    """Stop a dispatch: who has not got the issue yet will not get it. False if it was finished already."""
    if finish(dispatch=dispatch, now=now):
        return False
    open_states = [DispatchState.SCHEDULED, DispatchState.SENDING]
    stopped = Dispatch.objects.filter(pk=dispatch.pk, state__in=open_states).update(
        state=DispatchState.CANCELLED, finished_at=now
    )
    if stopped:
        cancel(group=dispatch.group, now=now)
        if dispatch.frozen_at is None or discard(group=dispatch.group):
            # Nobody got it: it is no past issue, and may be sent another time.
            Issue.objects.filter(pk=dispatch.issue_id).update(sent_at=None)
    return bool(stopped)
