from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.forms import AddressField
from core.public_forms import PublicForm
from deeds.models import SavedSearch


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


class SaveSearchForm(EveryForm, PublicForm):
    purpose = "deeds.saved-search"
    address = AddressField(
        label=_("E-mail address"),
        help_text=_("We mail you a link that confirms it. The address is used for this search only."),
    )
    field_order = ["address", "every"]
