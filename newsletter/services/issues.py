"""Writing issues: new ones, and past ones that were sent elsewhere and belong into the archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from core.html import clean_words
from newsletter.models import Issue, IssueText, Newsletter
from newsletter.services.compiling import compile_issue
from syndication.blocks import Choice


@dataclass(frozen=True, slots=True)
class IssueTexts:
    """What an issue says in one language: `intro` and `outro` are simple HTML."""

    subject: str
    preheader: str
    intro: str = ""
    outro: str = ""


@transaction.atomic
def create_issue(
    *,
    newsletter: Newsletter,
    name: str,
    items: Sequence[tuple[str, str]],
    texts: Mapping[str, IssueTexts],
    user: User | None,
    now: datetime,
) -> Issue:
    """Write an issue: items as (source, ref) in the order of reading, texts by language code."""
    issue = Issue(newsletter=newsletter, name=clean_words(name))
    issue.items = [("items", {"items": [Choice(source, ref) for source, ref in items]})]
    issue.texts = [
        IssueText(
            language=language,
            subject=text.subject,
            preheader=text.preheader,
            intro=text.intro,
            outro=text.outro,
        )
        for language, text in clean_words(dict(texts)).items()
    ]
    issue.full_clean()
    for text in issue.texts.all():
        text.full_clean(exclude=["issue"])
    issue.save()
    # Whoever may write an issue may save it; publishing here only makes the row equal its first revision.
    issue.save_revision(user=user).publish(user=user, skip_permission_checks=True)
    issue.refresh_from_db()
    return issue


@transaction.atomic
def record_past_issue(*, issue: Issue, user: User | None, sent_at: datetime, now: datetime) -> Issue:
    """Put an issue that went out by other means into the archive: frozen, marked as sent, mailed to nobody."""
    for compilation in compile_issue(issue=issue, now=now):
        compilation.approved_by, compilation.approved_at = user, now
        compilation.save(update_fields=["approved_by", "approved_at"])
    issue.sent_at = sent_at
    issue.save(update_fields=["sent_at"])
    return issue
