"""Cover art as podcast apps take it (PSP-1 and Apple: rules P12, P28, A11)."""

from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

SMALLEST, LARGEST = 1400, 3000
_EXTENSIONS = {"JPEG": {"jpg", "jpeg"}, "PNG": {"png"}}


def artwork_problem(image: Any) -> str:
    """What is wrong with a Wagtail image as cover art, as a sentence for the editor; "" if nothing is."""
    try:
        with image.open_file() as file, Image.open(file) as picture:
            kind, mode, (width, height) = picture.format or "", picture.mode, picture.size
    except (OSError, UnidentifiedImageError):
        return _("The cover image is missing on the server or broken. Upload it again.")
    if image.file.name.rpartition(".")[2].lower() not in _EXTENSIONS.get(kind, set()):
        return _("The cover image must be a JPEG or PNG whose name says so.")
    if width != height or not SMALLEST <= width <= LARGEST:
        text = _(
            "The cover image must be square, 1400 to 3000 pixels wide; this one is %(width)s × %(height)s."
        )
        return text % {"width": width, "height": height}
    if mode != "RGB":
        return _("The cover image must be in RGB without transparency.")
    return ""
