"""Issues in Wagtail's admin: the list, the editing screen, and the way to the sending screen."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.side_panels import PreviewSidePanel
from wagtail.admin.ui.tables import DateColumn, LiveStatusTagColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from newsletter.admin import beginning, items, segments, testing
from newsletter.admin.checks_panel import ChecksBeside
from newsletter.admin.form import IssueForm
from newsletter.admin.reports import ReportViewSet
from newsletter.admin.segments import SegmentViewSet
from newsletter.admin.sending import approval, further, runs
from newsletter.admin.sending import views as sending
from newsletter.admin.subscribers import NewsletterViewSet, SubscriptionViewSet
from newsletter.models import Issue
from newsletter.services.issues import draft_issue


class PreviewBeside:
    """The preview beside the editor, with the choices of an issue."""

    def get_side_panels(self) -> Any:
        panels = super().get_side_panels()  # type: ignore[misc]  # of Wagtail's view
        for panel in panels:
            if isinstance(panel, PreviewSidePanel):
                panel.template_name = "newsletter/admin/preview_panel.html"
        return panels


class IssueEditView(ChecksBeside, PreviewBeside, EditView):
    pass


class IssueCreateView(PreviewBeside, CreateView):
    def get_initial_form_instance(self) -> Issue:
        return draft_issue(now=timezone.now())


class IssueIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Issue]:
        queryset: QuerySet[Issue] = super().get_base_queryset()
        return queryset.select_related("newsletter").prefetch_related("editions")  # for when it went

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        like_last = HeaderButton(
            _("Like last time"), url=reverse("newsletter_like_last"), icon_name="copy", priority=20
        )
        return [*super().header_buttons, *([like_last] if self.add_url else [])]


class IssueViewSet(SnippetViewSet):
    model = Issue
    index_view_class = IssueIndexView
    add_view_class = IssueCreateView
    edit_view_class = IssueEditView
    edit_handler = ObjectList(Issue.panels, base_form_class=IssueForm)
    icon = "mail"
    menu_label = _("Issues")
    menu_order = 10
    url_prefix = "newsletter/issues"
    url_namespace = "newsletter_issues"
    list_display = [
        "name",
        "newsletter",
        "number",
        DateColumn("sent_at", label=_("Sent")),
        LiveStatusTagColumn(),
    ]
    list_filter = ["newsletter"]
    ordering = ["-number"]


class TestMenuItem(ActionMenuItem):
    """One click from the editor to one's own mailbox."""

    name = "action-test-to-me"
    label = _("Test to me")
    icon_name = "mail"
    template_name = "newsletter/admin/test_menu_item.html"
    order = 3

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and isinstance(context.get("instance"), Issue)

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("newsletter_test", args=[context["instance"].pk])


class SuggestMenuItem(ActionMenuItem):
    """From the text to what was published since the last issue."""

    name = "action-suggest"
    label = _("Suggest items")
    icon_name = "pick"
    order = 4

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and isinstance(context.get("instance"), Issue)

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("newsletter_suggest", args=[context["instance"].pk])


class SendMenuItem(ActionMenuItem):
    """From the text to the screen where it is checked, approved and sent."""

    name = "action-check-and-send"
    label = _("Check and send")
    icon_name = "mail"
    order = 5

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit" and isinstance(context.get("instance"), Issue)

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("newsletter_send", args=[context["instance"].pk])


def urls() -> list[Any]:
    base = "newsletter/issues/send/<int:pk>/"
    return [
        path("newsletter/issues/test/<int:pk>/", testing.test_to_me, name="newsletter_test"),
        path(
            "newsletter/issues/test/<int:pk>/others/", testing.test_to_others, name="newsletter_test_others"
        ),
        path("newsletter/issues/like-last/", beginning.like_last, name="newsletter_like_last"),
        path("newsletter/issues/suggest/<int:pk>/", beginning.suggest, name="newsletter_suggest"),
        path("newsletter/issues/suggest/<int:pk>/undo/", beginning.undo, name="newsletter_undo_fill"),
        path("newsletter/issues/items/", items.notes, name="newsletter_item_notes"),
        path("newsletter/segments/count/", segments.count, name="newsletter_segment_count"),
        path(base, sending.overview, name="newsletter_send"),
        path(f"{base}approve/", approval.approve, name="newsletter_approve"),
        path(f"{base}back/", approval.back, name="newsletter_send_back"),
        path(f"{base}links/", sending.check_links, name="newsletter_check_links"),
        path(f"{base}confirm/", sending.confirm, name="newsletter_confirm_send"),
        path(f"{base}dispatch/", sending.send, name="newsletter_dispatch"),
        path(f"{base}again/<int:dispatch>/", further.again, name="newsletter_again"),
        path(f"{base}correction/", further.correction, name="newsletter_correction"),
        path(f"{base}joined/", further.joined, name="newsletter_joined"),
        path(f"{base}progress/", runs.progress, name="newsletter_progress"),
        path(f"{base}undo/<int:dispatch>/", runs.take_back, name="newsletter_undo"),
        path(f"{base}pause/<int:dispatch>/", runs.pause, name="newsletter_pause"),
        path(f"{base}resume/<int:dispatch>/", runs.resume, name="newsletter_resume"),
        path(f"{base}cancel/<int:dispatch>/", runs.cancel, name="newsletter_cancel"),
        path(f"{base}mail/<int:compilation>.<str:part>", sending.compilation, name="newsletter_compilation"),
    ]


class NewsletterGroup(SnippetViewSetGroup):
    """The newsletter's menu. Issues first: what the communications team comes for."""

    menu_label = _("Newsletter")
    menu_name = "newsletter"
    menu_icon = "mail"
    menu_order = 150
    items = (IssueViewSet, ReportViewSet, SubscriptionViewSet, SegmentViewSet, NewsletterViewSet)
