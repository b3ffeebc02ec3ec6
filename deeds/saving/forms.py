from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.forms import AddressField
from core.public_forms import PublicForm
from deeds.models import SavedSearch
from deeds.screening.guard import identity_errors


class EveryForm(forms.Form):
    """How often; it stands behind a signed link, which is guard enough."""

    every = forms.ChoiceField(
        label=_("How often may we write?"),
        choices=SavedSearch.Every.choices,
        initial=SavedSearch.Every.WEEK,
        widget=forms.RadioSelect,
        help_text=_("Only when there is something new."),
        error_messages={"required": _("Choose how often we may write.")},
    )


class FollowForm(EveryForm, PublicForm):
    """From a deed's page: the deed itself, or new ones of its organisation, sectors and themes."""

    purpose = "deeds.follow"
    what = forms.ChoiceField(
        label=_("What do you want to follow?"),
        widget=forms.RadioSelect,
        initial="",
        error_messages={
            "required": _("Choose what you want to follow."),
            "invalid_choice": _("Choose one of these: the deed has changed since you opened the page."),
        },
    )
    address = AddressField(
        label=_("E-mail address"),
        help_text=_("We mail you a link that confirms it. The address is used for this only."),
    )
    field_order = ["what", "address", "every"]

    def __init__(self, *args: Any, ways: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — as it stands above
        field.choices, field.initial = ways, ways[0][0]


class SaveSearchForm(EveryForm, PublicForm):
    purpose = "deeds.saved-search"
    address = AddressField(
        label=_("E-mail address"),
        help_text=_("We mail you a link that confirms it. The address is used for this only."),
    )
    field_order = ["address", "every"]

    def __init__(self, *args: Any, searched: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.searched = searched

    def clean(self) -> dict[str, Any]:
        """What is searched for stands in the address, but it is kept like a field's words."""
        cleaned = super().clean() or self.cleaned_data
        for error in identity_errors({"search": self.searched}).values():
            self.add_error(None, error)
        return cleaned
