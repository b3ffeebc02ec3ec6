"""What the screen of one submission shows: its texts with the flags marked, what changed, its facts in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import LANGUAGE_NAMES
from deeds.facts import participant_names
from deeds.models import Deed, DeedSubmission
from deeds.models.shared import CostBand, HoursBand, Scale, Stage
from deeds.moderating.changes import Before, Change, pieces
from deeds.versioning.differences import Piece
from deeds.versioning.values import FIELD
from registers.models import ClientGroup, Goal, Municipality, Register, Sector, Theme

FLAG_WORDS = {
    "phone": gettext_lazy("a phone number"),
    "email": gettext_lazy("an e-mail address"),
    "name": gettext_lazy("perhaps a client's name"),
}
TEXTS = (
    "title", "unit", "goal", "result", "what_we_did", "measure_indicator", "measure_before", "measure_after",
    "measure_unit", "measure_period", "conditions", "did_not_work", "after_year", "cost_hours", "image_alt",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One text: marked where something was flagged, and word by word where it changed."""

    label: str
    html: SafeString
    difference: SafeString | None


@dataclass(frozen=True)
class Column:
    """The texts of one language."""

    language: str
    name: str
    texts: list[Shown]


def columns(submission: DeedSubmission, changed: Iterable[Change], before: Before | None) -> list[Column]:
    """Each language in which something is written, the author's first."""
    by_place = {(change.language, change.code): change for change in changed}
    languages = sorted(submission.texts, key=lambda language: language != submission.language)
    return [
        Column(
            language,
            LANGUAGE_NAMES.get(language, language),
            [
                Shown(
                    str(FIELD[code].label),
                    marked(text, _flags_of(submission, language, code)),
                    _difference(submission, before, by_place.get((language, code))),
                )
                for code in TEXTS
                if (text := str(submission.texts[language].get(code) or "").strip("\n"))
            ],
        )
        for language in languages
        if any(submission.texts[language].values())
    ]


def marked(text: str, flags: Sequence[Mapping[str, Any]]) -> SafeString:
    """The text as HTML with each flagged place in a <mark> that says in words what it may be."""
    parts: list[SafeString] = []
    end = 0
    for flag in sorted(flags, key=lambda flag: int(flag.get("start", 0))):
        excerpt = str(flag.get("excerpt", ""))
        start = text.find(excerpt, max(int(flag.get("start", 0)), end)) if excerpt else -1
        if start < 0:
            continue
        kind = str(flag.get("kind", ""))
        word = FLAG_WORDS.get(kind, gettext_lazy("look at this"))
        mark = '<mark class="moderation-flag">{}<span class="w-sr-only"> ({})</span></mark>'
        parts += [_lines(text[end:start]), format_html(mark, excerpt, word)]
        end = start + len(excerpt)
    return mark_safe("".join([*parts, _lines(text[end:])]))  # noqa: S308 — each part is escaped


def flag_lines(submission: DeedSubmission) -> list[tuple[str, str, str]]:
    """(what it may be, the words, where) of each flag."""
    return [
        (
            str(FLAG_WORDS.get(flag.get("kind", ""), _("look at this"))),
            str(flag.get("excerpt", "")),
            _place(flag),
        )
        for flag in submission.flags
    ]


def fact_lines(submission: DeedSubmission) -> list[tuple[str, str]]:
    """The facts in words, for whoever reads before publishing; unknown codes as they are."""
    facts = submission.facts
    people = participant_names()
    pairs = [
        (_("Sector"), _sectors(facts)),
        (_("Themes"), _names(Theme, facts.get("themes"))),
        (_("Client groups"), _names(ClientGroup, facts.get("client_groups"))),
        (_("Municipalities"), _names(Municipality, facts.get("municipalities"))),
        (_("Who took part"), ", ".join(str(people.get(code, code)) for code in facts.get("participants") or [])),
        (_("Time"), " – ".join(_day(facts.get(name)) for name in ("start_date", "end_date") if facts.get(name))),
        (_("Stage"), _choice(Stage, facts.get("stage"))),
        (_("Scale"), _choice(Scale, facts.get("scale"))),
        (_("Costs"), _choice(CostBand, facts.get("cost_band"))),
        (_("Hours of work"), _choice(HoursBand, facts.get("hours_band"))),
        (_("Programme goal"), _names(Goal, [facts["goal_code"]] if facts.get("goal_code") else [])),
        (_("Inspired by"), _deed(facts.get("inspired_by"))),
        (_("Reason for retiring"), _choice(Deed.Ground, facts.get("ground"))),
        (_("In the author's words"), str(facts.get("reason") or "")),
        (_("Replaced by"), _deed(facts.get("replaced_by"))),
    ]  # fmt: skip
    return [(str(label), value) for label, value in pairs if value]


def links(submission: DeedSubmission) -> list[tuple[str, str]]:
    """(address, words), as text: nobody follows a stranger's link by accident."""
    return [(link.get("url", ""), link.get("text", "")) for link in submission.facts.get("links") or []]


def _flags_of(submission: DeedSubmission, language: str, code: str) -> list[Mapping[str, Any]]:
    return [
        flag for flag in submission.flags if (flag.get("language"), flag.get("field")) == (language, code)
    ]


def _difference(
    submission: DeedSubmission, before: Before | None, change: Change | None
) -> SafeString | None:
    if before is None or change is None:
        return None
    return format_html_join("", "{}", ((_piece(piece),) for piece in pieces(submission, before, change)))


def _piece(piece: Piece) -> SafeString:
    tags = {"added": "<ins>{}</ins>", "removed": "<del>{}</del>"}
    return format_html(tags.get(piece.kind, "{}"), _lines(piece.text))


def _lines(text: str) -> SafeString:
    return mark_safe(escape(text).replace("\n", "<br>"))  # noqa: S308 — escaped just here


def _place(flag: Mapping[str, Any]) -> str:
    field = FIELD.get(str(flag.get("field", "")))
    return f"{field.label if field else ''} ({flag.get('language', '')})"


def _sectors(facts: Mapping[str, Any]) -> str:
    whole = [_("Whole organisation")] if facts.get("whole_organisation") else []
    return ", ".join([*whole, *filter(None, [_names(Sector, facts.get("sectors"))])])


def _names(model: type[Register], codes: Any) -> str:
    if not codes:
        return ""
    known = {row.code: row.name for row in model._default_manager.filter(code__in=codes)}
    return ", ".join(str(known.get(code, code)) for code in codes)


def _choice(choices: Any, code: Any) -> str:
    return str(dict(choices.choices).get(code, code or ""))


def _day(text: str) -> str:
    day = parse_date(text)
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else text


def _deed(number: Any) -> str:
    deed = Deed.objects.filter(number=number).first() if number else None
    return str(deed or "")
