"""The form of a deed's picture."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deeds.models import SubmissionPicture
from deeds.pictures.errors import PictureRefused
from deeds.pictures.reading import ACCEPT

# At which field a refusal stands; the others are about the file.
PLACES = {"alt": "alt", "identity": "alt", "people": "people_agreed"}


class PictureForm(forms.Form):
    """Without a new file the words of the picture that is there are changed."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_(
            "Take one or choose one. JPEG, PNG, WebP or HEIC, at most 15 MB. Where it was taken is removed from it."
        ),
        error_messages={"required": _("Choose a picture first.")},
        allow_empty_file=True,  # its content is looked at anyway
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    alt = forms.CharField(
        label=_("What is in the picture?"),
        help_text=_("In a sentence, for those who do not see it."),
        max_length=250,
        error_messages={"required": _("Say what is in the picture: many readers do not see it.")},
    )
    credit = forms.CharField(
        label=_("Who took it?"),
        help_text=_("This stands beside the picture."),
        max_length=120,
        required=False,
    )
    people_agreed = forms.BooleanField(
        label=_(
            "The people in the picture have agreed to its publication, or nobody can be recognised in it."
        ),
        error_messages={
            "required": _("Confirm that the people in the picture agreed, or choose a picture of nobody.")
        },
    )

    def __init__(self, *args: Any, picture: SubmissionPicture | None, **kwargs: Any) -> None:
        self.picture = picture
        if picture is not None:
            kwargs["initial"] = {name: getattr(picture, name) for name in ("alt", "credit", "people_agreed")}
        super().__init__(*args, **kwargs)
        if picture is not None:
            self.fields["file"].label = _("Another picture in its place")
            self.fields["file"].required = False

    def refuse(self, refusal: PictureRefused) -> None:
        self.add_error(PLACES.get(refusal.kind, "file"), refusal.message)
