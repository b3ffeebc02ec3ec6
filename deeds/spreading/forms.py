"""The form "We adopted this": without script, the organisation is found by its name in any language."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.forms import AddressField
from core.public_forms import PublicForm
from deeds.addresses import deed_at
from deeds.models import Adoption, Deed
from deeds.spreading.adopting import AdoptionWord, check_word
from deeds.spreading.errors import AdoptionImpossible
from registers.models import Organisation, Unit
from registers.names import called, containing, like

# Where the form says what is wrong, and how.
PROBLEMS = {
    "not_published": (None, gettext_lazy("This deed is not published any more, so nobody can adopt it.")),
    "own_deed": (
        "organisation",
        gettext_lazy("This is that organisation's own deed. Others tell here that they adopted it."),
    ),
    "known": ("organisation", gettext_lazy("That organisation stands among those who adopted it already.")),
    "result_not_published": (
        "result",
        gettext_lazy("No published deed is found there. Write its number, or leave the field empty."),
    ),
    "result_is_deed": (
        "result",
        gettext_lazy("This is the deed that you adopted. Write your own deed's number."),
    ),
    "result_of_others": (
        "result",
        gettext_lazy(
            "That deed belongs to another organisation. Write the number of your own organisation's deed."
        ),
    ),
    "cycle": (
        "result",
        gettext_lazy(
            "The deed that you adopted came itself of that deed, so it can't be the other way round too."
        ),
    ),
}


def sentence(problem: str) -> str:
    """What is wrong with an adoption, for a page without fields."""
    return str(PROBLEMS[problem][1])


def organisations() -> list[Organisation]:
    """Everyone who may have adopted something; a merged one's old name leads to the one that carries on."""
    rows = Organisation.objects.exclude(status=Organisation.Status.ENDED).in_order()
    return list(rows.select_related("merged_into"))


def with_unit(text: str) -> list[Organisation]:
    """The organisations that have a unit of this name: what it adopted is theirs."""
    units = containing(Unit.of_employers().current(on=timezone.localdate()), text)
    return list(dict.fromkeys(unit.organisation.current for unit in units))


class AdoptionForm(PublicForm):
    """Four answers: who, how, the own deed that came of it, and the address that confirms it."""

    purpose = "deeds.adoption"
    organisation = forms.CharField(
        label=gettext_lazy("Your organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "known-organisations", "autocomplete": "organization"}),
        help_text=gettext_lazy("Write the beginning of its name in Finnish, Swedish or English."),
        error_messages={"required": gettext_lazy("Write which organisation adopted the deed.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How did you adopt it?"),
        choices=Adoption.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how you adopted the deed.")},
    )
    result = forms.CharField(
        label=gettext_lazy("Your own deed that came of it"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("If it stands on this site too: its number or its address."),
    )
    address = AddressField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("We mail you a link that confirms it. The address is not shown anywhere."),
    )

    def __init__(self, *args: Any, deed: Deed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deed = deed
        self.known = organisations()
        self.candidates: list[Organisation] = []
        self.word: AdoptionWord | None = None
        if self.is_bound:
            self._offer_candidates(self.data.get("organisation", "")[:200])

    def _offer_candidates(self, typed: str) -> None:
        """When the name is not one organisation's own, those that it may mean are offered as a choice."""
        exact = called(self.known, typed)
        self.candidates = exact or list(dict.fromkeys([*with_unit(typed), *like(self.known, typed)]))
        if len(exact) == 1 or not self.candidates:
            return
        self.fields["chosen"] = forms.ChoiceField(
            label=_("Which one do you mean?"),
            choices=[(row.code, row.label) for row in self.candidates],
            widget=forms.RadioSelect,
            required=False,
        )
        self.order_fields(["organisation", "chosen"])

    def clean_organisation(self) -> Organisation | None:
        typed = self.cleaned_data["organisation"]
        if not self.candidates:
            raise ValidationError(
                _(
                    "We know no organisation called “%(name)s”. Check how it is spelled, "
                    "or ask us to add it to the register."
                )
                % {"name": typed}
            )
        return self.candidates[0] if "chosen" not in self.fields else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = next((row for row in self.candidates if row.code == cleaned.get("chosen")), None)
        organisation = cleaned.get("organisation") or chosen
        if organisation is None and "organisation" in cleaned:
            self.add_error("chosen", _("Choose the organisation that you mean."))
        result = self._result(cleaned.get("result", ""))
        if organisation is not None and not self.errors:
            self._check(organisation, cleaned["kind"], result)
        return cleaned

    def _result(self, typed: str) -> Deed | None:
        found = deed_at(typed) if typed.strip() else None
        if typed.strip() and found is None:
            self.add_error("result", sentence("result_not_published"))
        return found

    def _check(self, organisation: Organisation, kind: str, result: Deed | None) -> None:
        word = AdoptionWord(
            deed=self.deed, organisation=organisation.current, kind=kind, resulting_deed=result
        )
        try:
            check_word(word)
        except AdoptionImpossible as error:
            field, text = PROBLEMS[error.problem]
            self.add_error(field, str(text))
        else:
            self.word = word
