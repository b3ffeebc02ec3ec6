from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError

from podcasts.formats import Chapter, exact_clock, parse_clock


class ClockField(forms.Field):
    """A time in the recording, written as 1:05 and kept as seconds. No CharField: that would measure a number."""

    def prepare_value(self, value: Any) -> Any:
        return exact_clock(value) if isinstance(value, int | float) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return parse_clock(str(value))
        except ValueError:
            raise ValidationError(_("Write the time as minutes and seconds, for example 1:05.")) from None


class ClockBlock(blocks.FieldBlock):
    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self.field = ClockField(required=required, help_text=help_text)
        super().__init__(**kwargs)

    def get_form_state(self, value: Any) -> Any:
        return self.field.prepare_value(value)

    class Meta:
        icon = "time"
        default = 0


class ChapterBlock(blocks.StructBlock):
    start_seconds = ClockBlock(label=_("Starts at"), help_text=_("Minutes and seconds, for example 1:05."))
    title = blocks.CharBlock(max_length=120, label=_("Title"))

    class Meta:
        icon = "time"
        label = _("Chapter")


class ChaptersBlock(blocks.StreamBlock):
    """Chapters in the order of the recording, the first at 0:00."""

    chapter = ChapterBlock()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            errors = chapter_errors(chapters_of(cleaned))
            if errors:
                raise StreamBlockValidationError(block_errors=errors)
        return cleaned


def chapters_of(value: Any) -> list[Chapter]:
    return [Chapter(float(child.value["start_seconds"] or 0), child.value["title"]) for child in value]


def chapter_errors(chapters: Sequence[Chapter]) -> dict[int, ValidationError]:
    """By index: the first must start at 0:00, and each after the one before it."""
    errors = {}
    if chapters and chapters[0].start_seconds != 0:
        errors[0] = ValidationError(_("The first chapter must start at 0:00."))
    for index in range(1, len(chapters)):
        if chapters[index].start_seconds <= chapters[index - 1].start_seconds:
            errors[index] = ValidationError(_("A chapter must start after the one before it."))
    return errors
