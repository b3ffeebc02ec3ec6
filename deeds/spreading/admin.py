"""Spreading in the admin: adoptions to decide about."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from deeds.models import Adoption


class AdoptionIndexView(IndexView):
    """What waits comes first, the oldest before the others."""

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().exclude(state=Adoption.State.ASKED)
        return rows.select_related("deed", "organisation__merged_into")


class AdoptionViewSet(SnippetViewSet):
    model = Adoption
    icon = "group"
    menu_label = _("Adoptions")
    list_display = [
        TitleColumn(
            "deed",
            label=_("Deed"),
            accessor="deed",
            get_url=lambda row: reverse("decide_adoption", args=[row.pk]),
        ),
        Column("organisation", label=_("Organisation"), accessor="organisation.label"),
        Column("kind", label=_("How"), accessor="get_kind_display"),
        Column("mail_domain", label=_("Mail domain"), accessor="mail_domain"),
        Column("state", label=_("State"), accessor="get_state_display"),
        DateColumn("confirmed_at", label=_("Confirmed"), accessor="confirmed_at"),
    ]
    list_filter = ["state", "kind"]
    search_fields = ["deed__title", "organisation__name_fi", "organisation__name_sv"]
    search_backend_name = None
    ordering = ["-state", "asked_at"]  # "waiting" sorts after the others, so it stands first
    copy_view_enabled = False
    index_view_class = AdoptionIndexView


class SpreadingViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Spreading")
    menu_name = "spreading"
    menu_icon = "group"
    menu_order = 115
    items = (AdoptionViewSet,)
