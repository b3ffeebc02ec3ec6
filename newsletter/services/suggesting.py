"""What the next issue could bring, and the issue that begins like the last one."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from newsletter.blocks import ItemsBlock
from newsletter.content import choices_by_block
from newsletter.errors import EditedSince
from newsletter.models import Edition, Issue, IssueText, Newsletter
from newsletter.services.issues import save_new_issue
from newsletter.services.mailed import mentions_of
from syndication.items import Item
from syndication.remarks import Pair
from syndication.sources import resolve_refs, sources, suggested_pairs

FIRST_ISSUE_LOOKS_BACK = timedelta(days=60)
MOST_HITS, MOST_SUGGESTED = 100, 40  # per source; in all


@dataclass(frozen=True, slots=True)
class Wish:
    """What an editor wants suggested: `sources` and `topics` by key, none of which means all; items in `language`,
    or, if `is_in_language`, only those whose words are in it."""

    language: str
    sources: Collection[str] = ()
    topics: Collection[str] = ()
    is_in_language: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    source: str
    ref: str
    item: Item

    def __str__(self) -> str:
        return f"{self.source}:{self.ref}"


def last_sent_at(newsletter: Newsletter) -> datetime | None:
    gone = Edition.objects.gone().filter(issue__newsletter=newsletter)
    newest: datetime | None = gone.aggregate(newest=Max("sent_at"))["newest"]
    return newest


def suggestions(*, issue: Issue, wish: Wish, now: datetime) -> list[Suggestion]:
    """What was published since the newsletter's last issue and that it has not mailed yet, newest first.

    On top stands what the sources themselves recommend (the deed of the week). What is in the issue is left out.
    """
    since = last_sent_at(issue.newsletter) or now - FIRST_ISSUE_LOOKS_BACK
    wanted = [source for source in sources if source.key in wish.sources or not wish.sources]
    keys = {source.key for source in wanted}
    recommended = [pair for pair in suggested_pairs(now=now) if pair[0] in keys]
    hits = [
        (hit.date, (source.key, hit.ref))
        for source in wanted
        for hit in source.search("", language=wish.language, limit=MOST_HITS)
        if hit.date > since
    ]
    newest = [pair for _date, pair in sorted(hits, reverse=True)]
    fresh = _not_brought(list(dict.fromkeys([*recommended, *newest])), issue)
    items = resolve_refs(fresh, language=wish.language)
    found = [Suggestion(*pair, items[pair]) for pair in fresh if pair in items]
    return [suggestion for suggestion in found if _is_wanted(suggestion.item, wish)][:MOST_SUGGESTED]


def _not_brought(pairs: Sequence[Pair], issue: Issue) -> list[Pair]:
    mailed = mentions_of(pairs, newsletter=issue.newsletter_id)
    chosen = {(choice.source, choice.ref) for _block, choice in choices_by_block(issue)}
    return [pair for pair in pairs if pair not in mailed and pair not in chosen]


def _is_wanted(item: Item, wish: Wish) -> bool:
    is_on_topic = not wish.topics or bool(set(wish.topics) & set(item.topics))
    return is_on_topic and (item.language == wish.language or not wish.is_in_language)


@transaction.atomic
def fill_issue(*, issue: Issue, pairs: Sequence[Pair], user: User | None) -> int:
    """Put items into the issue as last edited, in a revision of its own; its key, by which it is undone.

    The first one goes into an empty lead, the others into the first empty cards, else below the last ones.
    """
    raw = [dict(block) for block in issue.items.get_prep_value()]
    left = list(pairs)
    lead = next((block for block in raw if block["type"] == "lead" and not block["value"].get("item")), None)
    if lead is None and not raw:
        lead = _new_block("lead", {"item": None})
        raw.append(lead)
    if lead and left:
        lead["value"] = {**lead["value"], "item": _stored(left.pop(0))}
    if left:
        _extend(_cards(raw), left)
    issue.items = json.dumps(raw)
    return int(issue.save_revision(user=user).pk)


def _cards(raw: list[dict[str, Any]]) -> dict[str, Any]:
    """The block that takes cards; a new one, at the end, where the issue has none."""
    cards = [block for block in raw if block["type"] == "cards"]
    empty = [block for block in cards if not block["value"].get("items")]
    if not cards:
        raw.append(_new_block("cards", {"layout": "one", "items": []}))
        return raw[-1]
    return empty[0] if empty else cards[-1]


def _extend(cards: dict[str, Any], pairs: Sequence[Pair]) -> None:
    added = [{"type": "item", "value": _stored(pair), "id": str(uuid4())} for pair in pairs]
    cards["value"] = {**cards["value"], "items": [*(cards["value"].get("items") or []), *added]}


def _new_block(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}


def _stored(pair: Pair) -> dict[str, str]:
    source, ref = pair
    return {"source": source, "ref": ref}


@transaction.atomic
def undo_fill(*, issue: Issue, filled: int, user: User | None) -> None:
    """Make the issue as it was before a filling, known by its revision.

    Raises EditedSince if somebody edited the issue after it; then nothing is written.
    """
    newest = issue.revisions.order_by("-created_at", "-pk")[:2]
    if len(newest) < 2 or newest[0].pk != filled:
        raise EditedSince(issue=issue)
    newest[1].as_object().save_revision(user=user)


def last_issue(newsletter: Newsletter) -> Issue | None:
    """The issue that the next one can begin like: the last that went, else the newest."""
    issues = newsletter.issues.annotate(went_at=Max("editions__sent_at"))
    found: Issue | None = issues.exclude(went_at=None).order_by("-went_at").first()
    return found or newsletter.issues.order_by("-number").first()


@transaction.atomic
def begin_like(*, last: Issue, user: User | None) -> Issue:
    """A new issue with the structure and the own words of another one, and no items."""
    issue = Issue(newsletter=last.newsletter, name=_name(last))
    issue.items = [
        (
            child.block_type,
            child.block.emptied(child.value) if isinstance(child.block, ItemsBlock) else child.value,
        )
        for child in last.items
    ]
    issue.texts = [
        IssueText(
            language=text.language,
            subject=text.subject,
            preheader=text.preheader,
            intro=text.intro,
            outro=text.outro,
        )
        for text in last.texts.all()
    ]
    return save_new_issue(issue=issue, user=user)


def _name(last: Issue) -> str:
    longest = Issue._meta.get_field("name").max_length
    name = _("After %(name)s") % {"name": last.name}
    return name[:longest]
