from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.public_forms import PublicForm
from mail.addresses import normalise_address
from mail.errors import InvalidAddress


class AddressField(forms.CharField):
    """An e-mail address by the outbox's own rule: letters outside ASCII and plus-tags are welcome."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})
    default_error_messages = {
        "required": _("Write your e-mail address."),
        "invalid": _("This is not a complete e-mail address. It should look like name@example.fi."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        if not address and not self.required:
            return ""
        try:
            normalise_address(address)
        except InvalidAddress as error:
            raise ValidationError(self.error_messages["invalid"], "invalid") from error
        return address


class AskDataForm(PublicForm):
    """Asking for the link to one's own data."""

    purpose = "contacts.data"
    address = AddressField(label=_("E-mail address"))


class EraseForm(forms.Form):
    """Erasing cannot be undone, so it takes a tick besides the button."""

    sure = forms.BooleanField(
        label=_("I understand that this cannot be undone."),
        error_messages={"required": _("Tick that you understand: erasing cannot be undone.")},
    )
