"""The form of a deed's picture."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.pages import LANGUAGE_NAMES
from deeds.models import DeedSubmission, SubmissionPicture
from deeds.pictures.errors import PictureRefused
from deeds.pictures.reading import ACCEPT
from deeds.screening.guard import WordsForm
from deeds.submitting.rules import whole_languages

# At which field a refusal stands; the others are about the file.
PLACES = {"alt": "alt", "identity": "alt", "people": "people_agreed"}


class PictureForm(WordsForm):
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

    def __init__(
        self, *args: Any, picture: SubmissionPicture | None, submission: DeedSubmission, **kwargs: Any
    ) -> None:
        self.picture = picture
        self.others = [code for code in whole_languages(submission) if code != submission.language]
        if picture is not None:
            kept = {name: getattr(picture, name) for name in ("alt", "credit", "people_agreed")}
            alts = {f"alt_{code}": text for code, text in picture.other_alts.items()}
            kwargs["initial"] = kept | alts
        super().__init__(*args, **kwargs)
        self._ask_in_others()
        if picture is not None:
            self.fields["file"].label = _("Another picture in its place")
            self.fields["file"].required = False

    def _ask_in_others(self) -> None:
        """What is in the picture, in every other language in which the deed is written whole."""
        for code in self.others:
            named = {"language": LANGUAGE_NAMES.get(code, code)}
            self.fields[f"alt_{code}"] = forms.CharField(
                label=gettext("What is in the picture? In another language: %(language)s") % named,
                max_length=250,
                widget=forms.TextInput(attrs={"lang": code}),
                error_messages={
                    "required": gettext(
                        "Say it in this language too: %(language)s. The deed is written in it."
                    )
                    % named
                },
            )
        alts = [f"alt_{code}" for code in self.others]
        self.order_fields(["file", "alt", *alts, "credit", "people_agreed"])

    @property
    def words(self) -> dict[str, Any]:
        """What the services take, beside the file."""
        given = {name: self.cleaned_data[name] for name in ("alt", "credit", "people_agreed")}
        return given | {"other_alts": {code: self.cleaned_data[f"alt_{code}"] for code in self.others}}

    def refuse(self, refusal: PictureRefused) -> None:
        self.add_error(PLACES.get(refusal.kind, "file"), refusal.message)
