"""A segment's rules as sentences that editors read."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from newsletter.rules import Kind, Rules
from newsletter.topics import every_group

KIND_WORDS = {
    Kind.ANY: gettext_lazy("at least one of these"),
    Kind.ALL: gettext_lazy("every one of these"),
    Kind.NONE: gettext_lazy("none of these"),
}


class FactWords:
    """Every fact that is offered, in one language; read once and used for many rows."""

    def __init__(self, language: str) -> None:
        self.groups = every_group(language)
        self.labels = {key: label for group in self.groups for key, label in group.choices}

    def of(self, key: str) -> str:
        """The words of a fact; a key that nobody offers any longer is shown as such."""
        return self.labels.get(key) or _("%(key)s (offered no longer)") % {"key": key}

    def in_order(self, keys: Iterable[str]) -> str:
        wanted = set(keys)
        known = [key for key in self.labels if key in wanted]
        return ", ".join(self.of(key) for key in known + sorted(wanted - self.labels.keys()))


def rules_in_words(rules: Rules, words: FactWords) -> list[str]:
    """One sentence for each thing asked of a reader."""
    sentences = [
        f"{KIND_WORDS[Kind(condition.kind)]}: {words.in_order(condition.keys)}"
        for condition in rules.conditions
    ]
    if rules.languages:
        names = (str(get_language_info(code)["name_local"]) for code in rules.languages)
        sentences.append(_("language: %(languages)s") % {"languages": ", ".join(names)})
    if rules.joined_since:
        sentences.append(_("joined on %(day)s or later") % {"day": _day(rules.joined_since)})
    if rules.joined_before:
        sentences.append(_("joined before %(day)s") % {"day": _day(rules.joined_before)})
    return sentences or [_("everyone")]


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
