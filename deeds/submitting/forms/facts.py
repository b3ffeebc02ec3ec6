"""Screens of facts: where, when, who took part, what it is about, how far it went; and who is named."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.validators import near_year, web_address
from deeds.addresses import deed_at
from deeds.facets import WHOLE
from deeds.models import DeedSubmission
from deeds.models.shared import CostBand, HoursBand, Scale, Stage
from deeds.submitting.drafting import Part
from deeds.submitting.forms.begin import unknown_municipality
from deeds.submitting.forms.steps import OneLineField, StepForm
from deeds.submitting.rules import MOST_LINKS, MOST_THEMES
from registers.models import ClientGroup, Goal, Municipality, Register, Sector, Theme
from registers.names import called, like

PARTICIPANT_NAMES = {
    "management": gettext_lazy("Management"),
    "supervisors": gettext_lazy("Supervisors"),
    "staff": gettext_lazy("Staff"),
    "clients": gettext_lazy("Clients"),
    "partners": gettext_lazy("Partners"),
}
NOT_TOLD = ("", gettext_lazy("Not told"))


def register_choices(model: type[Register], language: str) -> list[tuple[str, str]]:
    rows = model._default_manager.current(on=timezone.localdate()).in_order(language)
    return [(row.code, row.name_in(language)) for row in rows]


def sector_choices(language: str) -> list[tuple[str, str]]:
    return [(WHOLE, _("The whole organisation")), *register_choices(Sector, language)]


def many(label: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=hint, required=False, widget=forms.CheckboxSelectMultiple
    )


def one_of(label: Any, choices: Any = (), hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, choices=choices, required=False)


def day(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the day as day, month and year.")},
        validators=[near_year],
    )


class TopicsForm(StepForm):
    """What it is about: sectors or the whole organisation, themes, client groups, the programme's goal."""

    sectors = many(gettext_lazy("Sectors"))
    themes = many(gettext_lazy("Themes"), gettext_lazy("At most five."))
    client_groups = many(gettext_lazy("Client groups"), gettext_lazy("If it concerns certain clients."))
    goal_code = one_of(
        gettext_lazy("Programme goal"), hint=gettext_lazy("The goal that this deed serves most.")
    )

    def __init__(self, data: Any = None, *, submission: DeedSubmission) -> None:
        super().__init__(data, submission=submission)
        language = submission.language
        choices = {
            "sectors": sector_choices(language),
            "themes": register_choices(Theme, language),
            "client_groups": register_choices(ClientGroup, language),
            "goal_code": [("", _("None in particular")), *register_choices(Goal, language)],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]  # a ChoiceField has them

    def first_values(self) -> dict[str, Any]:
        facts = self.submission.facts
        whole = [WHOLE] if facts.get("whole_organisation") else []
        names = ("themes", "client_groups", "goal_code")
        return {
            "sectors": [*whole, *facts.get("sectors", [])],
            **{name: facts.get(name, "") for name in names},
        }

    def clean_themes(self) -> list[str]:
        return at_most_five(self.cleaned_data["themes"])

    def part(self) -> Part:
        cleaned = self.cleaned_data
        names = ("themes", "client_groups", "goal_code")
        facts: dict[str, Any] = {name: cleaned[name] for name in names if name in cleaned}
        return Part(facts=facts | sector_facts(cleaned))


def at_most_five(themes: list[str]) -> list[str]:
    if len(themes) > MOST_THEMES:
        raise ValidationError(_("Choose at most five themes."), "themes")
    return themes


