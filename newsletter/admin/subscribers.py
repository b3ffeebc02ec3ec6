"""Newsletters and their subscribers in Wagtail's admin. Subscriptions are read only: services write them."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from newsletter.admin.choosing import SubscriptionFilterSet, query_of
from newsletter.admin.mails import RIGHTS, SubscriberMailsView
from newsletter.models import Newsletter, Subscription
from newsletter.models.subscriptions import SubscriptionState

SEE_ADDRESSES = "tekotori_contacts.view_addresses"
MAY_CHANGE = "tekotori_newsletter.change_subscribers"
MAY_EXPORT = "tekotori_newsletter.export_subscribers"


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Nobody, an administrator included, changes rows by hand: the ledger would not know of it."""

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: AbstractBaseUser, actions: Iterable[str]) -> bool:
        return "view" in actions and self.user_has_permission(user, "view")


def language_name(subscription: Subscription) -> str:
    return str(get_language_info(subscription.language)["name_local"])


class AddressColumn(TitleColumn):
    """A link in the size of the other cells: addresses are long."""

    cell_template_name = "newsletter/admin/address_cell.html"


class SubscriptionIndexView(IndexView):
    """The list, with its sums above it; addresses only for those who may see them."""

    template_name = "newsletter/admin/subscriptions.html"

    @cached_property
    def columns(self) -> list[Column]:
        columns = [
            Column("newsletter", label=_("Newsletter"), sort_key="newsletter__slug"),
            Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
            Column("language", label=_("Language"), accessor=language_name, sort_key="language"),
            DateColumn("asked_at", label=_("Asked"), sort_key="asked_at"),
            DateColumn("confirmed_at", label=_("Joined"), sort_key="confirmed_at"),
            DateColumn("ended_at", label=_("Ended"), sort_key="ended_at"),
            Column("paused_until", label=_("Paused until")),
        ]
        if self.request.user.has_perm(SEE_ADDRESSES):
            columns.insert(0, self._address_column())
        if self.request.user.has_perm(MAY_CHANGE):
            columns.insert(0, BulkActionsCheckboxColumn("bulk_actions", obj_type="subscription"))
        return columns

    def _address_column(self) -> Column:
        """The address, leading to what was sent to it where one may see that too."""
        shown: dict[str, Any] = {"label": _("E-mail address"), "accessor": "contact.address"}
        if not self.request.user.has_perms(RIGHTS):
            return Column("address", **shown)
        return AddressColumn("address", url_name="newsletter_subscriptions:mails", **shown)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """What is done with all that the filter lets through."""
        query = query_of(self.request)
        offered = (
            (MAY_CHANGE, _("Change all of the list"), "newsletter_change", "edit"),
            (MAY_EXPORT, _("Export the list"), "newsletter_export", "download"),
        )
        return [
            *super().header_more_buttons,
            *(
                Button(label, url=f"{reverse(name)}?{query}", icon_name=icon)
                for right, label, name, icon in offered
                if self.request.user.has_perm(right)
            ),
        ]

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_buttons
        if self.request.user.has_perm("tekotori_newsletter.import_subscribers"):
            url = reverse("newsletter_imports")
            buttons = [*buttons, HeaderButton(_("Import subscribers"), url=url, icon_name="upload")]
        return buttons

    def get_base_queryset(self) -> QuerySet[Subscription]:
        queryset: QuerySet[Subscription] = super().get_base_queryset()
        return queryset.select_related("newsletter", "contact")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        user = self.request.user
        return context | {
            "states": SubscriptionState.labels,
            "counts": subscription_counts(),
            "may_find": user.has_perm(SEE_ADDRESSES),
            "may_change": user.has_perm(MAY_CHANGE),
        }


class SubscriptionViewSet(ModelViewSet):
    model = Subscription
    name = "newsletter_subscriptions"
    url_prefix = "newsletter/subscriptions"
    icon = "group"
    menu_label = _("Subscribers")
    menu_order = 310
    index_view_class = SubscriptionIndexView
    copy_view_enabled = False
    list_display = ["newsletter"]
    filterset_class = SubscriptionFilterSet
    search_fields: list[str] = []
    ordering = ["-asked_at"]
    exclude_form_fields: list[str] = []

    def get_urlpatterns(self) -> list[URLPattern]:
        mails = path("<int:pk>/mails/", SubscriberMailsView.as_view(), name="mails")
        return [*super().get_urlpatterns(), mails]


class NewsletterViewSet(SnippetViewSet):
    model = Newsletter
    icon = "mail"
    menu_label = _("Newsletters")
    url_prefix = "newsletter/newsletters"
    list_display = ["name", "slug", "from_address"]
    panels = [
        FieldPanel("slug"),
        MultiFieldPanel(
            [FieldPanel("name_fi"), FieldPanel("name_sv"), FieldPanel("name_en")],
            heading=_("Name"),
            help_text=_("Readers see it in the subject line of our mails and on the pages of subscribing."),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("from_name"), FieldPanel("from_address")]), FieldPanel("reply_to")],
            heading=_("Sender"),
            help_text=_("Replies go to the sender's address unless another one is given."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel(f"from_name_{code}"), FieldPanel(f"reply_to_{code}")])
                for code in ("fi", "sv", "en")
            ],
            heading=_("Sender in one language"),
            help_text=_("Empty: as above. Give addresses that somebody reads who knows the language."),
            classname="collapsed",
        ),
        MultiFieldPanel([FieldPanel("counts_clicks")], heading=_("Figures")),
    ]


def subscription_counts() -> list[dict[str, Any]]:
    """One row per newsletter and language, with the number in each state in the order of SubscriptionState."""
    found = (
        Subscription.objects.order_by()
        .values_list("newsletter_id", "language", "state")
        .annotate(people=Count("pk"))
    )
    people = {(newsletter, language, state): number for newsletter, language, state, number in found}
    names = {newsletter.pk: newsletter.name for newsletter in Newsletter.objects.all()}
    pairs = sorted({(newsletter, language) for newsletter, language, _state in people})
    return [
        {
            "newsletter": names[newsletter],
            "language": get_language_info(language)["name_local"],
            "numbers": [people.get((newsletter, language, state), 0) for state in SubscriptionState.values],
        }
        for newsletter, language in pairs
    ]
