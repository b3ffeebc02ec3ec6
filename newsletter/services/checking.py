"""The checks of an issue, the same for the editor's screen, the command and the gate before approval."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from mail.mjml import MjmlError
from newsletter.errors import NothingToSend
from newsletter.models import Compilation, Issue
from newsletter.models.subscriptions import OtherLanguages
from newsletter.preflight import Facts, Finding, Result, check, examine, in_order
from newsletter.services.compiling import compile_issue, render_issue
from newsletter.services.gathering.facts import facts_of, without_mail


def check_compilations(compilations: Sequence[Compilation]) -> list[Finding]:
    """What is wrong in the mails; a fault that several variants of a language share is named once."""
    findings = [finding for mail in compilations for finding in check(facts_of(mail.issue, mail))]
    return in_order(list(dict.fromkeys(findings)))


def check_issue(*, issue: Issue, now: datetime) -> list[Finding]:
    """Freeze the issue as it stands and check each language of the site; raises NothingToSend without any text."""
    mails = compile_issue(issue=issue, now=now)
    return check_compilations(mails) + [
        finding
        for language in without_mails(mails, [code for code, _name in settings.LANGUAGES])
        for finding in check_language(issue=issue, language=language)
    ]


def without_mails(mails: Sequence[Compilation], languages: Sequence[str]) -> list[str]:
    """Those of the languages in which there is no mail: no text, or a template that does not compile."""
    present = {mail.language for mail in mails}
    return [language for language in languages if language not in present]


def check_language(*, issue: Issue, language: str) -> list[Finding]:
    """The checks of one language as the issue stands, its widest variant; writes nothing."""
    return check(_facts_as_it_stands(issue, language))


def examine_language(*, issue: Issue, language: str) -> list[Result]:
    """What each rule says of one language, also those that passed; writes nothing."""
    return examine(_facts_as_it_stands(issue, language))


def _facts_as_it_stands(issue: Issue, language: str) -> Facts:
    try:
        return facts_of(issue, render_issue(issue=issue, language=language, variant=OtherLanguages.ANY))
    except NothingToSend:
        return without_mail(issue, language)
    except MjmlError as fault:
        return without_mail(issue, language, fault)
