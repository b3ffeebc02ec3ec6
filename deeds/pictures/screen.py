"""The screen on which an author adds a picture to a deed, behind the submission's link. A GET changes nothing."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from contacts.errors import AccessLinkError, LinkExpired
from core.public_forms import allow, link_page
from deeds.pictures.errors import PictureRefused
from deeds.pictures.forms import PictureForm
from deeds.pictures.reading import LARGEST_BYTES
from deeds.pictures.services import describe_picture, picture_of, remove_picture, store_picture
from deeds.submitting import sending
from deeds.submitting.access import Access, open_submission, page_path
from deeds.submitting.views import responses

HOUR = 3600
PICTURES_AN_HOUR = 40  # of one draft: each takes a second of work
AROUND_THE_FILE = 1024 * 1024  # bytes of a form beside its file
Given = tuple[QueryDict, "MultiValueDict[str, Any]"]


@link_page
def picture_screen(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        access = open_submission(token=token, now=now)
    except AccessLinkError as error:
        return responses.link_problem(request, is_expired=isinstance(error, LinkExpired))
    with translation.override(access.submission.language):
        if not access.submission.is_open:
            return responses.see(page_path(token))
        if request.method == "POST":
            return _act(request, access, now)
        return _show(request, access, _form(access))


def _act(request: HttpRequest, access: Access, now: datetime) -> HttpResponse:
    picture = picture_of(access.submission)
    try:
        data, files = _given(request)
    except PictureRefused as refusal:
        form = _form(access, {})
        form.errors.clear()
        form.refuse(refusal)
        return _show(request, access, form, status=422)
    if access.is_by_mail:
        sending.confirm_address(submission=access.submission, now=now)
    if data.get("action") == "remove":
        if picture is not None:
            remove_picture(picture=picture)
        return responses.see(page_path(access.token, "picture"))
    return _save(request, access, _form(access, data, files), now)


def _form(access: Access, *given: Any) -> PictureForm:
    return PictureForm(*given, picture=picture_of(access.submission), submission=access.submission)


def _given(request: HttpRequest) -> Given:
    """What was sent. Raises PictureRefused where it is not even read to its end: far too large, or no room for it."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BYTES + AROUND_THE_FILE:
        raise PictureRefused("large")
    try:
        return request.POST, request.FILES
    except OSError as error:
        raise PictureRefused("disk") from error


def _save(request: HttpRequest, access: Access, form: PictureForm, now: datetime) -> HttpResponse:
    if not form.is_valid():
        if form.files and "file" not in form.errors:
            form.add_error("file", _("Choose the picture again: the browser does not keep it."))
        return _show(request, access, form, status=422)
    if not allow("deeds.picture", access.submission.reference, PICTURES_AN_HOUR, HOUR, now=now):
        form.add_error(None, _("Very many pictures have been sent within an hour. Try again in an hour."))
        return _show(request, access, form, status=429)
    words, upload = form.words, form.cleaned_data["file"]
    try:
        if upload is not None:
            store_picture(submission=access.submission, upload=upload, now=now, **words)
        elif form.picture is not None:
            describe_picture(picture=form.picture, **words)
    except PictureRefused as refusal:
        form.refuse(refusal)
        return _show(request, access, form, status=422)
    return responses.see(page_path(access.token, "check"))


def _show(request: HttpRequest, access: Access, form: PictureForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "picture": form.picture,
        "submission": access.submission,
        "token": access.token,
        "check_path": page_path(access.token, "check"),
        "home_path": page_path(access.token),
    }
    return responses.page(
        request, "picture.html", context, language=access.submission.language, status=status
    )
