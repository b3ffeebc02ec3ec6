from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.demo.samples import has_samples
from cms.sample_admin import sample_content
from cms.translating import ScriptWords
from core.figures import Figure, figures
from newsletter.admin.reports import may_see_reports, report_url, sent_issues
from newsletter.models import Issue
from newsletter.reporting.counting import count_issues
from newsletter.reporting.overview import reached
from newsletter.services.progress import state_now

MOST_FIGURES = 6
MOST_LINES = 5


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@dataclass(frozen=True, slots=True)
class Step:
    """A first step of an editor's day: a link that stands only where its right does."""

    label: Promise
    icon: str
    url_name: str
    permission: str
    args: tuple[Any, ...] = ()


ISSUE_URLS = "newsletter_issues"
STEPS = (
    Step(_("New issue"), "mail", f"{ISSUE_URLS}:add", "tekotori_newsletter.add_issue"),
    Step(_("Issues"), "list-ul", f"{ISSUE_URLS}:list", "tekotori_newsletter.view_issue"),
)


class SquareToday(Component):
    """The top of the dashboard: what stands on the square today, and where the day's work begins."""

    name = "square_today"
    order = 40
    template_name = "cms/admin/square_today.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        request: HttpRequest = parent_context["request"]
        return {
            "figures": _shown_figures(),
            "issues": _issues(request),
            "last_sent": _last_sent(request),
            "edits": _edits(request),
            "steps": [*_deed_steps(request), *_steps(request)],
            "name": settings.WAGTAIL_SITE_NAME,
        }


def _shown_figures() -> list[Figure]:
    """The whole counts; those of one sector each would bury them. What the square is for comes first."""
    whole = [figure for figure in figures if "sector" not in figure.key]
    return sorted(whole, key=lambda figure: figure.key != "deeds.published")[:MOST_FIGURES]


@dataclass(frozen=True, slots=True)
class IssueLine:
    name: str
    url: str
    state: str


def _issues(request: HttpRequest) -> list[IssueLine]:
    """The newest issues, each leading to where its next step is taken."""
    if not request.user.has_perm("tekotori_newsletter.change_issue"):
        return []
    newest = Issue.objects.order_by("-pk").prefetch_related("dispatches", "editions")[:MOST_LINES]
    return [
        IssueLine(issue.name, reverse("newsletter_send", args=(issue.pk,)), _state(issue)) for issue in newest
    ]


def _state(issue: Issue) -> str:
    dispatch = next(iter(issue.dispatches.all()), None)
    if dispatch:
        return str(capfirst(state_now(dispatch).label))
    return str(_("Sent") if issue.sent_at else _("In the making"))


@dataclass(frozen=True, slots=True)
class LastSent:
    """What became of the issue that went last."""

    name: str
    url: str
    audience: int
    reached: int
    returned: int
    left: int


def _last_sent(request: HttpRequest) -> LastSent | None:
    issue = sent_issues().first() if may_see_reports(request) else None
    if issue is None:
        return None
    figures = count_issues([issue])[issue.pk]
    return LastSent(
        issue.name,
        report_url(issue),
        figures.audience,
        reached(figures),
        figures.outcome("returned"),
        figures.left,
    )


def _edits(request: HttpRequest) -> list[Page]:
    """What anyone edited last, as far as this person may edit it too."""
    return list(
        page_permission_policy.instances_user_has_permission_for(request.user, "change")
        .exclude(depth=1)
        .exclude(latest_revision_created_at=None)
        .order_by("-latest_revision_created_at")
        .select_related("locale")[:MOST_LINES]
    )


def _steps(request: HttpRequest) -> list[tuple[str, str, str]]:
    return [
        (str(step.label), step.icon, url)
        for step in STEPS
        if request.user.has_perm(step.permission) and (url := _reverse(step))
    ]


def _reverse(step: Step) -> str:
    try:
        return reverse(step.url_name, args=step.args)
    except NoReverseMatch:  # the app that has it is not installed
        return ""


def _deed_steps(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Deeds begin under the index of the default language; the page tree's own rights decide."""
    index = Page.objects.filter(
        content_type__app_label="tekotori_deeds",
        content_type__model="deedindexpage",
        locale__language_code=settings.LANGUAGE_CODE,
    ).first()
    if index is None or not index.permissions_for_user(request.user).can_add_subpage():
        return []
    add = reverse("wagtailadmin_pages:add", args=("tekotori_deeds", "deedpage", index.pk))
    return [
        (str(_("New deed")), "plus", add),
        (str(_("All deeds")), "list-ul", reverse("wagtailadmin_explore", args=(index.pk,))),
    ]


@hooks.register("construct_homepage_panels")
def add_square_today(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(SquareToday())


@hooks.register("register_admin_urls")
def sample_content_url() -> list[Any]:
    return [path("sample-content/", sample_content, name="sample_content")]


@hooks.register("register_admin_urls", order=-1)
def translation_words_url() -> list[Any]:
    """The address of wagtail-localize itself, asked before the library's own."""
    return [path("localize/jsi18n/", ScriptWords.as_view())]


class SampleContentItem(MenuItem):
    """Stands in the settings while there is sample content, for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser) and has_samples()


@hooks.register("register_settings_menu_item")
def sample_content_item() -> MenuItem:
    return SampleContentItem(
        _("Sample content"), reverse("sample_content"), name="sample-content", icon_name="bin", order=990
    )
