"""Spreading in the admin: adoptions to decide about, the deed of the week, collections, campaigns."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from deeds.models import Adoption, DeedCampaign, DeedCollection, DeedPick, PeriodReport
from deeds.models.words import LANGUAGES
from deeds.spreading.campaigning import save_campaign
from deeds.spreading.collecting import save_collection
from deeds.spreading.picking import save_pick
from deeds.spreading.reporting import freeze_report
from deeds.widgets import deed_chooser


class AdoptionIndexView(IndexView):
    """What waits comes first, the oldest before the others."""

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().exclude(state=Adoption.State.ASKED)
        return rows.select_related("deed", "organisation__merged_into")


class AdoptionViewSet(SnippetViewSet):
    model = Adoption
    icon = "group"
    menu_label = _("Adoptions")
    list_display = [
        TitleColumn(
            "deed",
            label=_("Deed"),
            accessor="deed",
            get_url=lambda row: reverse("decide_adoption", args=[row.pk]),
        ),
        Column("organisation", label=_("Organisation"), accessor="organisation.label"),
        Column("kind", label=_("How"), accessor="get_kind_display"),
        Column("mail_domain", label=_("Mail domain"), accessor="mail_domain"),
        Column("state", label=_("State"), accessor="get_state_display"),
        DateColumn("confirmed_at", label=_("Confirmed"), accessor="confirmed_at"),
    ]
    list_filter = ["state", "kind"]
    search_fields = ["deed__title", "organisation__name_fi", "organisation__name_sv"]
    search_backend_name = None
    ordering = ["-state", "asked_at"]  # "waiting" sorts after the others, so it stands first
    copy_view_enabled = False
    index_view_class = AdoptionIndexView


def _texts(form: Any, name: str) -> dict[str, str]:
    return {language: form.cleaned_data[f"{name}_{language}"] for language in LANGUAGES}


class PickCreateView(CreateView):
    def save_instance(self) -> DeedPick:
        data = self.form.cleaned_data
        return save_pick(
            deed=data["deed"],
            week_date=data["week_date"],
            sentences=_texts(self.form, "sentence"),
            user=self.request.user,
            now=timezone.now(),
        )


class PickEditView(EditView):
    def save_instance(self) -> DeedPick:
        data = self.form.cleaned_data
        return save_pick(
            pick=self.form.instance,
            deed=data["deed"],
            week_date=data["week_date"],
            sentences=_texts(self.form, "sentence"),
            user=self.request.user,
            now=timezone.now(),
        )


class PickViewSet(SnippetViewSet):
    model = DeedPick
    icon = "pick"
    menu_label = _("Deed of the week")
    list_display = [DateColumn("week_date", label=_("Week from"), width="20%"), "deed"]
    ordering = ["-week_date"]
    search_fields = ["deed__title"]
    search_backend_name = None
    copy_view_enabled = False
    add_view_class = PickCreateView
    edit_view_class = PickEditView
    panels = [
        MultiFieldPanel(
            [FieldPanel("deed", widget=deed_chooser()), FieldPanel("week_date")],
            heading=_("Which deed, and when"),
        ),
        MultiFieldPanel(
            [FieldPanel(f"sentence_{language}") for language in LANGUAGES],
            heading=_("Why this deed"),
            help_text=_(
                "It stands on the front page and in the feed from the Monday on, "
                "and is proposed for the next issue of the newsletter."
            ),
        ),
    ]


def _save_collection(form: Any, collection: DeedCollection | None = None) -> DeedCollection:
    data = form.cleaned_data
    return save_collection(
        collection=collection,
        slug=data["slug"],
        titles=_texts(form, "title"),
        introductions=_texts(form, "introduction"),
        deeds=[entry.cleaned_data["deed"] for entry in form.formsets["entries"].ordered_forms],
        is_published=data["is_published"],
        now=timezone.now(),
    )


class CollectionCreateView(CreateView):
    def save_instance(self) -> DeedCollection:
        return _save_collection(self.form)


class CollectionEditView(EditView):
    def save_instance(self) -> DeedCollection:
        return _save_collection(self.form, self.form.instance)


class CollectionViewSet(SnippetViewSet):
    model = DeedCollection
    icon = "list-ol"
    menu_label = _("Collections")
    list_display = ["title_fi", "slug", BooleanColumn("is_published", label=_("Published")), "changed_at"]
    ordering = ["-changed_at"]
    search_fields = ["title_fi", "title_sv", "title_en"]
    search_backend_name = None
    copy_view_enabled = False
    add_view_class = CollectionCreateView
    edit_view_class = CollectionEditView
    panels = [
        MultiFieldPanel([FieldPanel(f"title_{language}") for language in LANGUAGES], heading=_("Title")),
        MultiFieldPanel(
            [FieldPanel(f"introduction_{language}") for language in LANGUAGES], heading=_("Introduction")
        ),
        InlinePanel(
            "entries",
            [FieldPanel("deed", widget=deed_chooser())],
            heading=_("Deeds"),
            label=_("Deed"),
            min_num=1,
            help_text=_("In the order in which readers see them. One that is withdrawn vanishes by itself."),
        ),
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("is_published")], heading=_("Publishing")),
    ]


def _save_campaign(form: Any, campaign: DeedCampaign | None = None) -> DeedCampaign:
    data = form.cleaned_data
    same = ("slug", "starts_at", "ends_at", "sector", "theme", "goal", "is_published")
    return save_campaign(
        campaign=campaign,
        titles=_texts(form, "title"),
        introductions=_texts(form, "introduction"),
        now=timezone.now(),
        **{name: data[name] for name in same},
    )


class InHelsinkiTime:
    """Times are written and shown in Helsinki time, whatever time zone an editor chose for the admin."""

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponse:
        with timezone.override(timezone.get_default_timezone()):
            response: Any = super().dispatch(*args, **kwargs)  # type: ignore[misc]  # the view's that it is mixed into
            return response.render() if hasattr(response, "render") else response


class CampaignCreateView(InHelsinkiTime, CreateView):
    def save_instance(self) -> DeedCampaign:
        return _save_campaign(self.form)


class CampaignEditView(InHelsinkiTime, EditView):
    def save_instance(self) -> DeedCampaign:
        return _save_campaign(self.form, self.form.instance)


class CampaignViewSet(SnippetViewSet):
    model = DeedCampaign
    icon = "calendar-alt"
    menu_label = _("Campaigns")
    list_display = [
        "title_fi",
        DateColumn("starts_at", label=_("From")),
        DateColumn("ends_at", label=_("Until")),
        BooleanColumn("is_published", label=_("Published")),
    ]
    ordering = ["-starts_at"]
    search_fields = ["title_fi", "title_sv", "title_en"]
    search_backend_name = None
    copy_view_enabled = False
    add_view_class = CampaignCreateView
    edit_view_class = CampaignEditView
    panels = [
        MultiFieldPanel([FieldPanel(f"title_{language}") for language in LANGUAGES], heading=_("Title")),
        MultiFieldPanel(
            [FieldPanel(f"introduction_{language}") for language in LANGUAGES], heading=_("Introduction")
        ),
        MultiFieldPanel(
            [FieldPanel("starts_at"), FieldPanel("ends_at")],
            heading=_("Window"),
            help_text=_(
                "A deed counts when it is published for the first time within the window. "
                "Opening, time left and closing follow the clock."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("sector"), FieldPanel("theme"), FieldPanel("goal")],
            heading=_("Which deeds count"),
            help_text=_("Leave all empty to count every deed. Several choices must all be met."),
        ),
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("is_published")], heading=_("Publishing")),
    ]


class FrozenForGood(ModelPermissionPolicy):
    """A frozen report is neither changed nor deleted: its address has been passed on."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"add", "view"} and bool(super().user_has_permission(user, action))


