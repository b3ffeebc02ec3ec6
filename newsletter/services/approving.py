"""Checking and approving: what is sent later is the compilation whose hash was approved here."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from newsletter.errors import HasErrors, NothingToSend
from newsletter.models import Compilation, Issue
from newsletter.preflight import Facts, Finding, Severity, check
from newsletter.services.compiling import chosen_items, compile_issue, current_compilations
from syndication.items import Item


def site_hosts() -> frozenset[str]:
    """Hosts that a mail may load from: the site's own, and where its media stand."""
    addresses = (settings.BASE_URL, settings.MEDIA_URL)
    return frozenset(host for host in (urlsplit(address).hostname for address in addresses) if host)


def facts_of(compilation: Compilation) -> Facts:
    """What the rules read of one frozen mail."""
    chosen = chosen_items(compilation.issue, compilation.language)
    return Facts(
        language=compilation.language,
        subject=compilation.subject,
        preheader=compilation.preheader,
        html=compilation.html,
        text=compilation.text,
        site_hosts=site_hosts(),
        missing_items=tuple(f"{entry.source}:{entry.ref}" for entry in chosen if entry.item is None),
        items=len(compilation.item_refs),
        doubled_items=_doubled([entry.item for entry in chosen if entry.item]),
    )


def _doubled(items: Sequence[Item]) -> tuple[str, ...]:
    """Titles of what stands there twice: chosen twice, or in two languages that this mail shows as one."""
    times = Counter(item.guid for item in items)
    return tuple(dict.fromkeys(item.title for item in items if times[item.guid] > 1))


def check_compilations(compilations: Sequence[Compilation]) -> list[Finding]:
    return [finding for compilation in compilations for finding in check(facts_of(compilation))]


def check_issue(*, issue: Issue, now: datetime) -> list[Finding]:
    """Freeze the issue as it stands and check each language; raises NothingToSend without any text."""
    return check_compilations(compile_issue(issue=issue, now=now))


@transaction.atomic
def approve_issue(*, issue: Issue, user: User, now: datetime) -> list[Compilation]:
    """Approve every language as it stands.

    Raises NothingToSend without a compilation of the present content, HasErrors if a check finds an error; then
    nothing is approved.
    """
    compilations = current_compilations(issue)
    if not compilations or len(compilations) != len(issue.languages):
        raise NothingToSend(issue=issue)
    errors = [finding for finding in check_compilations(compilations) if finding.severity is Severity.ERROR]
    if errors:
        raise HasErrors(issue=issue, findings=errors)
    for compilation in compilations:
        if compilation.approved_at is None:
            compilation.approved_by, compilation.approved_at = user, now
            compilation.save(update_fields=["approved_by", "approved_at"])
    return compilations


def approved_compilations(issue: Issue) -> list[Compilation]:
    """The approved mails of the issue as it stands; empty as soon as it is edited."""
    compilations = current_compilations(issue)
    approved = [compilation for compilation in compilations if compilation.approved_at]
    return approved if len(approved) == len(issue.languages) else []
