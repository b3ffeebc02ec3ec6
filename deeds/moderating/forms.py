"""The public forms of moderation: to report a deed, and to appeal a decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.forms import AddressField
from core.public_forms import PublicForm
from deeds.models import Ground
from deeds.screening.guard import WordsForm

# What a reader can know of, the commonest first; the rest is for moderators.
REPORTED = {
    Ground.PERSONAL_DATA: _("It holds data of a private person, such as a client or patient."),
    Ground.SECRET: _("It tells something that must be kept secret."),
    Ground.COPYRIGHT: _("It is somebody else's text or picture."),
    Ground.INSULT: _("It insults, threatens or discriminates against somebody."),
    Ground.MISLEADING: _("It is not true, or misleads."),
    Ground.NO_MANDATE: _("The organisation has not agreed to it."),
    Ground.ADVERTISEMENT: _("It is an advertisement."),
    Ground.DUPLICATE: _("The same deed is here already."),
    Ground.OTHER_LAW: _("It is against the law in another way."),
    Ground.OTHER_TERMS: _("Something else is wrong."),
}


class ReportForm(WordsForm, PublicForm):
    """Reporting a deed. The address is optional: a report counts without one."""

    purpose = "deeds.report"
    ground = forms.ChoiceField(
        label=_("What is wrong?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    text = forms.CharField(
        label=_("Tell what is wrong and where"),
        help_text=_("Name the place in the text. Do not write anybody's personal data here."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Tell what is wrong and where.")},
    )
    address = AddressField(
        label=_("E-mail address, if you want to hear what is decided"),
        help_text=_("It is used for the answer only. The author does not see it."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = list(REPORTED.items())  # type: ignore[attr-defined]  # a ChoiceField has them


class AppealForm(WordsForm):
    """An appeal; it stands behind a link that came by mail, which is guard enough."""

    text = forms.CharField(
        label=_("Why should the decision be changed?"),
        help_text=_("Tell what was not noticed or was understood wrongly. You need not know the law."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Tell why the decision should be changed.")},
    )
