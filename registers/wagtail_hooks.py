from collections.abc import Iterator
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets import widgets
from wagtail.snippets.models import register_snippet

from registers.admin import LOADED, LookUpOnly, RegisterViewSetGroup
from registers.models import Organisation
from registers.views import close_organisation

for model in LOADED:
    register_permission_policy(model, LookUpOnly(model))
register_snippet(RegisterViewSetGroup)


@hooks.register("register_admin_urls")
def closing_url() -> list[URLPattern]:
    return [path("organisations/<int:pk>/close/", close_organisation, name="close_organisation")]


@hooks.register("register_snippet_listing_buttons")
def closing_button(snippet: Model, user: "AbstractBaseUser", next_url: str | None = None) -> Iterator[Any]:
    """The way to close or merge, beside each organisation that is active."""
    if not isinstance(snippet, Organisation) or snippet.status != Organisation.Status.ACTIVE:
        return
    if user.has_perm("tekotori_registers.change_organisation"):  # type: ignore[attr-defined]  # staff have permissions
        yield widgets.SnippetListingButton(
            _("Close or merge"), reverse("close_organisation", args=[snippet.pk]), priority=30
        )
