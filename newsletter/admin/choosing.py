"""Which subscribers a screen is about: those ticked in the list, or all that its filter lets through."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from core.numbers import read_numbers
from newsletter.forms import language_choices
from newsletter.models import Subscription
from newsletter.topics import topic_groups


def topic_choices() -> list[Any]:
    groups = topic_groups(get_language() or settings.LANGUAGE_CODE)
    return [(group.label, group.choices) for group in groups]


class PeopleField(forms.CharField):
    """Numbers of contacts, in one text: addresses would stand in logs and in the browser's history."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        read = super().to_python(value)
        if read and len(read_numbers(read.split("."))) != len(read.split(".")):
            raise forms.ValidationError(_("This choice cannot be read. Search for the address again."))
        return read


class PeopleFilter(django_filters.CharFilter):
    field_class = PeopleField


class SubscriptionFilterSet(WagtailFilterSet):
    language = django_filters.ChoiceFilter(choices=language_choices, label=_("Language"))
    topic = django_filters.ChoiceFilter(choices=topic_choices, label=_("Topic"), method="with_topic")
    people = PeopleFilter(method="among", label=_("Found by address"))

    class Meta:
        model = Subscription
        fields = ["newsletter", "state", "language", "topic", "people"]

    def with_topic(self, rows: QuerySet[Subscription], _name: str, value: str) -> QuerySet[Subscription]:
        return rows.filter(topic_rows__key=value)

    def among(self, rows: QuerySet[Subscription], _name: str, value: str) -> QuerySet[Subscription]:
        return rows.filter(contact__in=read_numbers(value.split(".")))


def chosen(request: HttpRequest) -> QuerySet[Subscription]:
    rows = Subscription.objects.select_related("newsletter", "contact")
    if "id" in request.GET:
        return rows.filter(pk__in=read_numbers(request.GET.getlist("id")))
    filters = SubscriptionFilterSet(request.GET, request=request, queryset=rows)
    # A filter that can't be read lets nobody through: an act on everybody must never come from a mistake.
    return filters.qs if filters.is_valid() else rows.none()


def query_of(request: HttpRequest) -> str:
    """The choice as it stands in an address, without the page and the order of the list."""
    query: QueryDict = request.GET.copy()
    for name in ("p", "ordering", "next"):
        query.pop(name, None)
    return query.urlencode()
