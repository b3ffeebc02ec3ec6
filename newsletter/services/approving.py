"""Approving: what is sent later is the compilation whose hash was approved here."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from newsletter.errors import HasErrors, NothingToSend
from newsletter.models import Compilation, Issue
from newsletter.services.checking import check_compilations
from newsletter.services.compiling import current_compilations


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
    errors = [finding for finding in check_compilations(compilations) if finding.is_error]
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
