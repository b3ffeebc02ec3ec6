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
from newsletter.services.variants import fits
from syndication.items import Item


def site_hosts() -> frozenset[str]:
    """Hosts that a mail may load from: the site's own, and where its media stand."""
    addresses = (settings.BASE_URL, settings.MEDIA_URL)
    return frozenset(host for host in (urlsplit(address).hostname for address in addresses) if host)


def facts_of(compilation: Compilation) -> Facts:
    """What the rules read of one frozen mail."""
    language, variant = compilation.language, compilation.variant
    chosen = chosen_items(compilation.issue, language)
    items = [entry.item for entry in chosen if entry.item]
    return Facts(
        language=language,
        subject=compilation.subject,
        preheader=compilation.preheader,
        html=compilation.html,
        text=compilation.text,
        site_hosts=site_hosts(),
        missing_items=tuple(f"{entry.source}:{entry.ref}" for entry in chosen if entry.item is None),
        items=len(compilation.item_refs),
        doubled_items=_doubled([item for item in items if fits(item, language=language, variant=variant)]),
    )


def _doubled(items: Sequence[Item]) -> tuple[str, ...]:
    """Titles of what stands there twice: chosen twice, or in two languages that this mail shows as one."""
    times = Counter(item.guid for item in items)
    return tuple(dict.fromkeys(item.title for item in items if times[item.guid] > 1))


def check_compilations(compilations: Sequence[Compilation]) -> list[Finding]:
    """What is wrong in the mails; a fault that several variants of a language share is named once."""
    findings = (finding for compilation in compilations for finding in check(facts_of(compilation)))
    return list(dict.fromkeys(findings))


def check_issue(*, issue: Issue, now: datetime) -> list[Finding]:
    """Freeze the issue as it stands and check each language; raises NothingToSend without any text."""
    return check_compilations(compile_issue(issue=issue, now=now))


@transaction.atomic
def approve_issue(
    *, issue: Issue, user: User, now: datetime, languages: Sequence[str] | None = None
) -> list[Compilation]:
    """Approve languages as they stand, by default every one that the issue has.

    Raises NothingToSend without a compilation of the present content, HasErrors if a check finds an error in one of
    these languages; then nothing is approved.
    """
    wanted = issue.languages if languages is None else list(languages)
    compilations = [mail for mail in current_compilations(issue) if mail.language in wanted]
    if not compilations or {mail.language for mail in compilations} != set(wanted):
        raise NothingToSend(issue=issue)
    errors = [finding for finding in check_compilations(compilations) if finding.severity is Severity.ERROR]
    if errors:
        raise HasErrors(issue=issue, findings=errors)
    for compilation in compilations:
        if compilation.approved_at is None:
            compilation.approved_by, compilation.approved_at = user, now
            compilation.save(update_fields=["approved_by", "approved_at"])
    return compilations


def approved_compilations(issue: Issue) -> dict[str, list[Compilation]]:
    """The approved mails of each language as it stands; a language is missing as soon as it is edited."""
    mails: dict[str, list[Compilation]] = {}
    for compilation in current_compilations(issue):
        mails.setdefault(compilation.language, []).append(compilation)
    return {language: found for language, found in mails.items() if all(mail.approved_at for mail in found)}
