"""The screens of changing many subscribers at once: what, a confirmation with numbers, progress, and undoing it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import classproperty
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from newsletter.admin.choosing import chosen, query_of, topic_choices
from newsletter.admin.subscribers import MAY_CHANGE
from newsletter.errors import NothingToUndo
from newsletter.forms import LONGEST_PAUSE, language_choices
from newsletter.models import Newsletter, SubscriberOperation, Subscription
from newsletter.services.operations import (
    UNDO_FOR,
    Change,
    Kind,
    begin_change,
    concerned,
    may_undo,
    undo_operation,
)
from newsletter.topics import topic_labels

CHANGED = "newsletter.change_subscribers"
KINDS = [
    (Kind.PAUSE, gettext_lazy("Pause until a day")),
    (Kind.ADD_TOPIC, gettext_lazy("Add a topic")),
    (Kind.REMOVE_TOPIC, gettext_lazy("Remove a topic")),
    (Kind.LANGUAGE, gettext_lazy("Change the language")),
    (Kind.END, gettext_lazy("End the subscription")),
]


class ChangeForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what to do.")},
    )
    until = forms.DateField(
        label=gettext_lazy("Pause until"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("The first day on which mail comes again."),
        error_messages={"invalid": gettext_lazy("Choose a day.")},
    )
    topic = forms.ChoiceField(
        label=gettext_lazy("Topic"),
        required=False,
        help_text=gettext_lazy(
            "Who chose no topic gets everything: such people, and the last topic of anybody, stay as they are."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [("", "–"), *topic_choices()]  # type: ignore[attr-defined]  # a ChoiceField has them
        self.fields["language"].choices = [("", "–"), *language_choices()]  # type: ignore[attr-defined]  # as above

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        today = timezone.localdate()
        if until and not today < until <= today + LONGEST_PAUSE:
            raise ValidationError(_("Choose a day from tomorrow to a year ahead."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = {
            Kind.PAUSE: ("until", _("Choose a day.")),
            Kind.ADD_TOPIC: ("topic", _("Choose a topic.")),
            Kind.REMOVE_TOPIC: ("topic", _("Choose a topic.")),
            Kind.LANGUAGE: ("language", _("Choose a language.")),
        }
        name, sentence = asked.get(cleaned.get("kind", ""), ("", ""))
        if name and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, sentence)
        return cleaned

    def change(self) -> Change:
        data = self.cleaned_data
        if data["kind"] == Kind.PAUSE:
            return Change(Kind.PAUSE, data["until"].isoformat())
        if data["kind"] == Kind.LANGUAGE:
            return Change(Kind.LANGUAGE, data["language"])
        return Change(data["kind"], "" if data["kind"] == Kind.END else data["topic"])


class ChangeChosen(BulkAction):
    """The button below the list: leads with the ticked rows to the screen of changes."""

    display_name = gettext_lazy("Change")
    action_type = "change"
    aria_label = gettext_lazy("Change the chosen subscribers")
    template_name = "newsletter/admin/changing/change.html"

    @classproperty
    def models(cls) -> list[Any]:  # noqa: N805 - of the class
        return [Subscription]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(f"{reverse('newsletter_change')}?{query_of(request)}")


def urls() -> list[URLPattern]:
    base = "newsletter/subscriptions/change/"
    return [
        path(base, change, name="newsletter_change"),
        path(f"{base}<int:pk>/", show, name="newsletter_operation"),
    ]


def _user(request: HttpRequest) -> Any:
    if not request.user.has_perm(MAY_CHANGE):
        raise PermissionDenied
    return request.user


def _header(title: str) -> dict[str, Any]:
    return {
        "header_title": title,
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("newsletter_subscriptions:index"), "label": _("Subscribers")},
            {"url": "", "label": title},
        ],
    }


def change(request: HttpRequest) -> HttpResponse:
    """What to do with those chosen; then how many that concerns, and only then it is done."""
    user, rows = _user(request), chosen(request)
    form = ChangeForm(request.POST or None)
    context = _header(_("Change subscribers")) | {
        "form": form, "query": query_of(request), "total": rows.count(), "minutes": UNDO_FOR // timedelta(minutes=1),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        wanted = form.change()
        people = concerned(change=wanted, rows=rows).distinct().count()
        if people and request.POST.get("sure") == str(people):
            operation = begin_change(change=wanted, rows=rows, user=user, now=timezone.now())
            for newsletter in Newsletter.objects.filter(pk__in=rows.order_by().values("newsletter")):
                data = {"people": operation.total, "what": str(wanted.kind), "operation": operation.pk}
                log(instance=newsletter, action=CHANGED, user=user, data=data)
            return redirect("newsletter_operation", operation.pk)
        context |= {"people": people, "stay": context["total"] - people, "words": in_words(wanted)}
        return TemplateResponse(request, "newsletter/admin/changing/sure.html", context)
    status = 422 if form.errors else 200
    return TemplateResponse(request, "newsletter/admin/changing/change.html", context, status=status)


def in_words(wanted: Change) -> str:
    if wanted.kind == Kind.PAUSE:
        return _("Pause until %(day)s") % {
            "day": date_format(date.fromisoformat(wanted.value), "SHORT_DATE_FORMAT")
        }
    if wanted.kind == Kind.LANGUAGE:
        return _("Change the language to %(name)s") % {"name": dict(language_choices())[wanted.value]}
    if wanted.kind == Kind.END:
        return _("End the subscription")
    name = topic_labels([wanted.value], get_language() or settings.LANGUAGE_CODE)[0]
    sentence = (
        _("Add the topic %(name)s") if wanted.kind == Kind.ADD_TOPIC else _("Remove the topic %(name)s")
    )
    return sentence % {"name": name}


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, what it did, and the button that takes it back for half an hour."""
    _user(request)
    operation = get_object_or_404(SubscriberOperation.objects.exclude(kind=Kind.IMPORT), pk=pk)
    now = timezone.now()
    if request.method == "POST":
        try:
            undo_operation(operation=operation, now=now)
        except NothingToUndo:
            messages.warning(request, _("This can't be taken back any more. Nothing was changed."))
        return redirect("newsletter_operation", pk)
    context = _header(in_words(Change(operation.kind, operation.value))) | {
        "operation": operation,
        "may_undo": may_undo(operation, now),
        "until": operation.changed_at + UNDO_FOR,
        "gone": max(operation.changed - operation.settled, 0),
    }
    return TemplateResponse(request, "newsletter/admin/changing/show.html", context)
