"""The first screen, and the one that asks which organisation was meant."""

import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.forms import AddressField
from core.public_forms import PublicForm
from deeds.models import DeedSubmission
from deeds.screening.guard import WordsForm
from deeds.submitting import organisations
from deeds.submitting.drafting import Part
from deeds.submitting.forms.steps import OneLineField, StepForm
from mail.addresses import keyed_hash, normalise_address
from registers.business_ids import normal_business_id
from registers.models import Municipality, Organisation
from registers.names import called, like

NEW = "new"
NEEDED_OF_NEW = ("name_fi", "name_sv", "type", "business_id")
OF_NEW = (*NEEDED_OF_NEW, "municipality")


class BeginForm(WordsForm, PublicForm):
    """Who writes and for whom: enough to begin a draft."""

    purpose = "deeds.begin"
    address = AddressField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send you a link to your deed. The address is never shown to anybody."),
    )
    employer = OneLineField(
        label=gettext_lazy("Your organisation"),
        help_text=gettext_lazy(
            "A municipality, a wellbeing services county, a unit of one or another employer, by any name of it."
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": gettext_lazy("Write the name of your organisation.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, shown={"key": secrets.token_urlsafe(12)}, **kwargs)

    @property
    def key(self) -> str:
        """The same for the same form sent twice; a form that somebody else sees in a cache makes another."""
        address = normalise_address(self.cleaned_data["address"])
        return keyed_hash("deeds.begin", self.was_shown.get("key", ""), address)


class LinkAgainForm(forms.Form):
    """Once more the link; the address is written anew, for it may have been mistyped."""

    address = AddressField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Write it again: perhaps the first one had a typing error."),
    )


class OrganisationForm(StepForm):
    """One of those that were found, or a new one with its names, type and business ID."""

    asked = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    found = forms.ChoiceField(
        label=gettext_lazy("Which one is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose your organisation, or describe it.")},
    )
    name_fi = OneLineField(label=gettext_lazy("Name in Finnish"), max_length=200, required=False)
    name_sv = OneLineField(label=gettext_lazy("Name in Swedish"), max_length=200, required=False)
    type = forms.ChoiceField(label=gettext_lazy("Type"), required=False)
    business_id = OneLineField(
        label=gettext_lazy("Business ID"),
        help_text=gettext_lazy("Seven digits, a hyphen and a check digit, for example 1234567-1."),
        max_length=20,
        required=False,
    )
    municipality = OneLineField(
        label=gettext_lazy("Municipality"),
        help_text=gettext_lazy("Where it is."),
        max_length=100,
        required=False,
    )

    def __init__(self, data: Any = None, *, submission: DeedSubmission, asked: str = "") -> None:
        self.words = (
            (data or {}).get("asked", "") or asked or str(submission.new_organisation.get("asked", ""))
        )
        super().__init__(data, submission=submission)
        results = organisations.search(self.words, language=submission.language)
        for name in NEEDED_OF_NEW:
            # The page must not call them optional, nor the browser ask for them where the organisation is found.
            self.fields[name].is_needed_of_new = True  # type: ignore[attr-defined]  # templates/components/field.html
        self.fields["found"].choices = self._choices(results)  # type: ignore[attr-defined]  # a ChoiceField has them
        self.fields["type"].choices = [("", _("Choose")), *Organisation.Type.choices]  # type: ignore[attr-defined]  # likewise

    def _choices(self, results: list[organisations.Found]) -> list[tuple[str, str]]:
        kinds = {**dict(Organisation.Type.choices), "unit": _("unit")}
        chosen = organisations.key_of(self.submission)
        rows = [(found.key, f"{found.name} ({kinds[found.kind]})") for found in results]
        if chosen not in {"", NEW, *(key for key, _label in rows)}:
            rows.insert(0, (chosen, self._chosen_name()))
        return [*rows, (NEW, _("None of these: I describe it below"))]

    def _chosen_name(self) -> str:
        unit = organisations.unit_of(self.submission)
        language = self.submission.language
        return unit.label_in(language) if unit else organisations.name_of(self.submission, language)

    def first_values(self) -> dict[str, Any]:
        given = self.submission.new_organisation
        names = ("name_fi", "name_sv", "type", "business_id")
        values = {} if given.get("key") else {name: given.get(name, "") for name in names}
        here = Municipality.objects.filter(code=given.get("municipality") or "-").first()
        return {
            "asked": self.words,
            "found": organisations.key_of(self.submission),
            **values,
            "municipality": here.name_in(self.submission.language) if here and not given.get("key") else "",
        }

    def clean_business_id(self) -> str:
        given: str = self.cleaned_data["business_id"]
        if not given:
            return ""
        normal = normal_business_id(given)
        if normal is None:
            raise ValidationError(
                _("“%(given)s” is no business ID: its check digit does not match. Look it up once more."),
                "business_id",
                {"given": given},
            )
        return normal

    def clean_municipality(self) -> str:
        given: str = self.cleaned_data["municipality"]
        if not given:
            return ""
        rows = list(Municipality.objects.all())
        if match := called(rows, given):
            return match[0].code
        near = ", ".join(row.name_in(self.submission.language) for row in like(rows, given, limit=3))
        raise ValidationError(unknown_municipality(given, near), "municipality")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("found") == NEW:
            self._check_new(cleaned)
        elif cleaned.get("found"):
            for name in OF_NEW:  # what was typed before one was found is not kept, so it cannot be wrong
                self.errors.pop(name, None)
        return cleaned

    def _check_new(self, cleaned: dict[str, Any]) -> None:
        named = cleaned.get("name_fi") or cleaned.get("name_sv")
        if not named and not {"name_fi", "name_sv"} & self.errors.keys():
            self.add_error(
                "name_fi", _("Write the organisation's name in Finnish, or in Swedish if it has no other.")
            )
        if not cleaned.get("type") and "type" not in self.errors:
            self.add_error("type", _("Choose what kind of organisation it is."))
        if not cleaned.get("business_id") and "business_id" not in self.errors:
            self.add_error("business_id", _("Write its business ID."))

    def part(self) -> Part:
        choice = self.cleaned_data.get("found", "")
        if not choice:
            return Part()
        texts = organisations.unit_texts(self.submission, choice)
        if choice != NEW:
            return Part(texts=texts, columns=organisations.chosen(choice))
        cleaned = dict(self.cleaned_data)
        cleaned["name_fi"] = cleaned.get("name_fi") or cleaned.get("name_sv", "")
        return Part(texts=texts, columns=organisations.described(cleaned))


def unknown_municipality(given: str, near: str) -> str:
    if near:
        return _("No municipality is called “%(given)s”. Did you mean: %(near)s?") % {
            "given": given,
            "near": near,
        }
    return _("No municipality is called “%(given)s”. Write its name as it is today.") % {"given": given}