def sector_facts(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The ticks of a set of sectors, among which is the whole organisation, as facts."""
    if "sectors" not in cleaned:
        return {}
    ticked = cleaned["sectors"]
    return {"sectors": [code for code in ticked if code != WHOLE], "whole_organisation": WHOLE in ticked}


class FactsForm(StepForm):
    """Where and when it was done, by whom, how far it went, what it cost, and where more stands."""

    municipalities = OneLineField(
        label=gettext_lazy("Where it was done"),
        help_text=gettext_lazy("Municipalities with commas between. Empty: where the organisation is."),
        required=False,
        max_length=2000,
    )
    participants = many(gettext_lazy("Who took part"))
    start_date = day(gettext_lazy("Start"), gettext_lazy("When the work began."))
    end_date = day(gettext_lazy("End"), gettext_lazy("Leave empty if it goes on."))
    stage = one_of(gettext_lazy("Stage"), [NOT_TOLD, *Stage.choices])
    scale = one_of(gettext_lazy("Scale"), [NOT_TOLD, *Scale.choices])
    cost_band = one_of(gettext_lazy("Costs"), [NOT_TOLD, *CostBand.choices])
    hours_band = one_of(gettext_lazy("Hours of work"), [NOT_TOLD, *HoursBand.choices])
    inspired_by = OneLineField(
        label=gettext_lazy("Inspired by"),
        help_text=gettext_lazy("The number or address of the deed that gave the idea, if it stands here."),
        required=False,
        max_length=300,
    )
    links = forms.CharField(
        label=gettext_lazy("Links"),
        help_text=gettext_lazy(
            "One on each line, for example: https://www.example.fi/report The report of the trial. At most five."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, submission: DeedSubmission) -> None:
        super().__init__(data, submission=submission)
        self.fields["participants"].choices = list(PARTICIPANT_NAMES.items())  # type: ignore[attr-defined]  # likewise

    def first_values(self) -> dict[str, Any]:
        facts = self.submission.facts
        names = (
            "participants", "start_date", "end_date", "stage", "scale", "cost_band", "hours_band", "inspired_by",
        )  # fmt: skip
        return {
            **{name: facts.get(name) or "" for name in names},
            "municipalities": self._municipality_names(facts.get("municipalities", [])),
            "links": "\n".join(f"{link['url']} {link['text']}".strip() for link in facts.get("links", [])),
        }

    def _municipality_names(self, codes: list[str]) -> str:
        rows = {row.code: row for row in Municipality.objects.filter(code__in=codes)}
        return ", ".join(rows[code].name_in(self.submission.language) for code in codes if code in rows)

    def clean_municipalities(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["municipalities"].split(",") if name.strip()]
        rows = list(Municipality.objects.all()) if names else []
        codes = []
        for name in names:
            match = called(rows, name)
            if not match:
                near = ", ".join(row.name_in(self.submission.language) for row in like(rows, name, limit=3))
                raise ValidationError(unknown_municipality(name, near), "municipality")
            codes.append(match[0].code)
        return list(dict.fromkeys(codes))

    def clean_inspired_by(self) -> int | None:
        given = self.cleaned_data["inspired_by"]
        if not given:
            return None
        deed = deed_at(given)
        if deed is None:
            raise ValidationError(
                _("No published deed has this number or address. Look at it once more."), "deed"
            )
        return deed.number

    def clean_links(self) -> list[dict[str, str]]:
        lines = [line.split(None, 1) for line in self.cleaned_data["links"].splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(_("Leave at most five links."), "links")
        for url, *_rest in lines:
            web_address(url)
        return [{"url": url, "text": " ".join(rest)[:200]} for url, *rest in lines]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("start_date"), cleaned.get("end_date")
        if start and end and end < start:
            self.add_error("end_date", _("The end is before the start."))
        return cleaned

    def part(self) -> Part:
        names = (
            "municipalities", "participants", "start_date", "end_date", "stage", "scale", "cost_band",
            "hours_band", "inspired_by", "links",
        )  # fmt: skip
        return Part(
            facts={name: _plain(self.cleaned_data[name]) for name in names if name in self.cleaned_data}
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class AuthorForm(StepForm):
    """Name and role, shown only if ticked."""

    shows_name = forms.BooleanField(label=gettext_lazy("Show my name and role with the deed"), required=False)
    author_name = OneLineField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    author_role = OneLineField(
        label=gettext_lazy("Role"),
        help_text=gettext_lazy("For example: head nurse."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    names = ("shows_name", "author_name", "author_role")

    def first_values(self) -> dict[str, Any]:
        return {name: getattr(self.submission, name) for name in self.names}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("shows_name") and not cleaned.get("author_name") and "author_name" not in self.errors:
            self.add_error("author_name", _("Write the name that is shown, or take the tick away."))
        return cleaned

    def part(self) -> Part:
        return Part(
            columns={name: self.cleaned_data[name] for name in self.names if name in self.cleaned_data}
        )
