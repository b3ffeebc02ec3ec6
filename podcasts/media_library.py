"""The media library's form and its delete view, with what podcasts need: sound is checked when it is uploaded, and
a file that an episode plays stays."""

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtailmedia.forms import BaseMediaForm
from wagtailmedia.models import MediaType
from wagtailmedia.views import media as views

from podcasts.audio import read_stream
from podcasts.errors import AudioError
from podcasts.formats import AUDIO_TYPES, ascii_name


class MediaForm(BaseMediaForm):
    """Wagtail's own form; a new MP3 or M4A must be what its name says, and its length is read from it."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file: Any = cleaned.get("file")
        is_new = bool(file) and "file" in self.changed_data
        if is_new and self.instance.type == MediaType.AUDIO and extension_of(file.name) in AUDIO_TYPES:
            self._check_sound(cleaned, file)
        return cleaned

    def _post_clean(self) -> None:
        # wagtailmedia's model would complain of the ending of a file that was refused a moment ago.
        if "file" not in self.errors:
            super()._post_clean()

    def _check_sound(self, cleaned: dict[str, Any], file: Any) -> None:
        try:
            facts = read_stream(file, ascii_name(file.name))
        except AudioError as error:
            self.add_error("file", error.message)
        else:
            cleaned["duration"] = facts.duration_seconds
        file.seek(0)


def extension_of(name: str) -> str:
    return name.rpartition(".")[2].lower()


def delete(request: HttpRequest, media_id: int) -> HttpResponse:
    """wagtailmedia's view, which would answer with an error page for a file that is in use."""
    try:
        response: HttpResponse = views.delete(request, media_id)
    except ProtectedError as error:
        titles = ", ".join(sorted({str(page) for page in error.protected_objects}))
        text = _("The file cannot be deleted, because it is played in: %(titles)s.")
        messages.error(request, text % {"titles": titles})
        return redirect("wagtailmedia:edit", media_id)
    return response
