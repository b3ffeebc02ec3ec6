"""What is asked of an editor who imports subscribers: the file, and what its columns say."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminDateInput

from core.tables import MOST_BYTES
from newsletter.forms import language_choices
from newsletter.importing.columns import (
    GIVEN_ON,
    LANGUAGE,
    LEFT_OUT,
    STATEMENT,
    TOPICS,
    WHERE,
    Choices,
    guess,
)
from newsletter.importing.reading import OLDEST, as_meanings
from newsletter.models import Newsletter, SubscriberImport
from newsletter.topics import topic_groups

EVERY_ROW = (LANGUAGE, STATEMENT, WHERE, GIVEN_ON)  # what a column says, or one value for every row


class FileForm(forms.Form):
    newsletter = forms.ModelChoiceField(
        Newsletter.objects.all(), label=gettext_lazy("Newsletter"), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A table with a header: .csv or .xlsx, at most 20 MB. Nothing is written yet."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose another."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 20 MB. Divide it."))
        return file


class ColumnsForm(forms.Form):
    """Which column says what, and what holds where a row says nothing."""

    address = forms.ChoiceField(
        label=gettext_lazy("Column with the address"),
        help_text=gettext_lazy("“Ada <ada@example.org>” and mailto: are understood."),
        error_messages={"required": gettext_lazy("Choose the column with the addresses.")},
    )
    language_column = forms.ChoiceField(label=gettext_lazy("Column with the language"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of rows that say none"), required=False)
    topics_columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns with topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Several topics in a cell: with a semicolon between. Who has none gets everything."
        ),
    )
    statement = forms.CharField(
        label=gettext_lazy("What people agreed to, word for word"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    statement_column = forms.ChoiceField(label=gettext_lazy("Or the column with this text"), required=False)
    where = forms.CharField(
        label=gettext_lazy("Where they agreed"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("The address of the page, the form or the event."),
    )
    where_column = forms.ChoiceField(label=gettext_lazy("Or the column that says where"), required=False)
    given_on = forms.DateField(
        label=gettext_lazy("When they agreed"),
        required=False,
        widget=AdminDateInput,
        error_messages={"invalid": gettext_lazy("Choose a day.")},
    )
    given_on_column = forms.ChoiceField(label=gettext_lazy("Or the column with the day"), required=False)

    def __init__(self, data: Any = None, *, job: SubscriberImport) -> None:
        self.unknown = [(kind, value) for kind, values in job.unknown.items() for value in values]
        super().__init__(data, initial=_initial(job))
        columns = [(str(place), name or f"({place + 1})") for place, name in enumerate(job.columns)]
        for name in ("address", *(f"{target}_column" for target in EVERY_ROW)):
            self._choices(
                name, [("", _("choose a column") if name == "address" else _("no column")), *columns]
            )
        self._choices("topics_columns", columns)
        self._choices("language", [("", "–"), *language_choices()])
        for number, (kind, value) in enumerate(self.unknown):
            self.fields[f"meaning-{number}"] = _meaning_field(kind, value)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField has them

    def clean_given_on(self) -> date | None:
        day: date | None = self.cleaned_data["given_on"]
        if day and not OLDEST <= day <= timezone.localdate():
            raise ValidationError(_("Choose a day that has been."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = {
            LANGUAGE: _("Choose a language, or the column that says it."),
            STATEMENT: _("Write what people agreed to, or choose the column that says it. Without it nobody may be imported."),
            WHERE: _("Write where people agreed, or choose the column that says it."),
            GIVEN_ON: _("Say when people agreed, or choose the column that says it."),
        }  # fmt: skip
        for name in EVERY_ROW:
            if not cleaned.get(name) and not cleaned.get(f"{name}_column") and name not in self.errors:
                self.add_error(name, asked[name])
        return cleaned

    def choices(self) -> Choices:
        data = self.cleaned_data
        same: dict[str, Any] = {name: data[name] for name in EVERY_ROW}
        same |= {f"{name}_column": _place(data[f"{name}_column"]) for name in EVERY_ROW}
        return Choices(
            address=int(data["address"]),
            topics_columns=[int(place) for place in data["topics_columns"]],
            meanings=self._meanings(),
            **same,
        )

    def _meanings(self) -> dict[str, dict[str, Any]]:
        pairs: dict[str, list[tuple[str, str]]] = {LANGUAGE: [], TOPICS: []}
        for number, (kind, value) in enumerate(self.unknown):
            pairs[kind].append((value, self.cleaned_data[f"meaning-{number}"]))
        before = self.initial.get("meanings", {})
        return {kind: before.get(kind, {}) | known for kind, known in as_meanings(pairs).items()}

    @property
    def meaning_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.fields if name.startswith("meaning-"))


def _place(chosen: str) -> int | None:
    return int(chosen) if chosen else None


def _initial(job: SubscriberImport) -> dict[str, Any]:
    """What was chosen last, or else what the columns are called."""
    if job.choices:
        return vars(Choices.from_json(job.choices))
    found = guess(job.columns)
    columns = {f"{name}_column": found.get(name, "") for name in EVERY_ROW}
    topics = [found[TOPICS]] if TOPICS in found else []
    return {"address": found.get("address", ""), "topics_columns": topics, **columns}


def _meaning_field(kind: str, value: str) -> forms.ChoiceField:
    if kind == LANGUAGE:
        choices: list[Any] = [("", _("refuse such rows")), *language_choices()]
    else:
        groups = topic_groups(get_language() or settings.LANGUAGE_CODE)
        choices = [
            ("", _("refuse such rows")),
            (LEFT_OUT, _("leave this value out")),
            *((group.label, group.choices) for group in groups),
        ]
    return forms.ChoiceField(label=f"“{value}”", choices=choices, required=False)
