"""Public forms without session, cookie or script (design decision 9).

What keeps them clean instead: the browser's word for where the form came from (Origin, Sec-Fetch-Site), a signed,
time-stamped token in the form, a field that people do not see, and limits per address, network and hour. A browser with JavaScript may bring a proof of work
(core.proof), which widens the limits; nobody needs one.
"""

import hashlib
import hmac
import ipaddress
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from core import links
from core.proof import CHALLENGE, NUMBER, WIDER, proof_fields, spend_proof

View = Callable[..., HttpResponse]
METHODS = ("GET", "HEAD", "POST")
HOUR = 3600


class PublicForm(forms.Form):
    """A form that carries its own guard: render `{{ form.hidden_guard }}` inside the <form> element.

    `shown` is what the page showed beside the form (the words of a consent, the page's address). It travels in the
    signed token, so that after sending `form.was_shown` is what stood there, even if the words have changed since.
    """

    purpose = "public"  # a token of one form does not open another
    # Longer than a page may stay in a cache, and than somebody leaves a form open over a working day.
    maximum_age = timedelta(hours=24)
    minimum_age = timedelta(seconds=2)
    token_name = "form_token"  # noqa: S105 — the field's name, not a secret
    trap_name = "homepage"
    asks_proof = True  # anybody may open it, and its view counts with `network_may`

    def __init__(
        self, *args: Any, now: datetime, shown: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.shown = now, dict(shown or {})
        self.was_shown: dict[str, str] = {}

    @property
    def hidden_guard(self) -> SafeString:
        """The signed token and the field that only programs fill in."""
        # Who corrects an error and sends again at once is no robot: their new token is already old enough.
        seen_at = self.now - self.minimum_age if self.is_bound else self.now
        value = [int(seen_at.timestamp()), self.shown]
        token = links.sign(purpose=f"form:{self.purpose}", value=value, now=self.now)
        return format_html(
            '<input type="hidden" name="{}" value="{}">'
            '<div hidden><label>{} <input type="text" name="{}" tabindex="-1" autocomplete="off"></label></div>{}',
            self.token_name,
            token,
            _("Leave this field empty."),
            self.trap_name,
            proof_fields(token=token, purpose=self.purpose, now=self.now) if self.asks_proof else "",
        )

    def spend_proof(self) -> bool:
        """Whether a proof of work came with it that nobody has used yet; it is used up by asking."""
        return self.asks_proof and spend_proof(
            token=self.data.get(self.token_name, ""),
            challenge=self.data.get(CHALLENGE, ""),
            number=self.data.get(NUMBER, ""),
            purpose=self.purpose,
            now=self.now,
            maximum_age=self.maximum_age,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_token(self.data.get(self.token_name, ""))
        if self.data.get(self.trap_name):
            raise ValidationError(
                _("A field that people do not see was filled in. Send the form again without filling it in."),
                "trap",
            )
        return cleaned

    def _check_token(self, token: str) -> None:
        try:
            seen_at, self.was_shown = links.read(
                purpose=f"form:{self.purpose}", token=token, now=self.now, max_age=self.maximum_age
            )
        except links.BadLink as error:
            raise ValidationError(self._why(error), "token") from error
        if self.now.timestamp() - seen_at < self.minimum_age.total_seconds():
            raise ValidationError(
                _("The form was sent very quickly. Check what you wrote and send it again."), "fast"
            )

    @staticmethod
    def _why(error: links.BadLink) -> Any:
        if error.expired:
            return _("The form had been open for a long time. Check what you wrote and send it again.")
        return _("Part of the form was missing. Check what you wrote and send it again.")


def public_form(view: View) -> View:
    """For a view with a public form: refuses a POST that another site made the browser send; sets no cookie.

    A `language` in the view's address is the language of the refusal.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in METHODS:
            return _not_allowed()
        if request.method == "POST" and not came_from_here(request):
            return _refusal(request, kwargs.get("language"))
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response["Cache-Control"] = "no-store"
        return response

    return csrf_exempt(guarded)


def link_page(view: View) -> View:
    """For a view behind an unguessable link: never stored, indexed, or named to another site.

    No Origin is asked for: whoever has the link may act, and mail providers send the one-click POST themselves.
    """

    @wraps(view)
    def private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs) if request.method in METHODS else _not_allowed()
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        # Django's log line of a refusal would hold the address, and so the link.
        response._has_been_logged = True  # type: ignore[attr-defined]  # what django.utils.log reads
        return response

    return csrf_exempt(private)


def _not_allowed() -> HttpResponse:
    response = HttpResponseNotAllowed(METHODS)
    response._has_been_logged = True  # type: ignore[attr-defined]  # as above
    return response


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the request.

    A page with Referrer-Policy no-referrer sends `Origin: null`, so Sec-Fetch-Site alone may vouch. A client that
    sends neither header is no browser that another site could have used.
    """
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin is None and site is None:
        return True
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return origin in ours or site in {"same-origin", "none"}


def allow(scope: str, key: str, limit: int, seconds: int, *, now: datetime) -> bool:
    """Count one use of `key` and say whether it is within `limit` uses in this window of `seconds`.

    Counted in the cache: approximate where the cache does not count atomically, which is enough against floods.
    """
    window = int(now.timestamp()) // seconds
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    name = f"limit:{scope}:{window}:{digest}"
    cache.add(name, 0, timeout=seconds)
    try:
        used = cache.incr(name)
        # The file and database caches go back to their default lifetime when they count.
        cache.touch(name, timeout=seconds)
    except ValueError:  # the entry was culled between two of these calls
        return True
    return used <= limit


def network_may(
    request: HttpRequest, form: PublicForm, *, scope: str, per_network: int, per_site: int, now: datetime
) -> bool:
    """Whether a form is within an hour's forms of its network and of the site.

    Forms with a proof of work have limits of their own, so that many colleagues behind one address can each send one.
    """
    kind, times = ("proof", WIDER) if form.spend_proof() else ("network", 1)
    network = network_key(request, now=now)
    return allow(f"{scope}.{kind}", network, per_network * times, HOUR, now=now) and allow(
        f"{scope}.{kind}.site", "", per_site * times, HOUR, now=now
    )


def network_key(request: HttpRequest, *, now: datetime) -> str:
    """A hash of the visitor's network that tomorrow nobody can connect with today's; the address is not kept."""
    try:
        address = ipaddress.ip_address(_visitor_address(request))
    except ValueError:
        return "unknown"
    network = ipaddress.ip_network((address, 64), strict=False) if address.version == 6 else address
    salted = f"network\n{now.date().isoformat()}\n{network}"
    return hmac.new(settings.SECRET_KEY.encode(), salted.encode(), hashlib.sha256).hexdigest()[:32]


def _visitor_address(request: HttpRequest) -> str:
    # Only a trusted proxy's own entry, the last, is believed: a visitor may write anything before it.
    if settings.USE_X_FORWARDED_HOST and "X-Forwarded-For" in request.headers:
        return request.headers["X-Forwarded-For"].rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a form of staff without its own guard, in the site's look."""
    return _refusal(request, None)


def _refusal(request: HttpRequest, language: str | None) -> HttpResponse:
    known = language if language in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(known):
        return HttpResponse(render_to_string("core/form_refused.html", request=request), status=403)
