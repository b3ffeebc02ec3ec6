"""Segments in Wagtail's admin: composed with a count and examples beside, before any issue goes to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput

from core.numbers import read_number
from newsletter.admin.segment_words import KIND_WORDS, FactWords, rules_in_words
from newsletter.admin.subscribers import SEE_ADDRESSES
from newsletter.models import Issue, Newsletter, Segment
from newsletter.rules import Condition, Kind, Rules
from newsletter.services.segments import (
    SegmentCount,
    count_segment,
    delete_segment,
    issues_of,
    save_segment,
    waiting_issue,
)

CONDITIONS = 4  # as many as anybody has needed in one sentence
GONE = "gone"


@dataclass(frozen=True, slots=True)
class ConditionFields:
    """One condition on the screen: how, and what of each group."""

    number: int
    kind: forms.BoundField
    groups: list[forms.BoundField]

    @property
    def is_open(self) -> bool:
        return self.number == 1 or any(bound.value() for bound in self.groups)


class SegmentForm(forms.ModelForm):
    """Rules of a segment. Each condition has its own fields, so that the form works without any script."""

    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        help_text=gettext_lazy("Without a choice readers of every language."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Segment
        fields = ["name", "languages", "joined_since", "joined_before"]
        widgets = {"joined_since": AdminDateInput, "joined_before": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = FactWords(get_language() or settings.LANGUAGE_CODE)
        self.fields["languages"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField has them
            (code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES
        ]
        stored = self.instance.rules.conditions
        self.conditions = [
            self._add_condition(number, stored[number - 1] if number <= len(stored) else None)
            for number in range(1, max(CONDITIONS, len(stored)) + 1)
        ]

    def _add_condition(self, number: int, condition: Condition | None) -> ConditionFields:
        chosen = set(condition.keys) if condition else set()
        self.fields[f"c{number}-kind"] = forms.ChoiceField(
            label=_("Readers who have"),
            choices=KIND_WORDS.items(),
            initial=condition.kind if condition else Kind.ANY,
        )
        groups = [(group.key, group.label, group.choices) for group in self.words.groups]
        if gone := sorted(chosen - self.words.labels.keys()):
            groups.append((GONE, _("Offered no longer, so nobody has it"), [(key, key) for key in gone]))
        for key, label, choices in groups:
            self.fields[f"c{number}-{key}"] = forms.MultipleChoiceField(
                label=label,
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[value for value, _words in choices if value in chosen],
            )
        names = [f"c{number}-{key}" for key, _label, _choices in groups]
        return ConditionFields(number, self[f"c{number}-kind"], [self[name] for name in names])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, before = cleaned.get("joined_since"), cleaned.get("joined_before")
        if since and before and since >= before:
            self.add_error("joined_before", _("Nobody joined then: choose a day after the one above."))
        if not self.errors and (issue := waiting_issue(self.instance, self.cleaned_rules())):
            self.add_error(None, _waits(issue))
        return cleaned

    def rules(self) -> Rules | None:
        """What is written in the form; None while something in it cannot be read."""
        if not self.is_bound:
            return self.instance.rules
        self.is_valid()
        if self.errors.keys() - {"name"}:
            return None
        return self.cleaned_rules()

    def cleaned_rules(self) -> Rules:
        cleaned = self.cleaned_data
        conditions = (
            Condition(
                cleaned[row.kind.name], tuple(key for bound in row.groups for key in cleaned[bound.name])
            )
            for row in self.conditions
        )
        return Rules(
            conditions=tuple(condition for condition in conditions if condition.keys),
            languages=tuple(cleaned["languages"]),
            joined_since=cleaned["joined_since"],
            joined_before=cleaned["joined_before"],
        )

    def save(self, commit: bool = True) -> Segment:
        return save_segment(segment=self.instance, name=self.cleaned_data["name"], rules=self.cleaned_rules())


def _waits(issue: Issue) -> str:
    return _(
        "The issue “%(issue)s” waits to be sent to this segment. Stop its sending first, then change the rules."
    ) % {"issue": issue}


def count_context(request: HttpRequest, form: SegmentForm, now: datetime) -> dict[str, Any]:
    """The count and the examples of what is written in the form."""
    rules = form.rules()
    counted = count_segment(rules, now=now) if rules else None
    return {
        "counted": counted,
        "counts": _by_newsletter(counted) if counted else [],
        "examples": [
            (row, form.words.in_order(row.topics), form.words.in_order(row.attributes))
            for row in (counted.examples if counted else [])
        ],
        "sees_addresses": request.user.has_perm(SEE_ADDRESSES),
    }


def _by_newsletter(counted: SegmentCount) -> list[tuple[str, list[tuple[str, int]]]]:
    """Newsletter, and people by language in the site's order."""
    return [
        (
            newsletter.name,
            [(code, counted.people.get((newsletter.pk, code), 0)) for code, _name in settings.LANGUAGES],
        )
        for newsletter in Newsletter.objects.all()
    ]


