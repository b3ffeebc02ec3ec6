"""The editor's way to a preview for front ends."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from core.html import absolute_url
from headless.previews import MAX_AGE, preview_token


def preview_link(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show a link to the page's newest draft; making one changes nothing, so GET may."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    token = preview_token(page=page, now=timezone.now())
    address = absolute_url(f"{reverse('headless_root')}preview/?token={token}")
    context = {
        "page": page,
        "address": address,
        "token": token,
        "minutes": int(MAX_AGE.total_seconds() // 60),
    }
    response = render(request, "headless/preview_link.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
