"""What must hold before an issue goes: rules as pure functions of one frozen mail. Knows nothing of Django.

Gatherers (newsletter/services/gathering) fill the Facts; a rule that lacks one says that it could not check. Each
rule stands in docs/reference/preflight.md, and its words in newsletter/admin/words.py.
"""

from newsletter.preflight.facts import (
    Facts,
    ImageFile,
    LinkAnswer,
    LinkState,
    Sender,
    ShownItem,
    TemplateFault,
    Untranslated,
)
from newsletter.preflight.findings import Finding, Outcome, Result, Rule, Severity, in_order
from newsletter.preflight.mail import Mail
from newsletter.preflight.rules import RULES
from newsletter.preflight.rules.template import FIRST

__all__ = [
    "RULES",
    "Facts",
    "Finding",
    "ImageFile",
    "LinkAnswer",
    "LinkState",
    "Outcome",
    "Result",
    "Rule",
    "Sender",
    "Severity",
    "ShownItem",
    "TemplateFault",
    "Untranslated",
    "check",
    "examine",
    "in_order",
]


def examine(facts: Facts) -> list[Result]:
    """What each rule says of one mail, also those that passed, in the order of the rules.

    Without a text, or where the mail could not be compiled, there is no mail: then the first rules alone speak.
    """
    mail = Mail(facts)
    first = [_result(rule, mail) for rule in FIRST]
    if any(result.findings for result in first):
        return first
    return [*first, *(_result(rule, mail) for rule in RULES if rule not in FIRST)]


def _result(rule: Rule, mail: Mail) -> Result:
    return Result(rule.id, rule.severity, tuple(rule.findings(mail)))


def check(facts: Facts) -> list[Finding]:
    """Every fault of one mail and all that could not be checked: errors, open questions, warnings; else by rule."""
    return in_order([finding for result in examine(facts) for finding in result.findings])