class ReportCreateView(CreateView):
    def form_valid(self, form: Any) -> HttpResponse:
        """A refusal of the service stands beside its field, like any other."""
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            self.is_valid(form)  # Wagtail notes there what the page says above the fields
            return self.form_invalid(form)

    def save_instance(self) -> PeriodReport:
        data = self.form.cleaned_data
        return freeze_report(
            start=data["start_date"], end=data["end_date"], user=self.request.user, now=timezone.now()
        )


class ReportViewSet(SnippetViewSet):
    model = PeriodReport
    icon = "table"
    menu_label = _("Frozen reports")
    list_display = [
        TitleColumn(
            "start_date",
            label=_("Period"),
            accessor=str,
            get_url=lambda row: reverse(
                "square:report", args=[row.start_date.isoformat(), row.end_date.isoformat()]
            ),
        ),
        DateColumn("frozen_at", label=_("Frozen")),
    ]
    ordering = ["-end_date"]
    copy_view_enabled = False
    add_view_class = ReportCreateView
    panels = [
        MultiFieldPanel(
            [FieldPanel("start_date"), FieldPanel("end_date")],
            heading=_("Period"),
            help_text=_(
                "The numbers of the period are kept as they are now, at the address where anybody can read them. "
                "This can't be undone."
            ),
        )
    ]


class SpreadingViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Spreading")
    menu_name = "spreading"
    menu_icon = "group"
    menu_order = 115
    items = (PickViewSet, CollectionViewSet, CampaignViewSet, AdoptionViewSet, ReportViewSet)
