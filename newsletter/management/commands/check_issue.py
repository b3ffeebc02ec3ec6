import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from core.numbers import read_number
from newsletter.admin.words import hint
from newsletter.models import Issue
from newsletter.preflight import Finding, Outcome, Result
from newsletter.services.checking import examine_language
from newsletter.services.link_checking import ask_links


class Command(BaseCommand):
    help = "Check an issue as it stands, in each of its languages. Writes nothing; fails where a language is held up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "issue", metavar="ISSUE", help="The issue's id, or newsletter:number, such as letter:12."
        )
        parser.add_argument("--language", metavar="CODE", help="Check one language only.")
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="What every rule says, as JSON."
        )
        parser.add_argument(
            "--no-links", action="store_true", help="Ask no other site whether a link answers."
        )

    def handle(
        self, *, issue: str, language: str | None, as_json: bool, no_links: bool, **options: object
    ) -> None:
        found = _find(issue)
        if language and language not in dict(settings.LANGUAGES):
            raise CommandError(
                f"{language!r} is no language of the site. Give one of {', '.join(dict(settings.LANGUAGES))}."
            )
        languages = [language] if language else found.languages
        if not languages:
            raise CommandError(f"Issue “{found}” has no text in any language. Write one first.")
        if not no_links:
            ask_links(issue=found)
        results = {code: examine_language(issue=found, language=code) for code in languages}
        if as_json:
            self.stdout.write(
                json.dumps({code: list(map(_as_json, rows)) for code, rows in results.items()}, indent=1)
            )
        else:
            for code, rows in results.items():
                self._say(code, rows)
        held = [
            code for code, rows in results.items() if any(_holds_up(finding) for finding in _findings(rows))
        ]
        if held:
            raise CommandError(
                f"Held up: {', '.join(held)}. Mend what is wrong, or look at what was not checked."
            )

    def _say(self, language: str, rows: list[Result]) -> None:
        passed = sum(row.outcome is Outcome.PASSED for row in rows)
        self.stdout.write(f"{language}: {passed} of {len(rows)} checks passed.")
        with translation.override("en"):
            for finding in _findings(rows):
                kind = "not checked" if finding.outcome is Outcome.UNCHECKED else finding.severity.value
                block = f" (block {finding.block})" if finding.block else ""
                self.stdout.write(
                    f"  {kind}: {finding.rule}{block}: {hint(finding)} {finding.detail}".rstrip()
                )


def _find(name: str) -> Issue:
    """The issue as last edited. Raises CommandError."""
    newsletter, _colon, number = name.rpartition(":")
    if read_number(number) is None:
        raise CommandError(f"{name!r} names no issue. Give its id, or newsletter:number, such as letter:12.")
    wanted = {"newsletter__slug": newsletter, "number": number} if newsletter else {"pk": number}
    found = Issue.objects.filter(**wanted).first()
    if found is None:
        raise CommandError(f"There is no issue {name}.")
    latest: Issue = found.get_latest_revision_as_object()
    return latest


def _findings(rows: list[Result]) -> list[Finding]:
    return [finding for row in rows for finding in row.findings]


def _holds_up(finding: Finding) -> bool:
    return finding.is_error or finding.is_open


def _as_json(row: Result) -> dict[str, Any]:
    return {
        "rule": row.rule,
        "severity": row.severity.value,
        "outcome": row.outcome.value,
        "findings": [
            {"outcome": finding.outcome.value, "detail": finding.detail, "block": finding.block}
            for finding in row.findings
        ],
    }
