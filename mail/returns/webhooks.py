"""What hosted services tell us by request: django-anymail checks and reads it, we write it down.

Each service has one address, and only those that the settings name, with their secret, have one at all.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import structlog
from anymail.exceptions import AnymailConfigurationError, AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.webhooks.amazon_ses import AmazonSESBaseWebhookView, AmazonSESTrackingWebhookView
from anymail.webhooks.base import AnymailCoreWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailersend import MailerSendTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.dispatch import Signal, receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mail import conf
from mail.returns.models import Channel
from mail.returns.reports import Kind, Report
from mail.returns.services import digest, record_return
from mail.returns.status import failure, says_gone, status_in, without_addresses

logger = structlog.get_logger("tekotori.mail")

# Not anymail's own signal: a project may listen to that for mail that did not go through the outbox.
came_back = Signal()
# What a body may do to a reader of JSON that expects another.
_MISREAD = (
    AnymailError,
    AnymailConfigurationError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
)


class ServiceView(AnymailCoreWebhookView):
    """Stands before anymail's views: what cannot be read is refused before it is trusted, and kept after."""

    signal = came_back

    def run_validators(self, request: HttpRequest) -> None:
        try:
            super().run_validators(request)
        except AnymailWebhookValidationFailure:
            raise
        except _MISREAD as error:
            raise AnymailWebhookValidationFailure(f"unreadable: {type(error).__name__}") from error

    def parse_events(self, request: HttpRequest) -> list[AnymailTrackingEvent]:
        try:
            events: list[AnymailTrackingEvent] = super().parse_events(request)
        except _MISREAD:
            return [_unread(request)]
        return events


class AmazonSes(ServiceView, AmazonSESTrackingWebhookView):
    """Without boto3, which anymail wants for confirming a subscription: a person follows the link in it instead."""

    def __init__(self, **kwargs: Any) -> None:
        self.auto_confirm_enabled = False
        super(AmazonSESBaseWebhookView, self).__init__(**kwargs)

    def parse_events(self, request: HttpRequest) -> list[AnymailTrackingEvent]:
        is_report = request.headers.get("x-amz-sns-message-type") == "Notification"
        return super().parse_events(request) if is_report else [_unread(request)]


class Brevo(ServiceView, BrevoTrackingWebhookView): ...


class MailerSend(ServiceView, MailerSendTrackingWebhookView): ...


class Mailgun(ServiceView, MailgunTrackingWebhookView): ...


class Mailjet(ServiceView, MailjetTrackingWebhookView): ...


class Postmark(ServiceView, PostmarkTrackingWebhookView): ...


class SparkPost(ServiceView, SparkPostTrackingWebhookView): ...


# Where the service signs, its key; else the user and password that stand in the address which it is given.
SERVICES: Mapping[str, tuple[type[ServiceView], str]] = {
    "amazon_ses": (AmazonSes, "WEBHOOK_SECRET"),
    "brevo": (Brevo, "WEBHOOK_SECRET"),
    "mailersend": (MailerSend, "MAILERSEND_SIGNING_SECRET"),
    "mailgun": (Mailgun, "MAILGUN_WEBHOOK_SIGNING_KEY"),
    "mailjet": (Mailjet, "WEBHOOK_SECRET"),
    "postmark": (Postmark, "WEBHOOK_SECRET"),
    "sparkpost": (SparkPost, "WEBHOOK_SECRET"),
}


@csrf_exempt  # a service has no cookie; each request is signed, or bears the password
@never_cache
@require_http_methods(["POST", "HEAD"])
def receive(request: HttpRequest, service: str) -> HttpResponseBase:
    """One request of a service. 404 for one that is not set up, 403 for what is not signed by it."""
    view, secret = SERVICES.get(service, (None, ""))
    if view is None or service not in conf.texts("MAIL_WEBHOOKS") or not conf.anymail(secret):
        raise Http404
    try:
        answer: HttpResponseBase = view.as_view()(request)
    except AnymailWebhookValidationFailure:
        logger.warning("mail.webhook_refused", service=service)
        return HttpResponse("Refused: not signed by the service.", status=403, content_type="text/plain")
    return answer


