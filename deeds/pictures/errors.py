"""Why a picture is not taken, in words for who sent it."""

from django.utils.translation import gettext as _

from deeds.errors import DeedsError


class PictureRefused(DeedsError):
    """A picture that cannot be kept. `kind` says why; `message` is a sentence in the language that was active."""

    def __init__(self, kind: str) -> None:
        self.kind, self.message = kind, _sentences()[kind]
        super().__init__(self.message)


def _sentences() -> dict[str, str]:
    return {
        "large": _(
            "The file is larger than 15 MB. Choose a smaller picture, or let your phone make it smaller."
        ),
        "kind": _("This file is no picture that can be shown here. Choose a photo: JPEG, PNG, WebP or HEIC."),
        "broken": _(
            "The picture can't be opened: the file is broken or incomplete. Choose it again, or another."
        ),
        "pixels": _("The picture has too many pixels to be opened. Choose a smaller one."),
        "disk": _(
            "The picture could not be saved just now. Nothing else is lost. Try again in a little while."
        ),
        "alt": _("Say what is in the picture: many readers do not see it."),
        "people": _("Confirm that the people in the picture agreed, or choose a picture of nobody."),
        "identity": _("What you wrote about the picture holds a personal identity code. Please take it out."),
    }
