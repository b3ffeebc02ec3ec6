"""Public pages of the square beside the list of deeds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from deeds.models import DeedCollection
from deeds.spreading.collecting import collection_cards, deeds_in
from deeds.spreading.square import Place, current_language, square_page


@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    return square_page(
        request,
        "collections.html",
        Place("square:collections"),
        {"cards": collection_cards(current_language())},
        title=_("Collections"),
        description=_("Deeds that the editors have put side by side, one theme at a time."),
    )


@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    language = current_language()
    row = get_object_or_404(DeedCollection, slug=slug, is_published=True)
    title, introduction = row.title_in(language), row.introduction_in(language)
    return square_page(
        request,
        "collection.html",
        Place("square:collection", (slug,)),
        {
            "heading": title,
            "introduction": introduction,
            "rows": deeds_in(row, language),
            "language": language,
        },
        title=title.text,
        description=introduction.text,
    )
