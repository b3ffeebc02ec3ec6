"""Pages of the square beside its list of deeds: how they are answered, shared, and found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.html import absolute_url
from core.pages import PageLanguage, ShareCard
from deeds.front import front_index
from deeds.models import PeriodReport
from deeds.spreading.campaigning import published_campaigns
from deeds.spreading.collecting import published_collections

Language = str


@dataclass(frozen=True)
class Place:
    """A view under /<language>/square/."""

    name: str  # "square:collections"
    args: tuple[str, ...] = ()

    def path(self, language: Language) -> str:
        with translation.override(language):
            return reverse(self.name, args=self.args)

    def url(self, language: Language) -> str:
        return absolute_url(self.path(language))


@dataclass(frozen=True)
class Way:
    """A link to a place, with its icon."""

    label: str
    url: str
    icon: str


def current_language() -> Language:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def square_page(
    request: HttpRequest,
    template: str,
    place: Place,
    context: dict[str, Any],
    *,
    title: str,
    description: str,
    status: int = 200,
) -> HttpResponse:
    """A page with its address in each language and a card for sharing it."""
    language = current_language()
    card = ShareCard(title, description, place.url(language), language, "website")
    frame = {
        "title": title,
        "description": description,
        "card": card,
        "own_image": absolute_url(static("core/share.png")),
        "page_languages": page_languages(place, title, language),
        "index": front_index(language),
    }
    return render(request, f"deeds/square/{template}", frame | context, status=status)


def page_languages(place: Place, title: str, current: Language) -> list[PageLanguage]:
    return [
        PageLanguage(code, place.url(code), title, code == current)
        for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES
    ]


def ways(language: Language) -> list[Way]:
    """Ways round the square beside searching and filtering it."""
    found = [
        Way(_("On the map"), Place("square:where").path(language), "map"),
        Way(_("In numbers"), Place("square:statistics").path(language), "chart-column"),
    ]
    if published_collections().exists():
        found.append(Way(_("Collections"), Place("square:collections").path(language), "library"))
    if published_campaigns().exists():
        found.append(Way(_("Campaigns"), Place("square:campaigns").path(language), "flag"))
    found.append(Way(_("Open data"), Place("square:data").path(language), "database"))
    return found


def sitemap_sets() -> Iterator[list[tuple[PageLanguage, datetime | None]]]:
    """Every public place of the square with its languages, for the sitemap."""
    collections = [
        (Place("square:collection", (row.slug,)), row.changed_at) for row in published_collections()
    ]
    campaigns = [(Place("square:campaign", (row.slug,)), row.changed_at) for row in published_campaigns()]
    lists = [
        "square:where",
        "square:statistics",
        "square:data",
        *(["square:collections"] if collections else []),
        *(["square:campaigns"] if campaigns else []),
    ]
    places: list[tuple[Place, datetime | None]] = [(Place(name), None) for name in lists]
    places += [
        (Place("square:report", (row.start_date.isoformat(), row.end_date.isoformat())), row.frozen_at)
        for row in PeriodReport.objects.all()
    ]
    places += [*collections, *campaigns]
    for place, changed_at in places:
        yield [(row, changed_at) for row in page_languages(place, place.name, "")]
