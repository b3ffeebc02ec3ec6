"""Asking the web whether the links of an issue answer: begun when it is saved or by a button, done by a worker."""

from collections.abc import Iterable

from core.tasks import enqueue
from mail.mjml import MjmlError
from newsletter.models import Issue
from newsletter.services.compiling import render_issue
from newsletter.services.gathering.facts import web_addresses
from newsletter.services.gathering.guarded import Guard
from newsletter.services.gathering.web_links import (
    Asking,
    ask_all,
    forget_answers,
    known_answers,
    note_progress,
    own_guard,
    progress,
)


def links_to_ask(issue: Issue) -> list[str]:
    """The web addresses in any language of an issue, each once; those of a mail that does not compile are left out."""
    found: dict[str, None] = {}
    for language in issue.languages:
        try:
            found |= dict.fromkeys(web_addresses(issue, render_issue(issue=issue, language=language)))
        except MjmlError:
            continue
    return list(found)


def begin(*, issue: Issue, again: bool = False) -> int:
    """Let a worker ask what is not known, or (`again`) everything anew; how many addresses that are."""
    from newsletter.tasks import check_links  # the task calls this module

    wanted = links_to_ask(issue)
    if again:
        forget_answers(wanted)
    waiting = _unknown(wanted)
    if waiting:
        note_progress(_run(issue), 0, len(waiting))
        enqueue(check_links, issue=issue.pk)
    return len(waiting)


def ask_links(*, issue: Issue, guard: Guard | None = None) -> None:
    """Ask all that is not known of an issue as last edited, and keep the answers."""
    ask_all(_unknown(links_to_ask(issue)), guard=guard or own_guard(), run=_run(issue))


def how_far(issue: Issue) -> Asking | None:
    """The run that is on its way, or None."""
    found = progress(_run(issue))
    return found if found and found.is_running else None


def _unknown(addresses: Iterable[str]) -> list[str]:
    wanted = list(addresses)
    known = known_answers(wanted)
    return [address for address in wanted if address not in known]


def _run(issue: Issue) -> str:
    return f"issue-{issue.pk}"