@receiver(came_back)
def record_event(
    sender: type[ServiceView], event: AnymailTrackingEvent, esp_name: str, **kwargs: object
) -> None:
    """Write one event down; the same one again changes nothing."""
    report = read_event(event)
    if report is not None:
        source = _json(event.esp_event)
        key = digest("webhook", esp_name, event.event_type, event.recipient or "", _without_signature(event))
        record_return(
            report=report,
            key=key,
            channel=Channel.WEBHOOK,
            service=esp_name,
            source=source,
            now=timezone.now(),
        )


def read_event(event: AnymailTrackingEvent) -> Report | None:
    """None for what is no news of a delivery: that it left the service, that somebody opened it or followed a link."""
    if event.event_type in _NO_NEWS:
        return None
    words = f"{event.mta_response or ''} {event.description or ''}".strip()
    status = status_in(words)
    kind = _REJECTED.get(event.reject_reason or "") if event.event_type == EventType.REJECTED else None
    kind = kind or _KINDS.get(event.event_type) or _failure(event, status, words)
    return Report(kind, _public_id(event), event.recipient or "", status, without_addresses(words))


_NO_NEWS = {EventType.QUEUED, EventType.SENT, EventType.OPENED, EventType.CLICKED, EventType.SUBSCRIBED}
_KINDS = {
    EventType.DEFERRED: Kind.DELAYED,
    EventType.DELIVERED: Kind.DELIVERED,
    EventType.COMPLAINED: Kind.COMPLAINT,
    EventType.UNSUBSCRIBED: Kind.OPT_OUT,
    EventType.AUTORESPONDED: Kind.AUTO_REPLY,
    EventType.UNKNOWN: Kind.UNKNOWN,
    EventType.INBOUND: Kind.UNKNOWN,
    EventType.INBOUND_FAILED: Kind.UNKNOWN,
}
# The service did not even try, because of what it knew of the address.
_REJECTED = {
    RejectReason.SPAM: Kind.COMPLAINT,
    RejectReason.UNSUBSCRIBED: Kind.OPT_OUT,
    RejectReason.BOUNCED: Kind.HARD,
}
# How services call their two kinds of bounces; the words stand as values, and with Mailjet as a yes or no.
_HARD = re.compile(
    r': "(?:hard_bounced?|HardBounce|Permanent|invalid_email|suppress-bounce)"|"hard_bounce": true'
)
_SOFT = re.compile(r': "(?:soft_bounced?|SoftBounce|Transient|Undetermined)"|"hard_bounce": false')


def _failure(event: AnymailTrackingEvent, status: str, words: str) -> Kind:
    said = _json(event.esp_event)
    # x.7.x is about us as a sender: some services call that a hard bounce too.
    is_hard = event.reject_reason == RejectReason.INVALID or bool(_HARD.search(said))
    if says_gone(status) or (is_hard and not status.startswith("5.7.")):
        return Kind.HARD
    return Kind.SOFT if _SOFT.search(said) else failure(status, words)


def _public_id(event: AnymailTrackingEvent) -> str:
    """The delivery's number, wherever the service repeats our Message-ID or envelope sender."""
    number = re.compile(
        rf"(?<![0-9a-f])([0-9a-f]{{32}})@{re.escape(conf.mail_domain())}(?![\w.-])", re.IGNORECASE
    )
    found = number.search(f"{event.message_id or ''} {_json(event.esp_event)}")
    return found[1].lower() if found else ""


def _unread(request: HttpRequest) -> AnymailTrackingEvent:
    body = request.body.decode("utf-8", "replace")
    return AnymailTrackingEvent(event_type=EventType.UNKNOWN, esp_event=body)


def _json(value: object) -> str:
    return (
        value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    )


def _without_signature(event: AnymailTrackingEvent) -> str:
    """A service that tries again signs anew, and what it tells is the same."""
    told = event.esp_event
    if isinstance(told, Mapping):
        told = {
            name: value for name, value in told.items() if name not in {"signature", "token", "timestamp"}
        }
    return _json(told)
