"""What another device saved while a page was open, beside what its author typed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Difference:
    """One field: what stands in the draft now."""

    label: str
    stored: str


def differences(typed: forms.Form, stored: forms.Form) -> list[Difference]:
    """Fields whose stored value is another than the typed one, in the order of the page."""
    found = []
    for bound in stored.visible_fields():
        if bound.name not in typed.fields:
            continue
        value = bound.initial
        if not bound.field.has_changed(value, typed[bound.name].data):
            continue
        found.append(Difference(str(bound.label), in_words(bound.field, value)))
    return found


def in_words(field: forms.Field, value: Any) -> str:
    """A stored value as a person reads it."""
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ChoiceField):
        # Grouped choices are used nowhere here.
        choices: Any = field.choices
        names = {str(code): str(label) for code, label in choices}
        codes = value if isinstance(value, (list, tuple)) else [value]
        return ", ".join(names.get(str(code), str(code)) for code in codes if code) or _("empty")
    return str(value or _("empty"))
