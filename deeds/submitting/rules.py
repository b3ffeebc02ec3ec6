"""What a deed may hold and must hold: lengths, what is missing. No form and no database."""

from collections.abc import Mapping
from typing import Any

from deeds.models import DeedSubmission
from deeds.models.pages import ANSWER_LENGTH, MOST_THEMES, TITLE_LENGTH

REQUIRED = ("title", "goal", "result")
TEXT_LENGTHS: Mapping[str, int] = {
    "title": TITLE_LENGTH,
    "goal": ANSWER_LENGTH,
    "result": ANSWER_LENGTH,
    "unit": 120,
    "what_we_did": 6000,
    "conditions": ANSWER_LENGTH,
    "did_not_work": ANSWER_LENGTH,
    "after_year": ANSWER_LENGTH,
    "measure_indicator": 200,
    "measure_before": 80,
    "measure_after": 80,
    "measure_unit": 80,
    "measure_period": 120,
    "cost_hours": 300,
    "image_alt": 250,
}
LONGEST_KEPT = 20_000  # of one text in a draft, however long it is: the author shortens it later
MOST_LINKS = 5
__all__ = [
    "LONGEST_KEPT", "MOST_LINKS", "MOST_THEMES", "REQUIRED", "TEXT_LENGTHS",
    "has_organisation", "is_empty", "missing", "too_long",
    "whole_languages",
]  # fmt: skip


def has_organisation(submission: DeedSubmission) -> bool:
    """One of the register, or enough words to make it one."""
    return submission.organisation_id is not None or bool(submission.new_organisation.get("name_fi"))


def missing(submission: DeedSubmission) -> list[str]:
    """Names of what must be filled in, shortened or taken back before a submission can be sent in."""
    words = submission.words
    found = [] if has_organisation(submission) else ["organisation"]
    found += [name for name in REQUIRED if not str(words.get(name, "")).strip()]
    for language, texts in submission.texts.items():
        found += [
            name if language == submission.language else f"{language}.{name}" for name in too_long(texts)
        ]
        if language != submission.language:
            found += [f"{language}.{name}" for name in _half_written(texts)]
    if len(submission.facts.get("themes", ())) > MOST_THEMES:
        found.append("themes")
    return found


def too_long(texts: Mapping[str, Any]) -> list[str]:
    return [name for name, length in TEXT_LENGTHS.items() if len(str(texts.get(name, ""))) > length]


def _half_written(texts: Mapping[str, Any]) -> list[str]:
    """A second language is left out whole, or has what every page must have."""
    if not any(str(text).strip() for text in texts.values()):
        return []
    return [name for name in REQUIRED if not str(texts.get(name, "")).strip()]


def whole_languages(submission: DeedSubmission) -> list[str]:
    """Languages with title, goal and result, the author's own first: each gets a page."""
    whole = [
        language
        for language, words in submission.texts.items()
        if all(str(words.get(name) or "").strip() for name in REQUIRED)
    ]
    return sorted(whole, key=lambda language: language != submission.language)


def is_empty(submission: DeedSubmission) -> bool:
    """Whether nothing of a deed was written yet; a unit comes with the organisation."""
    written = ((name, text) for texts in submission.texts.values() for name, text in texts.items())
    return not any(str(text).strip() for name, text in written if name != "unit")
