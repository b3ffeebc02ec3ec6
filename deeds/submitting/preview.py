"""A submission as its readers would see it, for its author and for moderators."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import formats, translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from deeds.languages import title_in
from deeds.models import Deed, DeedSubmission
from deeds.models.shared import CostBand, HoursBand, Scale, Stage
from deeds.submitting.forms.facts import PARTICIPANT_NAMES
from deeds.submitting.organisations import name_of
from registers.models import ClientGroup, Goal, Municipality, Register, Sector, Theme


@dataclass(frozen=True)
class Words:
    """The texts of one language: (label, text) in the order of a deed's page."""

    language: str
    language_name: str
    title: str
    texts: list[tuple[str, str]]


@dataclass(frozen=True)
class Preview:
    """Everything that was filled in: texts by language, facts as (label, value), links."""

    organisation: str
    words: list[Words]
    facts: list[tuple[str, str]]
    links: list[dict[str, str]] = field(default_factory=list)


def preview(submission: DeedSubmission, language: str | None = None) -> Preview:
    """In the author's language, or in the reader's (a moderator's)."""
    language = language or submission.language
    with translation.override(language):
        codes = sorted(submission.texts, key=lambda code: code != submission.language)
        return Preview(
            organisation=name_of(submission, language),
            words=[words for code in codes if (words := _words(submission, code)).texts or words.title],
            facts=[(str(label), str(value)) for label, value in _facts(submission, language) if value],
            links=list(submission.facts.get("links", [])),
        )


def _words(submission: DeedSubmission, code: str) -> Words:
    texts = submission.texts[code]
    measured = [texts.get(name, "") for name in ("measure_indicator", "measure_period")]
    amounts = [texts.get(name, "") for name in ("measure_before", "measure_after")]
    rows = [
        (_("Goal"), texts.get("goal", "")),
        (_("Result"), texts.get("result", "")),
        (_("Unit"), texts.get("unit", "")),
        (_("What we did"), texts.get("what_we_did", "")),
        (_("How we know"), ", ".join(part for part in measured if part)),
        (_("Before and after"), _amounts(amounts, texts.get("measure_unit", ""))),
        (_("Conditions for adopting it"), texts.get("conditions", "")),
        (_("What did not work"), texts.get("did_not_work", "")),
        (_("After a year"), texts.get("after_year", "")),
        (_("Costs and work in words"), texts.get("cost_hours", "")),
    ]
    name = get_language_info(code)["name_local"].capitalize()
    return Words(code, name, texts.get("title", ""), [(label, text) for label, text in rows if text])


def _amounts(amounts: list[str], unit: str) -> str:
    return f"{' → '.join(part or '–' for part in amounts)} {unit}".strip() if any(amounts) else ""


def _facts(submission: DeedSubmission, language: str) -> list[tuple[str, str]]:
    facts = submission.facts
    whole = _("The whole organisation") if facts.get("whole_organisation") else ""
    sectors = _names(Sector, facts.get("sectors"), language)
    return [
        (_("Sectors"), ", ".join(part for part in (whole, sectors) if part)),
        (_("Themes"), _names(Theme, facts.get("themes"), language)),
        (_("Client groups"), _names(ClientGroup, facts.get("client_groups"), language)),
        (_("Programme goal"), _names(Goal, [facts.get("goal_code")], language)),
        (_("Where it was done"), _names(Municipality, facts.get("municipalities"), language)),
        (_("Who took part"), _participants(facts.get("participants", []))),
        (_("Start"), _day(facts.get("start_date"))),
        (_("End"), _day(facts.get("end_date"))),
        (_("Stage"), _label(Stage, facts.get("stage"))),
        (_("Scale"), _label(Scale, facts.get("scale"))),
        (_("Costs"), _label(CostBand, facts.get("cost_band"))),
        (_("Hours of work"), _label(HoursBand, facts.get("hours_band"))),
        (_("Inspired by"), _deed(facts.get("inspired_by"), language)),
        (_("Author"), _author(submission)),
    ]


def _names(model: type[Register], codes: Any, language: str) -> str:
    wanted = [code for code in codes or () if code]
    if not wanted:
        return ""
    rows = model._default_manager.filter(code__in=wanted)
    return ", ".join(sorted((row.name_in(language) for row in rows), key=str.casefold))


def _participants(codes: list[str]) -> str:
    return ", ".join(str(name) for code, name in PARTICIPANT_NAMES.items() if code in codes)


def _label(choices: Any, value: Any) -> str:
    return str(choices(value).label) if value in choices.values else ""


def _day(value: Any) -> str:
    return formats.date_format(date.fromisoformat(value), "DATE_FORMAT") if value else ""


def _deed(number: Any, language: str) -> str:
    deed = Deed.objects.live().filter(number=number).first() if number else None
    return f"{title_in(deed, language)} ({deed.number})" if deed else ""


def _author(submission: DeedSubmission) -> str:
    if not submission.shows_name:
        return ""
    return ", ".join(part for part in (submission.author_name, submission.author_role) if part)
