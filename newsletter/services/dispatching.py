"""Sending approved languages of an issue: the audience is frozen in one transaction, then the outbox delivers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from mail.merge import literal_text
from mail.models import Message
from mail.services import Content, Recipient, Sender, add_deliveries, create_message, release
from newsletter.addresses import list_headers, preferences_url, unsubscribe_url
from newsletter.clicks.counting import with_counted_links
from newsletter.errors import AlreadyDispatched, NotApproved
from newsletter.models import (
    Compilation,
    Dispatch,
    DispatchLanguage,
    DispatchMail,
    DispatchState,
    Edition,
    Issue,
    Subscription,
)
from newsletter.services.approving import approved_compilations
from newsletter.services.audience import Offer, candidates, offer_of

# Recipients handed to the outbox at once: few enough to hold in memory, enough that it counts seldom.
BATCH = 5000


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
    or if none is left; then nothing is written.
    """
    wanted = unsent_languages(issue) if languages is None else list(languages)
    if not wanted and issue.languages:
        raise AlreadyDispatched(issue=issue)
    approved = approved_compilations(issue)
    if not wanted or not approved.keys() >= set(wanted):
        raise NotApproved(issue=issue)
    try:
        with transaction.atomic():
            dispatch = Dispatch.objects.create(
                issue=issue, send_at=at or now, created_by=user, created_at=now
            )
            for language in wanted:
                _add_language(dispatch, approved[language])
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


def _add_language(dispatch: Dispatch, mails: Sequence[Compilation]) -> None:
    language = mails[0].language
    part = DispatchLanguage.objects.create(dispatch=dispatch, language=language)
    DispatchMail.objects.bulk_create(DispatchMail(part=part, compilation=mail) for mail in mails)
    Edition.objects.create(issue=dispatch.issue, language=language, dispatch=dispatch, compilation=mails[0])


@transaction.atomic
def freeze_audience(*, dispatch: Dispatch, now: datetime) -> bool:
    """Write one Delivery per person and hand the mails to the outbox; False if another process did so first."""
    claimed = Dispatch.objects.filter(pk=dispatch.pk, state=DispatchState.SCHEDULED).update(
        state=DispatchState.SENDING, frozen_at=now
    )
    if not claimed:
        return False
    dispatch.refresh_from_db()
    for part in dispatch.languages.order_by("language"):
        _freeze_language(dispatch, part, now)
    dispatch.editions.update(sent_at=now)
    release(group=dispatch.group, now=now)
    return True


@dataclass
class Tally:
    """What came of the candidates of one language; each is counted where they are met, none is reckoned."""

    candidates: int = 0
    left_out: Counter[str] = field(default_factory=Counter)  # reason -> people
    added: Counter[str] = field(default_factory=Counter)  # variant -> people, as the outbox counts them


def _freeze_language(dispatch: Dispatch, part: DispatchLanguage, now: datetime) -> None:
    mails = list(part.mails.select_related("compilation").order_by("pk"))
    messages = {mail.compilation.variant: _message(dispatch, mail.compilation, now) for mail in mails}
    tally = _add_people(dispatch, offer_of([mail.compilation for mail in mails]), messages, now)
    for mail in mails:
        mail.message_id = messages[mail.compilation.variant].pk
        mail.audience = tally.added[mail.compilation.variant]
        mail.save(update_fields=["message_id", "audience"])
    part.candidates = tally.candidates
    part.audience = tally.added.total()
    part.left_out = dict(sorted(tally.left_out.items()))
    part.save(update_fields=["candidates", "audience", "left_out"])


def _add_people(dispatch: Dispatch, offer: Offer, messages: dict[str, Message], now: datetime) -> Tally:
    """Give everyone of one language their variant."""
    tally = Tally()
    waiting: dict[str, list[Recipient]] = {variant: [] for variant in messages}

    def hand_over(variant: str) -> None:
        recipients, waiting[variant] = waiting[variant], []
        tally.added[variant] += add_deliveries(
            message=messages[variant], recipients=recipients, series=dispatch.series, now=now
        )

    for candidate in candidates(issue=dispatch.issue, offer=offer, now=now):
        tally.candidates += 1
        if candidate.reason:
            tally.left_out[candidate.reason] += 1
            continue
        waiting[candidate.variant].append(_recipient(candidate.subscription, dispatch.issue_id, now))
        if len(waiting[candidate.variant]) == BATCH:
            hand_over(candidate.variant)
    for variant in messages:
        hand_over(variant)
    return tally


def _message(dispatch: Dispatch, compilation: Compilation, now: datetime) -> Message:
    return create_message(
        group=dispatch.group,
        content=_content(compilation),
        sender=_sender(dispatch.issue),
        headers=_headers(dispatch.issue, compilation.language),
        now=now,
    )


def _recipient(subscription: Subscription, issue: int, now: datetime) -> Recipient:
    return Recipient(
        address=subscription.contact.address,
        name="",
        tokens={
            "unsubscribe_url": unsubscribe_url(subscription, now=now, issue=issue),
            "preferences_url": preferences_url(subscription, now=now, issue=issue),
        },
        reference=f"subscription:{subscription.pk}",
    )


def _content(compilation: Compilation) -> Content:
    html, text = compilation.html, compilation.text
    if compilation.counts_clicks:
        html, text = with_counted_links(compilation)
    return Content(
        subject=literal_text(compilation.subject),
        html=html,
        text=text,
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