@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """The part of the screen that changes while somebody composes. Saves nothing."""
    if not any(request.user.has_perm(f"tekotori_newsletter.{verb}_segment") for verb in ("add", "change")):
        raise PermissionDenied
    form = SegmentForm(request.POST, instance=_composed_of(request))
    context = count_context(request, form, timezone.now())
    return TemplateResponse(request, "newsletter/admin/segment_count.html", context)


def _composed_of(request: HttpRequest) -> Segment:
    """The saved segment that is being changed: its form may show keys that nobody offers any longer."""
    number = read_number(request.POST.get("segment", "")) or 0
    return Segment.objects.filter(pk=number).first() or Segment()


class ComposingMixin:
    """Create and edit: the count stands beside the form, and a button without script counts anew."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "count" in request.POST:
            self.object = getattr(self, "object", None)  # a new one has none yet
            form = self.get_form()  # type: ignore[attr-defined]  # of the view
            return self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]  # likewise
        response: HttpResponseBase = super().post(request, *args, **kwargs)  # type: ignore[misc]  # likewise
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # likewise
        request: HttpRequest = self.request  # type: ignore[attr-defined]  # likewise
        return context | count_context(request, context["form"], timezone.now())


class SegmentCreateView(ComposingMixin, CreateView):
    pass


class SegmentEditView(ComposingMixin, EditView):
    pass


class SegmentDeleteView(DeleteView):
    """Refused while an issue names the segment: without it, the issue would go to everyone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        issues = (
            issues_of(self.object)
            if self.permission_policy.user_has_permission(request.user, "delete")
            else []
        )
        if issues:
            return self._refused(request, issues)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def _refused(self, request: HttpRequest, issues: list[Any]) -> HttpResponse:
        messages.error(
            request,
            _("“%(segment)s” was not deleted: these issues go to it, or did in an earlier text: %(issues)s.")
            % {"segment": self.object, "issues": ", ".join(str(issue) for issue in issues)},
        )
        return redirect(self.edit_url_name, self.object.pk)

    def delete_action(self) -> None:
        delete_segment(segment=self.object)


class SegmentIndexView(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        words = FactWords(get_language() or settings.LANGUAGE_CODE)  # read once for the whole list
        return [
            TitleColumn("name", label=gettext_lazy("Name"), sort_key="name", get_url=self.get_edit_url),
            Column(
                "rules",
                label=gettext_lazy("Who"),
                accessor=lambda segment: "; ".join(rules_in_words(segment.rules, words)),
            ),
        ]


class SegmentViewSet(ModelViewSet):
    model = Segment
    name = "newsletter_segments"
    url_prefix = "newsletter/segments"
    icon = "group"
    menu_label = gettext_lazy("Segments")
    menu_order = 315
    index_view_class = SegmentIndexView
    add_view_class = SegmentCreateView
    edit_view_class = SegmentEditView
    delete_view_class = SegmentDeleteView
    create_template_name = edit_template_name = "newsletter/admin/segment_form.html"
    copy_view_enabled = False
    list_display = ["name"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["name"]

    def get_form_class(self, for_update: bool = False) -> type[SegmentForm]:
        return SegmentForm
