import time
import uuid
from collections.abc import Callable

import structlog
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

logger = structlog.get_logger("tekotori.request")


class RequestLogMiddleware:
    """Gives each request an id, answers with it, and logs the route's name: a path may hold a person's link."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex[:16]
        started = time.monotonic()
        # Bound until the next request of this thread: Django logs refusals after the last middleware has returned.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        match = request.resolver_match
        logger.info(
            "request",
            method=request.method,
            route=match.view_name or match.route if match else "",
            status=response.status_code,
            milliseconds=round((time.monotonic() - started) * 1000),
        )
        response["X-Request-ID"] = request_id
        return response


class SitePolicyMiddleware(CSPMiddleware):
    """A strict Content-Security-Policy for the site; Wagtail's editor, under its own path, needs a wider one."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(reverse("wagtailadmin_home")) and not report_only:
            parts.replace = {**(parts.replace or {}), **settings.ADMIN_CONTENT_SECURITY_POLICY_UPDATE}
        return parts


class SiteLocaleMiddleware(LocaleMiddleware):
    """The language in the address; what machines and mails call is answered as it is, never by a redirect."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        language = self._named(request.path_info)
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()

    @staticmethod
    def _named(path: str) -> str:
        """The language that an address without a prefix names further on, as /d/sv/new/ or /a/7/sv/ do.

        Views take it from there; a page that says that nothing is there has no view to do so.
        """
        if not path.startswith(settings.UNPREFIXED_PATHS):
            return ""
        return next((part for part in path.split("/")[2:5] if part in dict(settings.LANGUAGES)), "")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.path_info.startswith(settings.UNPREFIXED_PATHS):
            return response
        return super().process_response(request, response)


class AdminDoorMiddleware:
    """Sends those who are signed in but have no right to the admin to their own page.

    Wagtail would send them to sign in, and the sign-in page, finding them signed in, back again for ever.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        if (
            is_admin
            and request.user.is_authenticated
            and not request.user.has_perm("wagtailadmin.access_admin")
        ):
            return redirect("after_login")
        return self.get_response(request)
