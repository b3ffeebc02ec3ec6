"""Deeds in the admin beside their pages: the permanent rows to look up, and leads to write and review."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import (
    CreateView,
    DeleteView,
    EditView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from deeds.models import Deed, DeedLead
from deeds.moderating.admin.terms import TermsViewSet
from deeds.services import remove_lead, set_lead
from deeds.widgets import deed_chooser


class RowsFollowPages(ModelPermissionPolicy):
    """Rows are written by publishing pages, so nobody adds, changes or deletes them here."""

    def user_has_permission(self, user: "AbstractBaseUser | AnonymousUser", action: str) -> bool:
        return action == "view" and super().user_has_permission(user, "view")


class DeedViewSet(SnippetViewSet):
    model = Deed
    icon = "tag"
    menu_label = _("Numbers of deeds")
    list_display = ["number", "title", "organisation", "state", "published_at"]
    list_filter = ["state"]
    search_fields = ["title", "number", "organisation__name_fi"]
    search_backend_name = None
    ordering = ["-number"]
    inspect_view_enabled = True
    copy_view_enabled = False


def _save(form: Any) -> DeedLead:
    data = form.cleaned_data
    return set_lead(
        deed=data["deed"], locale=data["locale"], title=data["title"], text=data["text"], now=timezone.now()
    )


class LeadCreateView(CreateView):
    def save_instance(self) -> DeedLead:
        return _save(self.form)


class LeadEditView(EditView):
    def save_instance(self) -> DeedLead:
        before = DeedLead.objects.get(pk=self.form.instance.pk)
        lead = _save(self.form)
        if lead.pk != before.pk:
            # Another deed or language was chosen: the lead has moved there.
            remove_lead(lead=before, now=timezone.now())
        return lead


class LeadDeleteView(DeleteView):
    def delete_action(self) -> None:
        remove_lead(lead=self.object, now=timezone.now())


class DeedLeadViewSet(SnippetViewSet):
    """Saving a lead here means that an editor has read it: it is shown from then on."""

    model = DeedLead
    icon = "openquote"
    menu_label = _("Leads of deeds")
    list_display = ["title", "deed", "locale", "origin", "reviewed_at"]
    list_filter = ["locale", "origin"]
    search_fields = ["title", "text"]
    search_backend_name = None
    copy_view_enabled = False
    add_view_class = LeadCreateView
    edit_view_class = LeadEditView
    delete_view_class = LeadDeleteView
    panels = [
        FieldPanel("deed", widget=deed_chooser(), help_text=_("A deed without a page in the language.")),
        FieldPanel("locale"),
        FieldPanel("title"),
        FieldPanel("text", help_text=_("What was done and what came of it, in two or three sentences.")),
    ]


class DeedViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Deeds")
    menu_icon = "tag"
    menu_order = 110
    items = (DeedLeadViewSet, DeedViewSet, TermsViewSet)
