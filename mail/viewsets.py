"""Deliveries in Wagtail's admin: to look at, never to change. What changes them is the server's answer."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from mail.models import Delivery
from mail.returns.admin import ReturnViewSet, local_time

ADDRESS_PERMISSION = "tekotori_mail.view_address"
# Only those with the permission above see these.
PERSONAL = {"address", "name"}


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Nobody adds, changes or deletes here, administrators included."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class DeliveryFilterSet(WagtailFilterSet):
    language = django_filters.ChoiceFilter(
        field_name="message__language", choices=settings.LANGUAGES, label=_("Language")
    )

    class Meta:
        model = Delivery
        fields = ["state", "lane"]


class DeliveryIndexView(IndexView):
    @property
    def columns(self) -> list[Column]:
        allowed = self.request.user.has_perm(ADDRESS_PERMISSION)
        return [column for column in super().columns if allowed or column.name not in PERSONAL]

    def get_base_queryset(self) -> QuerySet[Delivery]:
        return super().get_base_queryset().select_related("message").defer("message__html", "message__text")


class DeliveryInspectView(InspectView):
    def get_fields(self) -> list[str]:
        allowed = self.request.user.has_perm(ADDRESS_PERMISSION)
        return [name for name in super().get_fields() if allowed or name not in PERSONAL]

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        return local_time(super().get_field_display_value(field_name, field))

    def get_events_display_value(self) -> str:
        events = self.object.events.all()
        return ", ".join(
            f"{event.get_state_display()} {event.status} {timezone.localtime(event.at):%Y-%m-%d %H:%M}"
            for event in events
        )

    def get_field_label(self, field_name: str, field: Any) -> str:
        return str(_("Events")) if field_name == "events" else super().get_field_label(field_name, field)


class DeliveryViewSet(ModelViewSet):
    model = Delivery
    name = "mail"
    icon = "mail"
    menu_label = _("Deliveries")
    menu_order = 10
    inspect_view_enabled = True
    copy_view_enabled = False
    index_view_class = DeliveryIndexView
    inspect_view_class = DeliveryInspectView
    form_fields: list[str] = []
    ordering = "-pk"
    list_per_page = 50
    filterset_class = DeliveryFilterSet
    list_display = [
        "public_id",
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("language", label=_("Language"), accessor="message.language"),
        Column("group", label=_("Group"), accessor="message.group"),
        Column("status", label=_("Status code")),
        Column("changed_at", label=_("When"), sort_key="changed_at"),
        Column("address", label=_("Address")),
    ]
    inspect_view_fields = [
        "public_id", "state", "message", "lane", "address", "name", "attempts", "status", "reply", "created_at",
        "due_at", "sent_at", "changed_at", "events",
    ]  # fmt: skip

    def get_urlpatterns(self) -> list[URLPattern]:
        # No address for adding, editing or deleting exists, so none can be forgotten in a check of permissions.
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]

    def register_admin_url_finder(self) -> None:
        """Elsewhere in the admin a delivery is no link: there is nothing to edit."""


class MailGroup(ViewSetGroup):
    menu_label = _("Mail")
    menu_name = "mail"
    menu_icon = "mail"
    menu_order = 850
    items = (DeliveryViewSet, ReturnViewSet)
