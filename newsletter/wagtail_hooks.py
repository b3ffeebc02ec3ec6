"""What the newsletter adds to Wagtail's admin."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from newsletter.admin import changing, importing, lists, sender
from newsletter.admin.issues import NewsletterGroup, SendMenuItem, SuggestMenuItem, TestMenuItem, urls
from newsletter.admin.logged import register_actions
from newsletter.admin.reports import SEE_REPORTS, report_url
from newsletter.admin.subscribers import ReadOnlyPolicy
from newsletter.models import Issue, Newsletter, Subscription
from newsletter.services import link_checking
from newsletter.services.controlling import PAUSED_LOG, RESUMED_LOG, STOPPED_LOG
from newsletter.services.releasing import HELD_UP_LOG
from newsletter.services.scheduling import SENT_LOG, UNDONE_LOG

RIGHTS = (
    "view_subscription",
    "view_addresses",
    "import_subscribers",
    "export_subscribers",
    "change_subscribers",
)

# First: the views of the group ask for a policy, and Wagtail would make one of its own.
register_permission_policy(Subscription, ReadOnlyPolicy(Subscription))
register_snippet(NewsletterGroup)


@hooks.register("register_admin_urls")
def issue_urls() -> list[Any]:
    return [*urls(), *importing.urls(), *lists.urls(), *changing.urls(), *sender.urls()]


@hooks.register("register_snippet_action_menu_item")
def send_menu_item(model: type) -> ActionMenuItem | None:
    return SendMenuItem() if model is Issue else None


@hooks.register("register_snippet_action_menu_item")
def test_menu_item(model: type) -> ActionMenuItem | None:
    return TestMenuItem() if model is Issue else None


@hooks.register("register_snippet_action_menu_item")
def suggest_menu_item(model: type) -> ActionMenuItem | None:
    return SuggestMenuItem() if model is Issue else None


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def check_links(request: HttpRequest, instance: Any) -> None:
    """Links are asked in the background as soon as they are saved, so that their answers are there when one looks."""
    if isinstance(instance, Issue):
        link_checking.begin(issue=instance)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """What the history of an issue says of its sending."""
    actions.register_action(SENT_LOG, _("Send"), _("Sent, or to be sent at the time chosen"))
    actions.register_action(UNDONE_LOG, _("Take back a send"), _("Send taken back before it began"))
    actions.register_action(PAUSED_LOG, _("Pause sending"), _("Sending paused"))
    actions.register_action(RESUMED_LOG, _("Let sending go on"), _("Sending goes on"))
    actions.register_action(STOPPED_LOG, _("Stop sending"), _("Sending stopped"))
    actions.register_action(
        HELD_UP_LOG, _("Hold up a send"), _("Held up at its time, since it was edited or has errors")
    )


@hooks.register("register_log_actions")
def log_actions_of_many(registry: LogActionRegistry) -> None:
    register_actions(registry)


@hooks.register("register_permissions")
def permissions_of_many() -> QuerySet[Permission]:
    """What the screen of groups offers beside the rights on newsletters and issues."""
    return Permission.objects.filter(
        content_type__app_label__in=("tekotori_newsletter", "tekotori_contacts"), codename__in=RIGHTS
    )


@hooks.register("register_snippet_listing_buttons")
def report_button(snippet: Model, user: AbstractBaseUser, next_url: str | None = None) -> list[Button]:
    """From an issue that went to its report."""
    if not (isinstance(snippet, Issue) and snippet.sent_at and user.has_perm(SEE_REPORTS)):  # type: ignore[attr-defined]  # accounts have rights
        return []
    return [Button(gettext("See the report"), url=report_url(snippet), icon_name="table", priority=15)]


@hooks.register("register_snippet_listing_buttons")
def sender_button(snippet: Model, user: AbstractBaseUser, next_url: str | None = None) -> list[Button]:
    """From a newsletter to what the DNS says of its sender."""
    if not (isinstance(snippet, Newsletter) and user.has_perm(sender.MAY_CHECK)):  # type: ignore[attr-defined]  # accounts have rights
        return []
    url = reverse("newsletter_sender", args=[snippet.pk])
    return [Button(gettext("Check the sender"), url=url, icon_name="check", priority=15)]


hooks.register("register_bulk_action", changing.ChangeChosen)
