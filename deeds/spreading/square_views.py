"""Public pages of the square beside the list of deeds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.pages import page_url
from deeds.front import front_index
from deeds.models import DeedCollection
from deeds.spreading.collecting import collection_cards, deeds_in
from deeds.spreading.places import Answer, find_places, map_size, tiles
from deeds.spreading.square import Place, current_language, square_page
from registers.models import Municipality


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


LONGEST_PLACE = 80


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """The map of areas with its list; `place` finds a municipality or area by any of its names."""
    language = current_language()
    index = front_index(language)
    index_url = page_url(index, request) if index else ""
    text = request.GET.get("place", "").replace("\x00", "").strip()[:LONGEST_PLACE]
    drawn = tiles(language, index_url)
    municipalities = Municipality.objects.filter(valid_to__isnull=True).in_order(language)
    context = {
        "tiles": drawn,
        "size": map_size(drawn),
        "names": [*(row.name_in(language) for row in municipalities), *(tile.name for tile in drawn)],
        "answer": find_places(text, language=language, index_url=index_url) if text else Answer(""),
    }
    return square_page(
        request,
        "where.html",
        Place("square:where"),
        context,
        title=_("Where deeds are done"),
        description=_("All municipalities and areas of the country, with the deeds of each."),
    )
