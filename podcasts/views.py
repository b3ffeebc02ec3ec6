"""Transcripts and chapters for podcast apps: small texts with their own type, for any origin."""

import hashlib
import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from podcasts.formats import chapters_json
from podcasts.models import EpisodePage


@require_safe
def transcript_vtt(request: HttpRequest, guid: UUID) -> HttpResponse:
    heard = recording(guid)
    return answer(request, heard and heard.transcript.strip() + "\n", "text/vtt; charset=utf-8")


@require_safe
def transcript_txt(request: HttpRequest, guid: UUID) -> HttpResponse:
    heard = recording(guid)
    return answer(request, heard and heard.transcript_text + "\n", "text/plain; charset=utf-8")


@require_safe
def chapters(request: HttpRequest, guid: UUID) -> HttpResponse:
    heard = recording(guid)
    listed = heard.chapter_list if heard else []
    text = (
        json.dumps(chapters_json(listed, title=heard.title), ensure_ascii=False) if heard and listed else None
    )
    return answer(request, text, "application/json+chapters")


def recording(guid: UUID) -> EpisodePage | None:
    """The page whose recording a public episode plays."""
    episode = EpisodePage.objects.published().filter(guid=guid).select_related("audio").first()
    return episode.recording if episode else None


def answer(request: HttpRequest, text: str | None, content_type: str) -> HttpResponse:
    if text is None or not text.strip():
        response = HttpResponse(
            _("There is no such file.") + "\n", status=404, content_type="text/plain; charset=utf-8"
        )
    else:
        # A lone surrogate from an old import must not take the whole transcript away.
        body = text.encode(errors="replace")
        response = HttpResponse(body, content_type=content_type)
        response["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        response["Cache-Control"] = "public, max-age=300"
        response = get_conditional_response(request, response["ETag"], None, response) or response
    response["Access-Control-Allow-Origin"] = "*"
    return response
