"""Reported conversations in the admin: a moderator reads these and no others, without anybody's name or address."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from deeds.relay.threads import close_thread, dismiss_report, waiting_reports

RIGHT = "tekotori_deeds.view_deedthread"


def _check(request: HttpRequest) -> None:
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied


def reported_threads(request: HttpRequest) -> HttpResponse:
    _check(request)
    context = {
        "header_title": _("Reported conversations"),
        "header_icon": "comment",
        "threads": waiting_reports(),
    }
    return render(request, "deeds/admin/threads.html", context)


def decide_thread(request: HttpRequest, reference: str) -> HttpResponse:
    """POST closes the conversation, or lets it go on."""
    _check(request)
    if request.method == "POST":
        thread = get_object_or_404(waiting_reports(), reference=reference)
        if request.POST.get("action") == "close":
            close_thread(thread=thread, now=timezone.now())
            messages.success(request, _("The conversation is closed."))
        else:
            dismiss_report(thread=thread, now=timezone.now())
            messages.success(request, _("The conversation goes on."))
    return redirect("deed_threads")


class ReportedThreadsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(RIGHT))


@hooks.register("register_reports_menu_item")
def reported_threads_item() -> MenuItem:
    return ReportedThreadsItem(
        gettext_lazy("Reported conversations"),
        reverse("deed_threads"),
        name="reported-conversations",
        icon_name="comment",
        order=1200,
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [
        path("deeds/threads/", reported_threads, name="deed_threads"),
        path("deeds/threads/<slug:reference>/", decide_thread, name="deed_decide_thread"),
    ]
