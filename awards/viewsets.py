"""Awards in Wagtail's admin: awards, their rounds, and categories with their winners."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from awards.models import Award, Category, Nomination, Round
from deeds.models import Deed


class DeedFilterForm(BaseFilterForm):
    q = forms.CharField(label=_("Title or number"), required=False)

    def filter(self, objects: Any) -> Any:
        text = self.cleaned_data["q"].strip()
        if not text:
            return objects
        self.is_searching, self.search_query = True, text
        number = Q(number=int(text)) if text.isdecimal() and len(text) < 9 else Q()
        return (
            objects.filter(Q(title__icontains=text) | number)
            if number
            else objects.filter(title__icontains=text)
        )


class OnlyLive:
    """Only what readers can see may win."""

    filter_form_class = DeedFilterForm

    def get_object_list(self) -> Any:
        return Deed.objects.live()


class DeedChooseView(OnlyLive, ChooseView):
    pass


class DeedChooseResultsView(OnlyLive, ChooseResultsView):
    pass


class DeedChooserViewSet(ChooserViewSet):
    model = Deed
    icon = "doc-full"
    register_widget = False  # for winners only: other apps choose their own widget for deeds
    choose_one_text = _("Choose a deed")
    choose_another_text = _("Choose another deed")
    choose_view_class = DeedChooseView
    choose_results_view_class = DeedChooseResultsView


deed_chooser = DeedChooserViewSet("awards_deed_chooser", url_prefix="awards/deeds")


def _in_languages(field: str, heading: Any) -> Panel:
    panels = [FieldPanel(f"{field}_{language}") for language in ("fi", "sv", "en")]
    return MultiFieldPanel(panels, heading=heading)


class AwardViewSet(SnippetViewSet):
    model = Award
    icon = "tag"
    menu_label = _("Awards")
    url_prefix = "awards/awards"
    list_display = ["name", "code"]
    panels = [_in_languages("name", _("Name")), FieldPanel("code")]


class RoundViewSet(SnippetViewSet):
    model = Round
    icon = "calendar"
    menu_label = _("Rounds")
    url_prefix = "awards/rounds"
    list_display = [
        "name",
        DateColumn("opens_at", label=_("Opens")),
        DateColumn("closes_at", label=_("Closes")),
        DateColumn("published_at", label=_("Winners published")),
    ]
    list_filter = ["award", "year"]
    panels = [
        FieldRowPanel([FieldPanel("award"), FieldPanel("year")]),
        MultiFieldPanel(
            [FieldPanel("opens_at"), FieldPanel("closes_at"), FieldPanel("published_at")],
            heading=_("Times"),
            help_text=_("Helsinki time. Categories and winners are edited under “Categories and winners”."),
        ),
    ]


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "list-ol"
    menu_label = _("Categories and winners")
    url_prefix = "awards/categories"
    list_display = ["name", "round", Column("closes_at", label=_("Closes"))]
    list_filter = ["round"]
    panels = [
        MultiFieldPanel(
            [FieldPanel("round"), FieldPanel("code"), FieldPanel("position"), FieldPanel("closes_at")],
            heading=_("Category"),
        ),
        _in_languages("name", _("Name")),
        _in_languages("description", _("Description")),
        InlinePanel(
            "winners",
            heading=_("Winners"),
            label=_("Winner"),
            help_text=_("Readers see them from the time at which the round's winners are published."),
            panels=[
                FieldPanel("deed", widget=deed_chooser.widget_class),
                FieldPanel("place"),
                FieldPanel("reason_fi"),
                FieldPanel("reason_sv"),
                FieldPanel("reason_en"),
            ],
        ),
    ]


class NominationViewSet(SnippetViewSet):
    """What the jury has nominated, to read and to export: jurors alone make and withdraw nominations."""

    model = Nomination
    icon = "form"
    menu_label = _("Nominations")
    url_prefix = "awards/nominations"
    inspect_view_enabled = True
    list_display = [
        "deed",
        "category",
        "juror",
        DateColumn("created_at", label=_("Nominated")),
        DateColumn("withdrawn_at", label=_("Withdrawn")),
    ]
    list_filter = ["round", "category"]
    list_export = ["round", "category", "deed", "juror", "reason", "created_at", "withdrawn_at"]
    inspect_view_fields = ["round", "category", "deed", "juror", "reason", "created_at", "withdrawn_at"]


class AwardsViewSetGroup(SnippetViewSetGroup):
    items = (AwardViewSet, RoundViewSet, CategoryViewSet, NominationViewSet)
    menu_label = _("Awards")
    menu_icon = "tag"
    menu_order = 260
