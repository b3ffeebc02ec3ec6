"""The forms of authors. Those behind a link need no other guard; asking for the link is a public form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.forms import AddressField
from core.html import visible
from core.public_forms import PublicForm
from deeds.addresses import deed_at
from deeds.authoring.authors import NAME_LENGTH
from deeds.authoring.retiring import REASON_LENGTH, check_ground
from deeds.models import Deed, DeedAuthor
from deeds.screening.guard import WordsForm


class AskLinkForm(PublicForm):
    """Asking for the link to one's own page of a deed."""

    purpose = "deeds.author"
    address = AddressField(
        label=_("E-mail address"),
        help_text=_("The one from which the deed was sent in, or that was invited."),
    )


class NameForm(WordsForm):
    """Whether and how an author is named on the deed's page."""

    is_shown = forms.BooleanField(label=_("Show my name on the deed's page"), required=False)
    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    role = forms.CharField(
        label=_("Role"),
        help_text=_("For example: head nurse, home care."),
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )

    def __init__(self, *args: Any, author: DeedAuthor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"is_shown": author.is_shown, "name": author.name, "role": author.role}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_shown") and "name" not in self.errors and not visible(cleaned["name"]):
            self.add_error("name", _("Write the name that is shown, or take the tick away."))
        return cleaned


class InviteForm(forms.Form):
    """Whom to invite as another author."""

    address = AddressField(
        label=_("E-mail address of the person"),
        help_text=_("We mail an invitation. Nobody sees the address."),
    )


class RetirementForm(WordsForm):
    """Why an author wants a deed retired."""

    ground = forms.ChoiceField(
        label=_("Why should it be retired?"),
        choices=Deed.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the deed is retired.")},
    )
    replaced_by = forms.CharField(
        label=_("Which deed has taken its place?"),
        help_text=_("Its number or its address on this site."),
        max_length=300,
        required=False,
    )
    reason = forms.CharField(
        label=_("In a few words"),
        help_text=_("Readers see it."),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, deed: Deed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deed = deed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = cleaned.get("replaced_by", "")
        cleaned["replaced_by"] = deed_at(typed) if typed.strip() else None
        if not self.errors:
            check_ground(
                deed=self.deed,
                ground=cleaned["ground"],
                reason=cleaned["reason"],
                replaced_by=cleaned["replaced_by"],
            )
        return cleaned
