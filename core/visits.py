"""Telling people's visits from programs', without cookies and without keeping anything of them (ADR 26)."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# What people use says Mozilla; who says one of these besides is a program, whatever else it claims.
ROBOT = re.compile(
    r"bot|crawl|spider|slurp|preview|scan|fetch|monitor|check|headless|lighthouse|validator|archive|python|curl|wget|"
    r"java/|go-http|okhttp|axios|phantom|externalhit|embedly|pingdom|uptime",
    re.IGNORECASE,
)


def after_answer(response: HttpResponseBase, act: Callable[[], None]) -> None:
    """Do something once the answer has left: no reader waits for a counter, and none sees it fail."""
    response._resource_closers.append(act)  # type: ignore[attr-defined]  # what Django closes with the answer


def is_visit(request: HttpRequest) -> bool:
    """Whether a person's browser opened an address to show what is there; the staff's own visits do not count."""
    return is_opening(request) and not is_program(request)


def is_opening(request: HttpRequest) -> bool:
    """Whether an address was opened, by anybody but the staff: fetching ahead, frames and HEAD open nothing."""
    headers = request.headers
    purpose = headers.get("Sec-Purpose", "") + headers.get("Purpose", "") + headers.get("X-Moz", "")
    return (
        request.method == "GET"
        and not re.search("prefetch|prerender|preview", purpose)
        and headers.get("Sec-Fetch-Dest", "document") == "document"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def is_program(request: HttpRequest) -> bool:
    """Whether it says of itself that it is no person's browser."""
    agent = request.headers.get("User-Agent", "")
    return not agent.startswith("Mozilla/") or ROBOT.search(agent) is not None
