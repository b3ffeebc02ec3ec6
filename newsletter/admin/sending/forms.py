"""What an editor fills in: which languages to approve, and which to send when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _


class LanguagesField(forms.MultipleChoiceField):
    """Some of an issue's languages, each by its own name."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, languages: Sequence[str]) -> None:
        self.choices = [(code, get_language_info(code)["name_local"]) for code in languages]
        self.initial = list(languages)


class ApproveForm(forms.Form):
    languages = LanguagesField()

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].offer(languages)  # type: ignore[attr-defined]  # a LanguagesField does


class SendForm(forms.Form):
    """Which languages to send and when, and the number of people typed as a promise that it was read.

    `people`: language -> how many would get it now, of the languages that may be sent.
    """

    languages = LanguagesField()
    at = forms.DateTimeField(required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    people = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, people: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people_by_language = people
        self.fields["languages"].offer(list(people))  # type: ignore[attr-defined]  # a LanguagesField does

    def clean_people(self) -> int:
        people: int = self.cleaned_data["people"]
        expected = sum(self.people_by_language[code] for code in self.cleaned_data.get("languages", []))
        if people != expected:
            raise forms.ValidationError(
                _("These languages go to %(expected)d people now. Look at the numbers and type that one.")
                % {"expected": expected}
            )
        return people

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at and at < timezone.now():
            raise forms.ValidationError(
                _("This time has passed. Choose a later one, or leave it empty to send now.")
            )
        return at
