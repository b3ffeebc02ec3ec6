"""What a check says: a fault, or that it could not look. What it passed is said by neither."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from newsletter.preflight.mail import Mail


class Severity(Enum):
    ERROR = "error"  # holds the language back
    WARNING = "warning"  # the editor decides


class Outcome(Enum):
    PASSED = "passed"
    FOUND = "found"
    UNCHECKED = "unchecked"  # nobody knows: never counted as passed


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `element` is where in the HTML, so that the block can be named."""

    detail: str = ""
    element: Any = None
    block: str = ""  # eight signs of the block's id, where the fact names it and no element does


@dataclass(frozen=True, slots=True)
class Unchecked:
    """One thing that could not be looked at, and why."""

    why: str
    element: Any = None


Answer = Fault | Unchecked


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of one language, or what could not be checked of it (`outcome`)."""

    rule: str
    severity: Severity
    language: str
    detail: str = ""
    block: str = ""  # the block of the issue that it concerns: the first eight signs of its id
    outcome: Outcome = Outcome.FOUND

    @property
    def is_error(self) -> bool:
        """Holds the language back until it is mended."""
        return self.severity is Severity.ERROR and self.outcome is Outcome.FOUND

    @property
    def is_open(self) -> bool:
        """Holds the language back until whoever approves says by name that it could not be checked."""
        return self.severity is Severity.ERROR and self.outcome is Outcome.UNCHECKED


@dataclass(frozen=True, slots=True)
class Rule:
    """`source`: the law, standard, mail provider's rule or public complaint that it comes from."""

    id: str
    severity: Severity
    check: Callable[[Mail], Iterator[Answer]]
    source: str

    def findings(self, mail: Mail) -> list[Finding]:
        """What it found, each thing once."""
        return list(dict.fromkeys(self._finding(mail, answer) for answer in self.check(mail)))

    def _finding(self, mail: Mail, answer: Answer) -> Finding:
        block = mail.page.block_of(answer.element) if answer.element is not None else ""
        if isinstance(answer, Unchecked):
            outcome, detail = Outcome.UNCHECKED, answer.why
        else:
            outcome, detail, block = Outcome.FOUND, answer.detail, block or answer.block
        return Finding(self.id, self.severity, mail.facts.language, detail, block, outcome)


@dataclass(frozen=True, slots=True)
class Result:
    """What one rule says of one mail: passed, or what it found and could not check."""

    rule: str
    severity: Severity
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        if any(finding.outcome is Outcome.FOUND for finding in self.findings):
            return Outcome.FOUND
        return Outcome.UNCHECKED if self.findings else Outcome.PASSED


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Errors first, then what an error's rule could not check, then warnings; else as they come."""
    return sorted(findings, key=lambda found: (not found.is_error, not found.is_open))
