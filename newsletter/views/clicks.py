"""A link of a mail whose openings are counted: on to its address, and nothing of whoever opened it."""

from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.public_forms import network_key
from core.visits import after_answer, is_opening
from newsletter.clicks.counting import count_opening
from newsletter.clicks.scanners import is_scanner
from newsletter.models import MailLink


@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """To the address that was stored for the code, and to no other; 404 for a code that no mail has."""
    link = get_object_or_404(MailLink, code=code)
    response = HttpResponseRedirect(link.url)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    if is_opening(request):
        now = timezone.now()
        network = network_key(request, now=now)
        count = partial(count_opening, link=link, network=network, is_program=is_scanner(request), now=now)
        after_answer(response, count)
    return response
