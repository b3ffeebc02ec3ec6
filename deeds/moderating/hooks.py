"""What moderation adds to Wagtail's admin."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from deeds.errors import DeedRestricted
from deeds.models import DeedPage
from deeds.moderating.admin.panels import add_panel, menu_item
from deeds.moderating.admin.urls import admin_urls
from deeds.services import refuse_if_restricted


def register() -> None:
    hooks.register("before_publish_page", refuse_to_publish_restricted_deeds)
    hooks.register("register_admin_urls", admin_urls)
    hooks.register("register_admin_menu_item", menu_item)
    hooks.register("construct_homepage_panels", add_panel)


def refuse_to_publish_restricted_deeds(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What moderators hid is shown again by lifting the restriction, with its reasons and its letter."""
    if not isinstance(page, DeedPage):
        return None
    try:
        refuse_if_restricted(page)
    except DeedRestricted:
        messages.error(
            request,
            _(
                "Moderators have hidden this deed, so it was not published. Lift the restriction in the moderation first."
            ),
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None
