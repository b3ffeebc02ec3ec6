from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from headless.views import preview_link


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [path("content-api/preview/<int:page_id>/", preview_link, name="headless_preview_link")]


@hooks.register("register_page_header_buttons")
def preview_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """In the menu of a page's header: the way to its draft for a front end."""
    if page.pk and not page.is_root() and page.permissions_for_user(user).can_edit():
        address = reverse("headless_preview_link", args=[page.pk])
        yield Button(_("Preview for front ends"), address, icon_name="code", priority=80)
