"""An issue that went out, with states and answers of its deliveries as they come about in time."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from mail.models import Delivery, State
from newsletter.models import Dispatch, Issue, Newsletter
from newsletter.services.approving import approve_issue
from newsletter.services.compiling import compile_issue
from newsletter.services.dispatching import start_dispatch
from tests.newsletter.issues import NOON, make_issue, make_reader, make_user


def send_issue(
    letter: Newsletter, *, issue: Issue | None = None, name: str = "Marraskuu", now: datetime = NOON
) -> Issue:
    """Approve and send an issue to whoever reads the newsletter; its deliveries wait in the outbox."""
    issue = issue or make_issue(letter, name=name)
    compile_issue(issue=issue, now=now)
    approve_issue(issue=issue, user=make_user(f"approver {issue.pk}"), now=now)
    start_dispatch(issue=issue, user=None, now=now)
    return issue


def make_readers(letter: Newsletter, number: int, *, language: str) -> None:
    for place in range(number):
        make_reader(letter, f"{language}{place}", language=language)


def settle(issue: Issue, language: str, outcomes: Mapping[tuple[State, str], int], *, at: datetime) -> None:
    """Give the first queued deliveries of a language a state and status each, a minute apart."""
    for (state, status), number in outcomes.items():
        queued = Delivery.objects.filter(
            message__group__in=[dispatch.group for dispatch in Dispatch.objects.filter(issue=issue)],
            message__language=language,
            state=State.QUEUED,
        ).order_by("pk")
        for place, delivery in enumerate(queued[:number]):
            moment = at + timedelta(minutes=place)
            delivery.state, delivery.status, delivery.changed_at = state, status, moment
            if state in (State.SENT, State.DELIVERED, State.BOUNCED, State.COMPLAINED):
                delivery.sent_at = moment
            delivery.save()
