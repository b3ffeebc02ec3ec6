"""The one guard before words are kept or shown: every service that takes somebody's words asks it, and so does its form.

A form says it at the field before anything is written; the service lets no other way past.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from deeds.screening import refusal_message, refusals

IDENTITY = "identity"  # the code of the error


def identity_errors(texts: Mapping[str, str]) -> dict[str, ValidationError]:
    """Field -> what is said there, for the texts that hold a personal identity code."""
    found = {flag.field: flag for flag in refusals({"": texts})}
    return {name: ValidationError(refusal_message(flag), IDENTITY) for name, flag in found.items()}


def refuse_identity_codes(**texts: str) -> None:
    """Raises ValidationError, by field, where a text holds a personal identity code."""
    if errors := identity_errors(texts):
        raise ValidationError(errors)


def is_refusal(errors: Iterable[ValidationError]) -> bool:
    """Whether an identity code is among what is wrong."""
    return any(error.code == IDENTITY for error in errors)


def refuse_in_form(form: forms.BaseForm) -> None:
    """An error at each field in which a personal identity code was typed, whatever else is wrong with it."""
    typed = {name: form[name].data for name in form.fields}
    words = {name: text for name, text in typed.items() if isinstance(text, str) and text}
    for name, error in identity_errors(words).items():
        form.add_error(name, error)


class WordsForm(forms.Form):
    """A form whose words are kept or shown. What it refuses, its service refuses too."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_in_form(self)
        return cleaned
