"""Freezing an audience in one transaction: who gets which mail, and who gets none for which reason."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet

from mail.merge import literal_text
from mail.models import Delivery, Message
from mail.services import Content, Recipient, Sender, add_deliveries, create_message, release, requeue
from newsletter.addresses import list_headers, preferences_url, unsubscribe_url
from newsletter.clicks.counting import with_counted_links
from newsletter.models import (
    Compilation,
    Dispatch,
    DispatchKind,
    DispatchLanguage,
    DispatchState,
    Edition,
    Issue,
    Subscription,
)
from newsletter.services.audience import Candidate, Offer, candidates, offer_of
from newsletter.services.corrected import mailed_before

# Recipients handed to the outbox at once: few enough to hold in memory, enough that it counts seldom.
BATCH = 5000


@transaction.atomic
def freeze_audience(*, dispatch: Dispatch, now: datetime) -> bool:
    """Write one Delivery per person and hand the mails to the outbox; False if another process did so first."""
    claimed = Dispatch.objects.filter(pk=dispatch.pk, state=DispatchState.SCHEDULED).update(
        state=DispatchState.SENDING, frozen_at=now
    )
    if not claimed:
        return False
    dispatch.refresh_from_db()
    if dispatch.kind == DispatchKind.FAILED:
        _send_again(dispatch, now)
        return True
    for part in dispatch.languages.order_by("language"):
        _freeze_language(dispatch, part, now)
    dispatch.editions.update(sent_at=now)
    if dispatch.kind == DispatchKind.CORRECTION:
        show_in_archive(dispatch.issue)
    release(group=dispatch.group, now=now)
    return True


def _send_again(dispatch: Dispatch, now: datetime) -> None:
    """Queue anew what ended in one of the run's states; who may not be mailed any more stays, and is counted."""
    parts = list(dispatch.languages.prefetch_related("mails").order_by("pk"))
    messages = [mail.message_id for part in parts for mail in part.mails.all()]
    ended = Delivery.objects.filter(message__in=messages, state__in=dispatch.again)
    before = _by_message(ended)
    requeue(group=dispatch.group, states=dispatch.again, detail=dispatch.tag, now=now)
    again = _by_message(Delivery.objects.filter(message__in=messages, events__detail=dispatch.tag))
    left = _by_message(ended.all())
    for part in parts:
        mails = list(part.mails.all())
        for mail in mails:
            mail.audience = again[mail.message_id]
            mail.save(update_fields=["audience"])
        part.candidates = sum(before[mail.message_id] for mail in mails)
        part.audience = sum(mail.audience for mail in mails)
        barred = sum(left[mail.message_id] for mail in mails)
        part.left_out = {"suppressed": barred} if barred else {}
        part.save(update_fields=["candidates", "audience", "left_out"])


def _by_message(deliveries: QuerySet[Delivery]) -> Counter[int | None]:
    rows = deliveries.order_by().values_list("message_id").annotate(people=Count("pk"))
    return Counter(dict(rows))


def went_at(issue: Issue, language: str) -> datetime | None:
    """When a language of an issue went; None while it has not."""
    return Edition.objects.filter(issue=issue, language=language).values_list("sent_at", flat=True).first()


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


def _candidates(dispatch: Dispatch, offer: Offer, now: datetime) -> Iterator[Candidate]:
    if dispatch.kind == DispatchKind.CORRECTION:
        return mailed_before(issue=dispatch.issue, offer=offer, now=now)
    since = went_at(dispatch.issue, offer.language) if dispatch.kind == DispatchKind.JOINED else None
    return candidates(issue=dispatch.issue, offer=offer, joined_since=since, now=now)


def show_in_archive(issue: Issue) -> None:
    """Let each language's edition show the last mail that went: the first one, or its newest correction."""
    for edition in issue.editions.exclude(sent_at=None).exclude(dispatch=None):
        mails = gone_mails(issue, edition.language)
        if mails:
            edition.compilation = mails[0]
            edition.save(update_fields=["compilation"])


def gone_mails(issue: Issue, language: str) -> list[Compilation]:
    """The mails that a language went in last, corrected where it was; none where it went by other means."""
    parts = DispatchLanguage.objects.filter(dispatch__issue=issue, language=language)
    kinds = (DispatchKind.FIRST, DispatchKind.CORRECTION)
    # Without a message a run was taken back before anybody got it.
    sent = parts.filter(dispatch__kind__in=kinds, mails__message_id__isnull=False).distinct()
    newest = sent.order_by("-dispatch__frozen_at", "-pk").first()
    if newest is None:
        return []
    return [mail.compilation for mail in newest.mails.select_related("compilation").order_by("pk")]


def _add_people(dispatch: Dispatch, offer: Offer, messages: dict[str, Message], now: datetime) -> Tally:
    """Give everyone of one language their variant."""
    tally = Tally()
    waiting: dict[str, list[Recipient]] = {variant: [] for variant in messages}

    def hand_over(variant: str) -> None:
        recipients, waiting[variant] = waiting[variant], []
        tally.added[variant] += add_deliveries(
            message=messages[variant], recipients=recipients, series=dispatch.series, now=now
        )

    for candidate in _candidates(dispatch, offer, now):
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
        sender=_sender(dispatch.issue, compilation.language),
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


def _sender(issue: Issue, language: str) -> Sender:
    newsletter = issue.newsletter
    return Sender(
        address=newsletter.from_address or settings.MAIL_FROM_ADDRESS,
        name=newsletter.from_name_in(language),
        reply_to=newsletter.reply_to_in(language),
    )


def _headers(issue: Issue, language: str) -> dict[str, str]:
    newsletter = issue.newsletter
    headers = list_headers(newsletter, language=language, unsubscribe="%%unsubscribe_url%%")
    return {
        **headers,
        "List-Id": literal_text(headers["List-Id"]),  # holds the newsletter's name
        "Feedback-ID": f"{issue.pk}:{newsletter.slug}:{language}:tekotori",
    }
