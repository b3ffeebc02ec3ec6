"""The main job: an editor's selection becomes an issue, is checked, approved, sent, and counted where it arrived."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from cms.demo.table import Row
from mail.mailbox import read_mailbox
from mail.services import send_due
from newsletter.models import Dispatch, DispatchLanguage, DispatchMail, Issue
from newsletter.preflight import Finding
from newsletter.services.approving import approve_issue
from newsletter.services.checking import check_issue
from newsletter.services.dispatching import start_dispatch
from newsletter.services.progress import delivery_states, finish_dispatches

Progress = Callable[[str, int, int], None]  # what, done, of how many
BATCH = 50
GIVE_UP_AFTER_SECONDS = 120


class MainJobFailed(Exception):
    """What was meant to arrive and what did are not the same, or the issue did not pass its checks."""


@dataclass(frozen=True, slots=True)
class Outcome:
    issue: Issue
    rows: list[Row]
    findings: list[Finding]


def run(*, issue: Issue, approver: User, outbox: Path, progress: Progress) -> Outcome:
    """Check, approve and send an issue that has not gone yet, then count in the sink.

    Raises MainJobFailed where a check finds an error or where sink and audience differ.
    """
    now = timezone.now()
    findings: list[Finding] = []
    dispatch = issue.dispatches.first()
    if dispatch is None:
        findings = check_issue(issue=issue, now=now)
        _refuse_errors(findings)
        approve_issue(issue=issue, user=approver, now=now)
        dispatch = start_dispatch(issue=issue, user=approver, now=now)
    _deliver(dispatch, progress)
    rows = _rows(dispatch, outbox)
    _compare(rows)
    return Outcome(issue=issue, rows=rows, findings=findings)


def leads_here(issue: Issue) -> bool:
    """Whether the links of the mails that went lead to the address that the site has now."""
    mails = DispatchMail.objects.filter(part__dispatch__issue=issue).select_related("compilation")
    return all(settings.BASE_URL in mail.compilation.text for mail in mails)


def _refuse_errors(findings: list[Finding]) -> None:
    errors = [finding for finding in findings if finding.is_error]
    if errors:
        listed = "\n".join(f"  {error.language} {error.rule} {error.detail}" for error in errors)
        raise MainJobFailed(f"The issue did not pass its checks:\n{listed}")


def _deliver(dispatch: Dispatch, progress: Progress) -> None:
    started = time.monotonic()
    while True:
        states = delivery_states(dispatch)
        waiting = states["queued"] + states["deferred"] + states["sending"]
        total = sum(states.values())
        progress("Mail delivered", total - waiting, total)
        if not waiting:
            break
        if time.monotonic() - started > GIVE_UP_AFTER_SECONDS:
            raise MainJobFailed(
                f"{waiting} mails still wait after {GIVE_UP_AFTER_SECONDS} s: {dict(states)}."
            )
        send_due(now=timezone.now(), limit=BATCH)
    finish_dispatches(now=timezone.now())


def _arrived(outbox: Path, issue: Issue) -> Counter[str]:
    """Language -> how many different people have this issue in the sink; raises MainJobFailed for a double."""
    seen: Counter[tuple[str, str]] = Counter()
    for mail in read_mailbox(outbox):
        headers = {name.lower(): value for name, value in mail.headers}
        if headers.get("feedback-id", "").partition(":")[0] == str(issue.pk):
            seen[mail.language, mail.to] += 1
    doubles = [person for (_language, person), times in seen.items() if times > 1]
    if doubles:
        raise MainJobFailed(f"{len(doubles)} people got the issue twice. Look into {outbox}.")
    return Counter(language for language, _person in seen)


def _rows(dispatch: Dispatch, outbox: Path) -> list[Row]:
    arrived = _arrived(outbox, dispatch.issue)
    parts = dispatch.languages.prefetch_related("mails__compilation").order_by("pk")
    return [_row(part, arrived[part.language]) for part in parts]


def _row(part: DispatchLanguage, delivered: int) -> Row:
    mails = [mail.compilation for mail in part.mails.all()]
    return Row(
        language=part.language,
        audience=part.audience,
        delivered=delivered,
        left_out=part.left_out,
        html_bytes=max(mail.html_bytes for mail in mails),
        milliseconds=sum(mail.milliseconds for mail in mails),
    )


def _compare(rows: list[Row]) -> None:
    short = [row for row in rows if not row.is_whole]
    if short:
        listed = ", ".join(f"{row.language}: {row.delivered} of {row.audience}" for row in short)
        raise MainJobFailed(f"The sink does not hold what the audience should have got ({listed}).")
