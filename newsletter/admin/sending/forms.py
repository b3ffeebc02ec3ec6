"""What an editor fills in: which languages to approve, which to send when, and the number of people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from newsletter import conf

LOCAL_TIME = "%Y-%m-%dT%H:%M"  # what a browser's field for a moment takes and gives


class LanguagesField(forms.MultipleChoiceField):
    """Some of an issue's languages, each by its own name."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, languages: Sequence[str]) -> None:
        self.choices = [(code, get_language_info(code)["name_local"]) for code in languages]
        self.initial = list(languages)


class ApproveForm(forms.Form):
    """`shown` are the hashes of the mails on the screen: exactly these are approved, or nothing is.

    `unchecked` are (rule, words) of what could not be checked, for the approver to answer for.
    """

    languages = LanguagesField()
    acknowledged = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    comment = forms.CharField(required=False, max_length=1000, label=gettext_lazy("Comment"))

    def __init__(
        self, *args: Any, languages: Sequence[str], unchecked: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unchecked = unchecked
        self.fields["acknowledged"].choices = unchecked  # type: ignore[attr-defined]  # a field of choices
        self.fields["languages"].offer(languages)  # type: ignore[attr-defined]  # a LanguagesField does


class SendBackForm(forms.Form):
    comment = forms.CharField(
        max_length=1000, label=gettext_lazy("What is to be changed"), widget=forms.Textarea(attrs={"rows": 3})
    )


class WhenForm(forms.Form):
    """Which of the approved languages to send, and when each goes; an empty time means now.

    `people`: language -> how many would get it now, of the languages that may be sent.
    """

    languages = LanguagesField(error_messages={"required": gettext_lazy("Choose a language.")})

    def __init__(self, *args: Any, people: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["languages"].offer(list(people))  # type: ignore[attr-defined]  # a LanguagesField does
        for language in people:
            self.fields[f"at-{language}"] = forms.DateTimeField(
                required=False,
                widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME),
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """A language with its checkbox, its people and its time."""
        boxes = {str(box.data["value"]): box for box in self["languages"]}
        return [
            {"language": language, "box": boxes[language], "people": people, "at": self[f"at-{language}"]}
            for language, people in self.people.items()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for language in cleaned.get("languages", []):
            at = cleaned.get(f"at-{language}")
            if at and at < timezone.now():
                self.add_error(
                    f"at-{language}",
                    _("This time has passed. Choose a later one, or leave it empty to send now."),
                )
        return cleaned

    @property
    def times(self) -> dict[str, datetime | None]:
        """The chosen languages, each with its time; None means now."""
        return {language: self.cleaned_data[f"at-{language}"] for language in self.cleaned_data["languages"]}

    @property
    def total(self) -> int:
        return sum(self.people[language] for language in self.times)


class ConfirmForm(WhenForm):
    """The same once more, and from a certain number on that number typed, as a promise that it was read."""

    number = forms.IntegerField(min_value=0, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and self.total >= conf.typed_from() and cleaned.get("number") != self.total:
            self.add_error("number", _other_number(self.total))
        return cleaned


class NumberForm(forms.Form):
    """The typed number alone, where there is nothing else to choose; `total` people would get it."""

    number = forms.IntegerField(min_value=0, required=False)

    def __init__(self, *args: Any, total: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total = total

    @property
    def is_asked(self) -> bool:
        return self.total >= conf.typed_from()

    def clean_number(self) -> int | None:
        number: int | None = self.cleaned_data["number"]
        if self.is_asked and number != self.total:
            raise forms.ValidationError(_other_number(self.total))
        return number


def _other_number(total: int) -> str:
    return _("It goes to %(expected)d people now. Look at the numbers and type that one.") % {
        "expected": total
    }
