"""A deed's facts in words, for its page, feeds and structured data."""

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import formats, translation
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from deeds.models import DeedPage


class FactLine(NamedTuple):
    label: str
    value: str


def fact_lines(page: "DeedPage", language: str) -> list[FactLine]:
    """What is known of a deed, in the order of interest; what nobody filled in is left out."""
    with translation.override(language):
        pairs = [*_whose(page, language), *_what(page, language), *_when_and_how(page, language)]
        return [FactLine(str(label), str(value)) for label, value in pairs if value]


def _whose(page: "DeedPage", language: str) -> list[tuple[str, str]]:
    shared = page.shared
    return [
        (_("Organisation"), shared.organisation.label_in(language)),
        (_("Unit"), page.unit),
        (_("Municipalities"), _names(shared.municipalities.all(), language)),
        (_("Who took part"), _participants(shared)),
    ]


def _what(page: "DeedPage", language: str) -> list[tuple[str, str]]:
    shared = page.shared
    sectors = _names(shared.sectors.all(), language)
    whole = _("Whole organisation") if shared.whole_organisation else ""
    return [
        (_("Sector"), ", ".join(part for part in (whole, sectors) if part)),
        (_("Themes"), _names(shared.themes.all(), language)),
        (_("Client groups"), _names(shared.client_groups.all(), language)),
        (_("Programme goal"), shared.programme_goal.name_in(language) if shared.programme_goal else ""),
    ]


def _when_and_how(page: "DeedPage", language: str) -> list[tuple[str, str]]:
    shared = page.shared
    cost = (shared.get_cost_band_display(), shared.get_hours_band_display(), page.cost_hours)
    return [
        (_("Time"), _time(shared)),
        (_("Stage"), shared.get_stage_display()),
        (_("Scale"), shared.get_scale_display()),
        (_("Costs and work"), "; ".join(str(part) for part in cost if part)),
    ]


def _names(rows: Any, language: str) -> str:
    return ", ".join(sorted((row.name_in(language) for row in rows), key=str.casefold))


def participant_names() -> dict[str, str]:
    """Who may have taken part, by code, in the active language."""
    return {
        "management": _("management"),
        "supervisors": _("supervisors"),
        "staff": _("staff"),
        "clients": _("clients"),
        "partners": _("partners"),
    }


def _participants(shared: "DeedPage") -> str:
    names = participant_names()
    return ", ".join(names[code] for code in shared.participants)


def _time(shared: "DeedPage") -> str:
    if shared.start_date is None:
        return ""
    start = formats.date_format(shared.start_date, "YEAR_MONTH_FORMAT")
    if shared.end_date is None:
        return _("from %(start)s") % {"start": start}
    return f"{start} – {formats.date_format(shared.end_date, 'YEAR_MONTH_FORMAT')}"


def json_ld_of_deed(page: "DeedPage", base: dict[str, Any]) -> dict[str, Any]:
    """schema.org Article: who did it, what it is about, and the licence to reuse it."""
    shared = page.shared
    organisation = {"@type": "Organization", "name": shared.organisation.name_in(page.language_code)}
    themes = [row.name_in(page.language_code) for row in shared.themes.all()]
    people = [_person(author.name, author.role) for author in page.authors]
    more = {
        "headline": page.title,
        "abstract": page.goal,
        "author": [organisation, *people] if people else organisation,
        "publisher": organisation,
        "license": shared.licence_url,
        "keywords": sorted(themes),
        "dateCreated": iso_date(shared.start_date),
        "identifier": str(page.number or ""),
    }
    return base | {key: value for key, value in more.items() if value}


def _person(name: str, role: str) -> dict[str, str]:
    return {"@type": "Person", "name": name} | ({"jobTitle": role} if role else {})


def iso_date(day: Any) -> str:
    return day.isoformat() if day else ""
