"""The chooser in the admin: search what the sources offer, pick one. Wagtail's modal over objects that are no rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    ChosenResponseMixin,
    CreationFormMixin,
)

from syndication.remarks import remarks, remarks_about
from syndication.sources import Found, sources
from syndication.widgets import describe

# Per source. Whoever looks for something older types a word of its title.
MOST_HITS = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of the chooser."""

    pk: str  # "deed:1055"
    title: str
    source: str
    date: Any
    remark: str = ""

    def __str__(self) -> str:
        return self.title


def at_once() -> forms.Select:
    """Wagtail's script searches when the choice changes, not only when somebody types."""
    return forms.Select(attrs={"data-chooser-modal-search-filter": True})


class FilterForm(BaseFilterForm):
    """Words of the title, kind, and the language in which titles are shown."""

    q = forms.CharField(required=False, label=gettext_lazy("Words in the title"))
    source = forms.ChoiceField(required=False, label=gettext_lazy("Kind"), widget=at_once())
    language = forms.ChoiceField(required=False, label=gettext_lazy("Language"), widget=at_once())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", _("All"))] + [(source.key, source.label) for source in sources]
        self.fields["language"].choices = settings.LANGUAGES
        self.fields["language"].initial = content_language()

    def filter(self, objects: Any) -> list[Candidate]:
        data = self.cleaned_data
        self.search_query = data["q"]
        self.is_searching = bool(data["q"])
        wanted = [source for source in sources if data["source"] in ("", source.key)]
        language = data["language"] or content_language()
        found = [
            candidate(source, hit)
            for source in wanted
            for hit in source.search(data["q"], language=language, limit=MOST_HITS)
        ]
        return _remarked(sorted(found, key=lambda row: (row.date, row.pk), reverse=True))


def candidate(source: Any, hit: Found) -> Candidate:
    return Candidate(pk=f"{source.key}:{hit.ref}", title=hit.title, source=str(source.label), date=hit.date)


def _remarked(rows: list[Candidate]) -> list[Candidate]:
    pairs = {row.pk: _pair(row.pk) for row in rows}
    known = remarks_about(list(pairs.values()))
    return [replace(row, remark=known.get(pairs[row.pk], "")) for row in rows]


def _pair(pk: str) -> tuple[str, str]:
    source, _colon, ref = pk.partition(":")
    return source, ref


def content_language() -> str:
    """The editor's own language where content exists in it, else the site's."""
    own = (get_language() or "").partition("-")[0]
    return own if own in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class ItemChooseMixin(CreationFormMixin, BaseChooseView):
    page_title = gettext_lazy("Choose an item")
    icon = "list-ul"
    per_page = 12
    template_name = "syndication/admin/choose.html"
    filter_form_class = FilterForm
    results_url_name = "syndication_chooser:choose_results"
    chosen_url_name = "syndication_chooser:chosen"

    def can_create(self) -> bool:
        return False  # items are made where their pages are made

    def get_object_list(self) -> Sequence[Candidate]:
        return []

    def apply_object_list_ordering(self, objects: Sequence[Candidate]) -> Sequence[Candidate]:
        return objects

    @property
    def columns(self) -> list[Column]:
        return [
            self.title_column,
            Column("source", label=_("Kind"), accessor="source"),
            DateColumn("date", label=_("Published"), accessor="date", width="20%"),
            *([Column("remark", label=_("Used before"), accessor="remark")] if len(remarks) else []),
        ]

    @property
    def title_column(self) -> TitleColumn:
        return TitleColumn(
            "title",
            label=_("Title"),
            accessor="title",
            get_url=lambda row: reverse(self.chosen_url_name, args=[row.pk]),
            link_attrs={"data-chooser-modal-choice": True},
        )


class ItemChooseView(ChooseViewMixin, ItemChooseMixin):
    pass


class ItemChooseResultsView(ChooseResultsViewMixin, ItemChooseMixin):
    pass


class ItemChosenView(ChosenResponseMixin, View):
    def get(self, request: HttpRequest, pk: str) -> HttpResponse:
        if sources.get(pk.partition(":")[0]) is None:
            raise Http404
        return self._wrap_chosen_response_data({"id": pk, "title": describe(pk), "edit_url": None})


urlpatterns = [
    path("", ItemChooseView.as_view(), name="choose"),
    path("results/", ItemChooseResultsView.as_view(), name="choose_results"),
    path("chosen/<path:pk>/", ItemChosenView.as_view(), name="chosen"),
]
