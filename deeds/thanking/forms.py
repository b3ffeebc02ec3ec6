from django.utils.translation import gettext_lazy as _

from contacts.forms import AddressField
from core.public_forms import PublicForm


class ThankForm(PublicForm):
    purpose = "deeds.thanks"
    address = AddressField(
        label=_("E-mail address"),
        help_text=_("We mail you a link that confirms the thanks. The address is used for this mail only."),
    )
