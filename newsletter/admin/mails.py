"""What one reader was sent, when, and what became of it: for those who may see addresses and deliveries."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from mail.models import Delivery, State
from mail.services import address_key
from newsletter.models import Subscription

RIGHTS = (
    "tekotori_contacts.view_addresses",
    "tekotori_newsletter.view_subscription",
    "tekotori_mail.view_delivery",
)

# The outbox's states as an editor tells them to the reader who asks.
STATES: Mapping[str, str | Promise] = {
    State.QUEUED: _("Waits for its turn."),
    State.SENDING: _("Is being handed over."),
    State.SENT: _("The reader's server took it."),
    State.DEFERRED: _("The server did not take it yet. It is tried again."),
    State.DELIVERED: _("It is in the reader's mailbox."),
    State.BOUNCED: _("It came back."),
    State.COMPLAINED: _("The reader called it spam."),
    State.REJECTED: _("The server refused it for good."),
    State.FAILED: _("It was given up."),
    State.UNCERTAIN: _("It probably arrived: the line broke before the server answered."),
    State.CANCELLED: _("It was not sent: taken back, or no longer wanted."),
}


def what_became(delivery: Delivery) -> str:
    return str(STATES[delivery.state])


def when(delivery: Delivery) -> str:
    at = delivery.sent_at or delivery.changed_at
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def answer(delivery: Delivery) -> str:
    """The server's own words behind its code, where they do not repeat it."""
    code, words = delivery.status, delivery.reply
    return words if code in words else f"{code} {words}".strip()


class SubscriberMailsView(BaseListingView):
    """Found by the keyed hash of the address, so that it goes on after the outbox has forgotten whom it wrote to."""

    page_title = _("Mails to one reader")
    header_icon = "mail"
    verbose_name_plural = _("mails")
    no_results_message = _("Nothing has been sent to this address.")
    default_ordering = "-pk"
    paginate_by = 50
    columns = [
        TitleColumn(
            "subject",
            label=_("Subject"),
            accessor="message.subject",
            get_url=lambda delivery: reverse("mail:inspect", args=[delivery.pk]),
        ),
        Column("when", label=_("When"), accessor=when),
        Column("state", label=_("What became of it"), accessor=what_became),
        Column("answer", label=_("The server's answer"), accessor=answer),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perms(RIGHTS):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def subscription(self) -> Subscription:
        return get_object_or_404(Subscription.objects.select_related("contact"), pk=self.kwargs["pk"])

    def get_base_queryset(self) -> QuerySet[Delivery]:
        rows = Delivery.objects.filter(address_key=address_key(self.subscription.contact.address))
        return rows.select_related("message").defer("message__html", "message__text")

    def get_page_subtitle(self) -> str:
        return str(self.subscription.contact.address)

    def get_index_url(self) -> str:
        return reverse("newsletter_subscriptions:mails", args=[self.subscription.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("newsletter_subscriptions:index"), "label": _("Subscribers")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]
