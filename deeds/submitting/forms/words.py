"""Screens of words: the deed itself, its story, and the same in another language."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deeds.models import DeedSubmission
from deeds.submitting.forms.steps import OneLineField, TextField, TextsForm
from deeds.submitting.rules import REQUIRED, TEXT_LENGTHS


def long_text(label: Any, hint: Any, *, rows: int = 6, required: bool = False, error: Any = "") -> TextField:
    """Lengths are checked by the screen: the browser's own limit would cut what is pasted without a word."""
    return TextField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": error} if error else None,
    )


def short_text(label: Any, hint: Any = "", *, required: bool = False, error: Any = "") -> OneLineField:
    return OneLineField(
        label=label,
        help_text=hint,
        required=required,
        error_messages={"required": error} if error else None,
    )


class DeedForm(TextsForm):
    """What every deed has: a title, a goal, a result."""

    text_names = REQUIRED
    title = short_text(
        gettext_lazy("Title"),
        gettext_lazy("What you did, in a few words. At most 90 characters."),
        required=True,
        error=gettext_lazy("Give your deed a title."),
    )
    goal = long_text(
        gettext_lazy("Goal"),
        gettext_lazy("What did you aim at? What was wrong before? At most 1,200 characters."),
        required=True,
        error=gettext_lazy("Tell what you aimed at."),
    )
    result = long_text(
        gettext_lazy("Result"),
        gettext_lazy("What came of it, for whom? At most 1,200 characters."),
        required=True,
        error=gettext_lazy("Tell what came of it."),
    )


class StoryForm(TextsForm):
    """How it was done, how one knows, and what others should know."""

    text_names: tuple[str, ...] = (
        "unit", "what_we_did", "measure_indicator", "measure_before", "measure_after", "measure_unit",
        "measure_period", "conditions", "did_not_work", "after_year", "cost_hours",
    )  # fmt: skip
    unit = short_text(
        gettext_lazy("Unit"), gettext_lazy("The unit or service, if not the whole organisation.")
    )
    what_we_did = long_text(
        gettext_lazy("What we did"),
        gettext_lazy("Step by step, so that others can do it too. At most 6,000 characters."),
        rows=8,
    )
    measure_indicator = short_text(
        gettext_lazy("What was measured or counted"), gettext_lazy("For example: sick days per person.")
    )
    measure_before = short_text(gettext_lazy("Before"))
    measure_after = short_text(gettext_lazy("After"))
    measure_unit = short_text(gettext_lazy("Unit of measure"), gettext_lazy("For example: days, %, euros."))
    measure_period = short_text(
        gettext_lazy("Period"), gettext_lazy("For example: from spring 2023 to spring 2024.")
    )
    conditions = long_text(
        gettext_lazy("Conditions for adopting it"),
        gettext_lazy("What must be in place? At most 1,200 characters."),
        rows=4,
    )
    did_not_work = long_text(
        gettext_lazy("What did not work"),
        gettext_lazy("Others learn most from this. At most 1,200 characters."),
        rows=4,
    )
    after_year = long_text(
        gettext_lazy("After a year"),
        gettext_lazy("What stayed in use, and what changed? At most 1,200 characters."),
        rows=4,
    )
    cost_hours = short_text(
        gettext_lazy("Costs and work in words"), gettext_lazy("What was bought, who worked how long.")
    )

    def __init__(self, data: Any = None, *, submission: DeedSubmission) -> None:
        self.text_names = tuple(name for name in StoryForm.text_names if not _is_left_out(name, submission))
        super().__init__(data, submission=submission)
        for name in set(StoryForm.text_names) - set(self.text_names):
            del self.fields[name]
        if submission.kind == DeedSubmission.Kind.CORRECTION and "what_we_did" in self.fields:
            self.fields["what_we_did"].help_text = _(
                "A line that begins with “- ” belongs to a list. A link is such a line: - the words <https://…>"
            )

    @property
    def note(self) -> str:
        """What the screen says before its fields."""
        if "what_we_did" in self.fields:
            return ""
        return _(
            "What you did can’t be changed here: it holds pictures, tables, formatting or more text than fits in this "
            "form. It stays as it is. You can add links to it among the facts."
        )


def _is_left_out(name: str, submission: DeedSubmission) -> bool:
    """A correction begins with every text of the page that this form can show; what came of a deed later belongs there."""
    is_correction = submission.kind == DeedSubmission.Kind.CORRECTION
    if name == "after_year":
        return not is_correction
    return is_correction and name == "what_we_did" and name not in submission.words


class TranslationForm(TextsForm):
    """The deed in another language: its title, goal and result, and those of its other texts that it has."""

    title = short_text(gettext_lazy("Title"), gettext_lazy("At most 90 characters."))
    goal = long_text(gettext_lazy("Goal"), gettext_lazy("At most 1,200 characters."))
    result = long_text(gettext_lazy("Result"), gettext_lazy("At most 1,200 characters."))

    def __init__(self, data: Any = None, *, submission: DeedSubmission, language: str) -> None:
        self.into = language
        # A page that is there already has the paragraphs of its source: editors change them where both are seen.
        left_out = {"what_we_did"} if language in submission.other_bases else set()
        written = [
            name for name in StoryForm.text_names if submission.words.get(name) and name not in left_out
        ]
        self.text_names = (*REQUIRED, *written)
        super().__init__(data, submission=submission)
        for name in written:
            field = StoryForm.base_fields[name]
            self.fields[name] = type(field)(label=field.label, required=False, widget=type(field.widget)())
        for name in self.text_names:
            self.fields[name].widget.attrs["lang"] = language

    @property
    def language(self) -> str:
        return self.into

    def original(self, name: str) -> str:
        return str(self.submission.words.get(name, ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if any(cleaned.get(name) for name in self.text_names):
            for name in REQUIRED:
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name, _("Fill this in too, or empty the whole page to leave the language out.")
                    )
        return cleaned


def other_languages(submission: DeedSubmission) -> list[str]:
    """In which else a deed may be written: every language of the site but its own."""
    return [code for code, _name in settings.LANGUAGES if code != submission.language]


__all__ = ["TEXT_LENGTHS", "DeedForm", "StoryForm", "TranslationForm", "other_languages"]
