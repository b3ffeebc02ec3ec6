"""How much waits, where moderators come in: in the menu and on the dashboard."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from deeds.models import DeedSubmission
from deeds.moderating.appeals import MODERATE
from deeds.moderating.queue import waiting


class ModerationItem(MenuItem):
    """The menu's way to the queue, with the number of what waits."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MODERATE))

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if total := waiting().total:
            component.label = f"{component.label} ({total})"
        return component


def menu_item() -> ModerationItem:
    return ModerationItem(
        _("Moderation"), reverse_lazy("deed_queue"), name="moderation", icon_name="check", order=105
    )


class ModerationPanel(Component):
    """On the dashboard: what waits, and how long."""

    name = "moderation"
    order = 50
    template_name = "deeds/admin/moderation/panel.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        oldest = (
            DeedSubmission.objects.filter(state=DeedSubmission.State.PENDING)
            .order_by("submitted_at")
            .values_list("submitted_at", flat=True)
            .first()
        )
        return {"waiting": waiting(), "oldest": (timezone.now() - oldest).days if oldest else 0}


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(MODERATE):
        panels.append(ModerationPanel())
