"""The terms in the admin: versions are added and read, never edited; one that nobody accepted can be taken back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import DateColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import CreateView, DeleteView, SnippetViewSet

from deeds.errors import TermsAccepted
from deeds.models import TermsVersion
from deeds.terms import LANGUAGES, publish_terms, withdraw_terms


class WrittenOnce(ModelPermissionPolicy):
    """Nobody changes what somebody may have accepted: a change is a new version."""

    def user_has_permission(self, user: "AbstractBaseUser | AnonymousUser", action: str) -> bool:
        return action != "change" and bool(super().user_has_permission(user, action))


class TermsCreateView(CreateView):
    def form_valid(self, form: Any) -> HttpResponse:
        """A refusal of the service stands beside its field, like any other."""
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            self.is_valid(form)  # Wagtail notes there what the page says above the fields
            return self.form_invalid(form)

    def save_instance(self) -> TermsVersion:
        data = self.form.cleaned_data
        return publish_terms(
            label=data["label"],
            valid_from=data["valid_from"],
            texts={language: data[f"text_{language}"] for language in LANGUAGES},
            now=timezone.now(),
        )


class TermsCopyView(TermsCreateView):
    """The next version begins as a copy of an earlier one."""

    def get_initial_form_instance(self) -> TermsVersion:
        copied = TermsVersion.objects.get(pk=self.kwargs["pk"])
        return TermsVersion(**{f"text_{language}": copied.text_in(language) for language in LANGUAGES})


class TermsDeleteView(DeleteView):
    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except TermsAccepted:
            messages.error(
                self.request,
                _("Somebody accepted these terms, so they stay. Add a new version instead."),
            )
            return redirect(self.index_url_name)

    def delete_action(self) -> None:
        withdraw_terms(terms=self.object, now=timezone.now())


class TermsViewSet(SnippetViewSet):
    model = TermsVersion
    icon = "doc-full"
    menu_label = gettext_lazy("Terms of publishing")
    list_display = ["label", DateColumn("valid_from", label=gettext_lazy("Valid from")), "published_at"]
    search_fields = ["label"]
    search_backend_name = None
    ordering = ["-valid_from"]
    inspect_view_enabled = True
    inspect_view_fields = ["label", "valid_from", "text_fi", "text_sv", "text_en"]
    add_view_class = TermsCreateView
    copy_view_class = TermsCopyView
    delete_view_class = TermsDeleteView
    panels = [
        FieldRowPanel([FieldPanel("label"), FieldPanel("valid_from")]),
        FieldPanel("text_fi"),
        FieldPanel("text_sv"),
        FieldPanel("text_en"),
    ]
