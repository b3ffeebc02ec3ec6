"""What the screens of a submission share: first values from the draft, a part to save, a word for each refusal."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import ngettext

from core.html import clean_characters, visible
from deeds.models import DeedSubmission
from deeds.screening.guard import WordsForm, is_refusal
from deeds.submitting.drafting import Part
from deeds.submitting.rules import TEXT_LENGTHS


class TextField(forms.CharField):
    """Text as services keep it: control characters go, and what nobody can see is as good as empty."""

    def to_python(self, value: Any) -> str:
        return visible(clean_characters(str(super().to_python(value) or "")).strip())


class OneLineField(TextField):
    """Text on one line, whatever was pasted."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class StepForm(WordsForm):
    """One screen of a submission. Its link is the guard; `revision` is what the author saw when it was opened."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    needed: tuple[str, ...] = ()  # without which this screen does not let one go on

    def __init__(self, data: Any = None, *, submission: DeedSubmission) -> None:
        self.submission = submission
        super().__init__(data, initial={"revision": submission.revision, **self._first(submission)})

    def _first(self, submission: DeedSubmission) -> dict[str, Any]:
        self.submission = submission
        return self.first_values()

    def first_values(self) -> dict[str, Any]:
        """Field -> what stands in the draft."""
        return {}

    def part(self) -> Part:
        """What to save, also of a screen with errors: nothing that was typed may be lost."""
        return Part()

    @property
    def seen_revision(self) -> int:
        """The revision that the author saw; a form without one counts as the oldest."""
        value = self.cleaned_data.get("revision")
        return value if isinstance(value, int) else -1

    def show_revision(self, revision: int) -> None:
        """Let the next send be about a newer revision: the author has been told what changed."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["revision"] = str(revision)
        self.data = data

    @property
    def refused(self) -> set[str]:
        """Fields that hold an identity code: what was typed there is shown again, but never saved."""
        found = self.errors.as_data()
        return {name for name, errors in found.items() if is_refusal(errors)}


def too_long(length: int, limit: int) -> str:
    over = length - limit
    return ngettext(
        "It is %(over)s character too long: %(length)s, and at most %(limit)s fit.",
        "It is %(over)s characters too long: %(length)s, and at most %(limit)s fit.",
        over,
    ) % {"over": over, "length": length, "limit": limit}


class TextsForm(StepForm):
    """A screen whose fields are texts of a deed in one language."""

    text_names: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        return self.submission.language

    def first_values(self) -> dict[str, Any]:
        words = self.submission.texts.get(self.language, {})
        return {name: words.get(name, "") for name in self.text_names}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.text_names:
            text = cleaned.get(name, "")
            if len(text) > TEXT_LENGTHS[name]:
                self.add_error(name, too_long(len(text), TEXT_LENGTHS[name]))
        return cleaned

    def part(self) -> Part:
        return Part(texts={self.language: {name: self._typed(name) for name in self._kept()}})

    def _kept(self) -> list[str]:
        """Names whose text is saved: all but those that hold an identity code."""
        return [name for name in self.text_names if name not in self.refused]

    def _typed(self, name: str) -> str:
        field = self.fields[name]
        value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return str(field.to_python(value) or "").strip()
