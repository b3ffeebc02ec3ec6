"""Two helps at the beginning of an issue: like last time, and what was published since."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.numbers import read_number
from newsletter.admin.sending.access import issue_for, user_of
from newsletter.errors import EditedSince
from newsletter.models import Issue, Newsletter
from newsletter.services.suggesting import (
    Wish,
    begin_like,
    fill_issue,
    last_issue,
    last_sent_at,
    suggestions,
    undo_fill,
)
from newsletter.sources import IssueSource
from newsletter.topics import topic_groups
from syndication.blocks import Choice
from syndication.sources import sources

BOXES = forms.CheckboxSelectMultiple


class WishForm(forms.Form):
    """What is suggested. Nothing ticked means everything."""

    sources = forms.MultipleChoiceField(required=False, label=gettext_lazy("Kinds"), widget=BOXES)
    topics = forms.MultipleChoiceField(required=False, label=gettext_lazy("Topics"))
    language = forms.ChoiceField(required=False, label=gettext_lazy("Language"))
    only = forms.BooleanField(required=False, label=gettext_lazy("Only what has words in this language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or settings.LANGUAGE_CODE
        fields: Any = self.fields
        fields["sources"].choices = [
            (source.key, source.label) for source in sources if source.key != IssueSource.key
        ]
        fields["topics"].choices = [(group.label, group.choices) for group in topic_groups(language)]
        fields["language"].choices = [
            (code, str(get_language_info(code)["name_local"]).capitalize()) for code, _n in settings.LANGUAGES
        ]

    def wish(self) -> Wish:
        data = self.cleaned_data if self.is_valid() else {}
        fields: Any = self.fields
        every = [key for key, _label in fields["sources"].choices]
        return Wish(
            language=data.get("language") or settings.LANGUAGE_CODE,
            sources=data.get("sources") or every,
            topics=data.get("topics") or (),
            is_in_language=bool(data.get("only")),
        )


@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest, pk: int) -> HttpResponse:
    """What could be put into an issue (GET), and putting it there (POST)."""
    issue = issue_for(request, pk)
    if request.method == "POST":
        return _fill(request, issue)
    form = WishForm(request.GET if "language" in request.GET else {"language": _first_language(issue)})
    context = {
        "issue": issue,
        "form": form,
        "since": last_sent_at(issue.newsletter),
        "suggestions": suggestions(issue=issue, wish=form.wish(), now=timezone.now()),
        "filled": request.GET.get("filled", ""),
        "number": request.GET.get("number", ""),
    }
    return TemplateResponse(request, "newsletter/admin/suggest.html", context)


def _first_language(issue: Issue) -> str:
    return next(iter(issue.languages), settings.LANGUAGE_CODE)


def _fill(request: HttpRequest, issue: Issue) -> HttpResponse:
    _refuse_if_locked(request, issue)
    try:
        chosen = [Choice.parse(text) for text in request.POST.getlist("item")]
    except ValueError:
        chosen = []
    if not chosen:
        messages.error(request, _("Tick at least one item. Nothing was changed."))
        return redirect("newsletter_suggest", pk=issue.pk)
    pairs = [(choice.source, choice.ref) for choice in chosen]
    filled = fill_issue(issue=issue, pairs=pairs, user=user_of(request))
    return redirect(f"{reverse('newsletter_suggest', args=[issue.pk])}?filled={filled}&number={len(pairs)}")


def _refuse_if_locked(request: HttpRequest, issue: Issue) -> None:
    lock = issue.get_lock()
    if lock and lock.for_user(request.user):
        raise PermissionDenied


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    issue = issue_for(request, pk)
    _refuse_if_locked(request, issue)
    filled = read_number(request.POST.get("filled", "")) or 0
    try:
        undo_fill(issue=issue, filled=filled, user=user_of(request))
    except EditedSince:
        messages.error(request, _("The issue was edited since. Take the items out by hand."))
    else:
        messages.success(request, _("The items are out again. The issue is as it was before."))
    return redirect("newsletter_issues:edit", pk)


@require_http_methods(["GET", "POST"])
def like_last(request: HttpRequest) -> HttpResponse:
    """Choose a newsletter (GET); make its next issue like its last one (POST)."""
    if not request.user.has_perm("tekotori_newsletter.add_issue"):
        raise PermissionDenied
    if request.method == "POST":
        newsletter = get_object_or_404(Newsletter, pk=request.POST.get("newsletter") or 0)
        last = last_issue(newsletter)
        if last is None:
            messages.error(request, _("This newsletter has no issue yet. Write the first one."))
            return redirect("newsletter_issues:add")
        issue = begin_like(last=last, user=user_of(request))
        messages.success(
            request,
            _("The issue has the structure and the words of “%(name)s”, and no items.") % {"name": last.name},
        )
        return redirect("newsletter_issues:edit", issue.pk)
    rows = [(newsletter, last_issue(newsletter)) for newsletter in Newsletter.objects.order_by("slug")]
    return TemplateResponse(request, "newsletter/admin/like_last.html", {"rows": rows})
