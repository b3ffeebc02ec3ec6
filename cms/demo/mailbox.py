"""`/demo/mailbox/`: every message that the demonstration's SMTP sink has filed, newest first, on this machine only."""

from collections.abc import Callable, Sequence
from functools import wraps
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache

from mail.mailbox import MailboxEntry, count_mailbox, read_mailbox, read_message

# A mail is foreign HTML: no script, no form, pictures from this site only.
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self' data:; "
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
PER_PAGE = 30
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}

View = Callable[..., HttpResponse]


def loopback_only(view: View) -> View:
    """The sink holds whatever anyone typed into a form, so nobody else on the network may read it.

    The name in the address counts as well: another site's name may be made to point at the loopback (DNS rebinding).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = urlsplit(f"//{request.get_host()}").hostname
        if not ip_address(request.META["REMOTE_ADDR"]).is_loopback or name not in LOOPBACK_NAMES:
            raise Http404
        return never_cache(view)(request, *args, **kwargs)

    return guarded


class _Filed(Sequence[MailboxEntry]):
    """The mailbox as a sequence that reads only the mails of the page shown."""

    def __len__(self) -> int:
        return count_mailbox(settings.DEMO_OUTBOX_DIR)

    def __getitem__(self, index: Any) -> Any:
        return read_mailbox(settings.DEMO_OUTBOX_DIR, limit=index.stop - index.start, offset=index.start)


def _found(words: str) -> Sequence[MailboxEntry]:
    if not words:
        return _Filed()
    mails = read_mailbox(settings.DEMO_OUTBOX_DIR)
    return [mail for mail in mails if words.casefold() in f"{mail.to} {mail.subject}".casefold()]


def _mail(key: str) -> MailboxEntry:
    found = read_message(settings.DEMO_OUTBOX_DIR, key)
    if found is None:
        raise Http404
    return found


@loopback_only
def inbox(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    paginator = Paginator(_found(words), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    return render(
        request,
        "cms/demo/inbox.html",
        {
            "mails": page,
            "words": words,
            "query": urlencode({"q": words}) if words else "",
            "total": paginator.count,
        },
    )


@loopback_only
def message(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "cms/demo/message.html", {"mail": _mail(key)})


@loopback_only
def body(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part alone, for the sandboxed frame."""
    response = HttpResponse(_mail(key).html)
    response["Content-Security-Policy"] = MAIL_POLICY
    return response


@loopback_only
def source(request: HttpRequest, key: str) -> HttpResponse:
    return HttpResponse(_mail(key).source, content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("", inbox, name="demo_mailbox"),
    path("<str:key>/", message, name="demo_message"),
    path("<str:key>/body.html", body, name="demo_message_body"),
    path("<str:key>/source.txt", source, name="demo_message_source"),
]
