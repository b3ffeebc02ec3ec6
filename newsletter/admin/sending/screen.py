"""What the screen shows: each language with its mails, findings and readers, and each run with its numbers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import get_language

from newsletter.admin.segment_words import FactWords, rules_in_words
from newsletter.admin.sending.forms import ApproveForm, SendBackForm, WhenForm
from newsletter.admin.sending.turns import turn_of
from newsletter.admin.words import hint
from newsletter.errors import NothingToSend
from newsletter.models import Compilation, Dispatch, DispatchState, Edition, Issue
from newsletter.preflight import Finding
from newsletter.services.audience import AudienceCount, count_audience, offer_of, one_for_all
from newsletter.services.checking import check_compilations, check_language
from newsletter.services.compiling import ChosenItem, chosen_items, compile_issue
from newsletter.services.controlling import OPEN
from newsletter.services.corrected import count_mailed_before
from newsletter.services.dispatching import unsent_languages
from newsletter.services.following import corrected_languages
from newsletter.services.link_checking import how_far
from newsletter.services.progress import progress_of


@dataclass(frozen=True, slots=True)
class MailCheck:
    """One variant of a language: the frozen mail, how many get it, and the titles of chosen items that it leaves out."""

    compilation: Compilation
    people: int
    without: list[str] = field(default_factory=list)

    @property
    def items(self) -> int:
        return len(self.compilation.item_refs)


@dataclass(frozen=True, slots=True)
class LanguageCheck:
    """One language on the screen; `edition` once it went or waits to go, `audience` as long as it has not."""

    language: str
    mails: list[MailCheck]
    findings: list[tuple[Finding, str]] = field(default_factory=list)
    audience: AudienceCount | None = None
    edition: Edition | None = None

    @property
    def first(self) -> Compilation:
        return self.mails[0].compilation

    @property
    def has_errors(self) -> bool:
        return any(finding.is_error for finding, _hint in self.findings)

    @property
    def is_approved(self) -> bool:
        return all(mail.compilation.approved_at for mail in self.mails)

    @property
    def has_choice(self) -> bool:
        """Whether readers get different things by what they chose about other languages."""
        return set(self.first.variants.values()) != {self.first.variant}


def context_of(issue: Issue, user: User, send_form: WhenForm | None = None) -> dict[str, Any]:
    now = timezone.now()
    editions = {edition.language: edition for edition in issue.editions.select_related("dispatch")}
    corrected = corrected_languages(issue)
    unsent = [*unsent_languages(issue), *corrected]
    gone = {language: edition for language, edition in editions.items() if language not in corrected}
    checks = [*_unsent_checks(issue, unsent, now), *_gone_checks(gone)]
    ready = {
        check.language: check.audience.people
        for check in checks
        if check.audience and check.is_approved and check.language not in corrected
    }
    waiting = [c.language for c in checks if c.audience and not c.is_approved and not c.has_errors]
    return {
        "issue": issue,
        "checks": checks,
        "without_letter": _without_letter(issue, checks, now),
        "with_errors": [check for check in checks if check.has_errors],
        "approve_form": ApproveForm(languages=waiting, unchecked=_unchecked(checks, waiting))
        if waiting
        else None,
        "faults": _faults(issue, checks),
        "links": how_far(issue),
        "can_check_links": any(check.audience for check in checks),
        "shown": [mail.compilation.sha256 for c in checks if c.language in waiting for mail in c.mails],
        "turn": turn_of(issue, user),
        "back_form": SendBackForm(),
        "send_form": send_form or (WhenForm(people=ready) if ready else None),
        "segment_words": segment_words(issue),
        **runs_of(issue, now),
        "corrected": corrected,
        "has_correction": any(c.audience and c.is_approved and c.language in corrected for c in checks),
        "has_gone": any(edition.sent_at and edition.dispatch for edition in editions.values()),
        "archived": next((edition for edition in editions.values() if edition.dispatch is None), None),
    }


def _faults(issue: Issue, checks: Iterable[LanguageCheck]) -> list[tuple[str, list[tuple[Finding, str]]]]:
    """Languages whose template does not compile, with what is wrong: there is no mail to show of them."""
    broken = [code for code in issue.languages if code not in {check.language for check in checks}]
    return [
        (code, [(finding, hint(finding)) for finding in check_language(issue=issue, language=code)])
        for code in broken
    ]


def _unchecked(checks: Iterable[LanguageCheck], languages: Sequence[str]) -> list[tuple[str, str]]:
    """What could not be checked of the languages that wait for approval, as (rule, words), each rule once."""
    found = (pair for check in checks if check.language in languages for pair in check.findings)
    return list({finding.rule: words for finding, words in found if finding.is_open}.items())


def segment_words(issue: Issue) -> list[str]:
    if issue.segment is None:
        return []
    return rules_in_words(issue.segment.rules, FactWords(get_language() or settings.LANGUAGE_CODE))


def _unsent_checks(issue: Issue, languages: Collection[str], now: datetime) -> list[LanguageCheck]:
    if not languages:
        return []
    try:
        compilations = [mail for mail in compile_issue(issue=issue, now=now) if mail.language in languages]
    except NothingToSend:
        return []
    findings: dict[str, list[tuple[Finding, str]]] = {}
    for finding in check_compilations(compilations):
        findings.setdefault(finding.language, []).append((finding, hint(finding)))
    return [
        _unsent_check(issue, language, mails, findings.get(language, []), now)
        for language, mails in _by_language(compilations)
    ]


def _unsent_check(
    issue: Issue,
    language: str,
    mails: list[Compilation],
    findings: list[tuple[Finding, str]],
    now: datetime,
) -> LanguageCheck:
    count = count_audience if language in unsent_languages(issue) else count_mailed_before
    audience = count(issue=issue, offer=offer_of(mails), now=now)
    chosen = chosen_items(issue, language) if len(mails) > 1 else []
    shown = [
        MailCheck(mail, audience.variants.get(mail.variant, 0), _left_out_of(mail, chosen)) for mail in mails
    ]
    return LanguageCheck(language, shown, findings, audience)


def _left_out_of(mail: Compilation, chosen: Sequence[ChosenItem]) -> list[str]:
    held = {(source, ref) for source, ref, _language in mail.item_refs}
    return [entry.item.title for entry in chosen if entry.item and (entry.source, entry.ref) not in held]


def _gone_checks(editions: dict[str, Edition]) -> list[LanguageCheck]:
    return [
        LanguageCheck(language, _gone_mails(edition), edition=edition)
        for language, edition in editions.items()
    ]


def _gone_mails(edition: Edition) -> list[MailCheck]:
    if edition.dispatch is None:
        return [MailCheck(edition.compilation, 0)]
    part = edition.dispatch.languages.get(language=edition.language)
    mails = part.mails.select_related("compilation").order_by("pk")
    return [MailCheck(mail.compilation, mail.audience) for mail in mails]


def _by_language(compilations: Iterable[Compilation]) -> list[tuple[str, list[Compilation]]]:
    return [(language, list(mails)) for language, mails in groupby(compilations, lambda mail: mail.language)]


def _without_letter(issue: Issue, checks: Sequence[LanguageCheck], now: datetime) -> dict[str, int]:
    """Languages of the site in which the issue says nothing, with how many people would get it if it did."""
    present = {check.language for check in checks}
    topics = frozenset(topic for check in checks for topic in check.first.topics)
    counted = {
        code: count_audience(issue=issue, offer=one_for_all(code, topics), now=now).people
        for code, _name in settings.LANGUAGES
        if code not in present
    }
    return {code: people for code, people in counted.items() if people}


def runs_of(issue: Issue, now: datetime, dispatches: Iterable[Dispatch] | None = None) -> dict[str, Any]:
    """The issue's runs with their numbers; `signature` changes when other buttons are to be shown."""
    shown = issue.dispatches.exclude(frozen_at=None, state=DispatchState.CANCELLED)
    runs = progress_of(shown if dispatches is None else dispatches, now=now)
    return {
        "runs": runs,
        "signature": " ".join(f"{run.dispatch.pk}:{run.state}" for run in runs),
        "is_under_way": any(run.state in OPEN for run in runs),
    }
