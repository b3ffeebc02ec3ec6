"""Drafts for front ends: a signed token that lives at most a quarter of an hour."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, Site

from core import links
from headless.problems import Problem
from headless.shapes import Shaper

PURPOSE = "headless.preview"
MAX_AGE = timedelta(minutes=15)


def preview_token(*, page: Page, now: datetime) -> str:
    return links.sign(purpose=PURPOSE, value=page.pk, now=now)


def read_preview(*, token: str, site: Site, request: HttpRequest, now: datetime) -> dict[str, Any]:
    """The newest draft of the page that the token was made for."""
    try:
        key = links.read(purpose=PURPOSE, token=token, now=now, max_age=MAX_AGE)
    except links.BadLink as error:
        if error.expired:
            raise Problem(
                410, "The preview link is older than 15 minutes. Ask the editor for a new one."
            ) from error
        raise Problem(403, "The preview link is not valid.") from error
    page = Page.objects.filter(pk=key).first()
    if page is None:
        raise Problem(404, "The page was deleted.")
    draft = page.get_latest_revision_as_object()
    (shape,) = Shaper(site=site, request=request, chosen=lambda field: True).shape([draft])
    return {
        **shape,
        "is_draft": True,
        "has_unpublished_changes": page.has_unpublished_changes or not page.live,
    }
