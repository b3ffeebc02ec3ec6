"""A picture that is not public, for its author behind the submission's link and for moderators. Never stored on the way."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from contacts.errors import AccessLinkError
from core.public_forms import link_page
from deeds.models import SubmissionPicture
from deeds.pictures.services import picture_of
from deeds.submitting.access import open_submission


@require_safe
@link_page
def submission_picture(request: HttpRequest, token: str) -> HttpResponse:
    try:
        access = open_submission(token=token, now=timezone.now())
    except AccessLinkError as error:
        raise Http404 from error
    picture = picture_of(access.submission)
    if picture is None:
        raise Http404
    return _file(picture)


@require_safe
@permission_required("tekotori_deeds.view_submissionpicture", raise_exception=True)
@cache_control(no_store=True, private=True)
def moderated_picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _file(get_object_or_404(SubmissionPicture, pk=pk))


def _file(picture: SubmissionPicture) -> Any:
    try:
        file: Any = picture.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    # One fixed kind: what is stored here was written by us.
    response = FileResponse(file, content_type=picture.content_type, filename="picture.jpg")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
