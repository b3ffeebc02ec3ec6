"""What is asked of an author, and of an adopter. The link in the mail is guard enough."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deeds.models import FollowUp, TermsVersion
from deeds.models.shared import Stage
from deeds.screening.guard import WordsForm
from deeds.staying.services import CHANGED_LENGTH, STAYED_LENGTH
from deeds.submitting.forms.check import statement
from deeds.submitting.sending import Acceptance


class StageForm(forms.Form):
    stage = forms.ChoiceField(
        label=_("What is its stage now?"),
        choices=Stage.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the stage.")},
    )


class AuthorForm(WordsForm, StageForm):
    stayed = forms.CharField(
        label=_("What stayed in use?"),
        help_text=_("A few sentences. Readers see them on the deed's page. At most 600 characters."),
        max_length=STAYED_LENGTH,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Tell what stayed in use.")},
    )
    changed = forms.CharField(
        label=_("What changed since?"),
        help_text=_("Also what was given up, and why. At most 590 characters."),
        required=False,
        max_length=CHANGED_LENGTH,
        widget=forms.Textarea({"rows": 4}),
    )
    accepted = forms.BooleanField(
        error_messages={"required": _("Accept the terms and the licence to send the answer.")}
    )
    field_order = ["stayed", "changed", "stage", "accepted"]

    def __init__(self, *args: Any, terms: TermsVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms, self.statement = terms, statement(terms)
        self.fields["accepted"].label = self.statement

    @property
    def acceptance(self) -> Acceptance:
        return Acceptance(self.terms.label if self.terms else "", self.statement)


class AdopterForm(StageForm):
    kept = forms.ChoiceField(
        label=_("How much of it stayed?"),
        choices=FollowUp.Kept.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much of it stayed.")},
    )
    field_order = ["kept", "stage"]
