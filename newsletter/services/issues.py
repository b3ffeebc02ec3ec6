"""Writing issues: new ones, and past ones that were sent elsewhere and belong into the archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Min

from core.html import clean_words
from newsletter.models import Compilation, Edition, Issue, IssueText, Newsletter, OtherLanguages, Segment
from newsletter.services.compiling import compile_issue
from syndication.blocks import Choice
from syndication.sources import suggested_pairs


@dataclass(frozen=True, slots=True)
class IssueTexts:
    """What an issue says in one language: `intro` and `outro` are simple HTML."""

    subject: str
    preheader: str
    intro: str = ""
    outro: str = ""


LOOKS_BACK = 10  # issues: what stood in one of them is not suggested again


def suggested_items(*, now: datetime) -> list[tuple[str, str]]:
    """What the sources suggest for the next issue and no newsletter brought lately, as (source, ref)."""
    sent = Issue.objects.annotate(went_at=Min("editions__sent_at")).exclude(went_at=None)
    compilations = Compilation.objects.filter(issue__in=list(sent.order_by("-went_at")[:LOOKS_BACK]))
    brought = {
        (source, ref)
        for refs in compilations.values_list("item_refs", flat=True)
        for source, ref, *_more in refs
    }
    return [pair for pair in suggested_pairs(now=now) if pair not in brought]


def item_blocks(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, Any]]:
    """Items as an issue's blocks, in the order of reading: the first one large, the others as cards."""
    chosen = [Choice(source, ref) for source, ref in pairs]
    lead: list[tuple[str, Any]] = [("lead", {"item": chosen[0]})] if chosen else []
    return lead + ([("cards", {"layout": "one", "items": chosen[1:]})] if chosen[1:] else [])


def draft_issue(*, now: datetime) -> Issue:
    """An issue that is not saved yet, with the suggested items on top: what the editor begins with."""
    return Issue(items=item_blocks(suggested_items(now=now)))


@transaction.atomic
def create_issue(
    *,
    newsletter: Newsletter,
    name: str,
    items: Sequence[tuple[str, str]] = (),
    blocks: Sequence[tuple[str, Any]] = (),
    texts: Mapping[str, IssueTexts],
    segment: Segment | None = None,
    user: User | None,
    now: datetime,
) -> Issue:
    """Write an issue: items as (source, ref) in the order of reading, or blocks as (type, value); texts by language.

    A segment narrows who gets it.
    """
    issue = Issue(newsletter=newsletter, name=clean_words(name), segment=segment)
    issue.items = [*item_blocks(items), *clean_words(list(blocks))]
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
    return save_new_issue(issue=issue, user=user)


def save_new_issue(*, issue: Issue, user: User | None) -> Issue:
    """Check and store an issue with its first revision; raises ValidationError."""
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
        if compilation.variant == OtherLanguages.ANY:
            Edition.objects.create(
                issue=issue, language=compilation.language, compilation=compilation, sent_at=sent_at
            )
    return issue
