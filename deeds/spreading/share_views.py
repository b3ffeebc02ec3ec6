"""The public page of a deed's share kit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.html import absolute_url
from deeds.models import Deed
from deeds.spreading.qr import qr_svg
from deeds.spreading.sharing import share_kit
from deeds.spreading.square import Place, current_language, square_page
from deeds.views import gone_page


@require_safe
def share(request: HttpRequest, number: int) -> HttpResponse:
    """Texts to copy and links that nothing is asked from before they are clicked; gone with the deed."""
    language = current_language()
    rows = Deed.objects.exclude(state=Deed.State.DRAFT).select_related("organisation__merged_into")
    deed = get_object_or_404(rows.prefetch_related("sectors", "themes"), number=number)
    found = share_kit(deed, language) if deed.is_live else None
    if found is None:
        return gone_page(request, deed, language)
    kit, shown = found
    card = shown.page.share_card(request)
    response = square_page(
        request,
        "share.html",
        Place("square:share", (str(number),)),
        {
            "kit": kit,
            "shown": shown,
            "language": language,
            "permanent_address": absolute_url(deed.get_absolute_url()),
            "picture": card.image or absolute_url(static("core/share.png")),
            "alt": card.image_alt if card.image else _("A market square with striped awnings."),
            "alt_language": shown.page_language if card.image else language,
        },
        title=_("Share the deed: %(title)s") % {"title": shown.title},
        description=_("Ready texts for each channel, the picture and its words."),
    )
    return _unlisted(response)


@require_safe
def share_qr(request: HttpRequest, number: int) -> HttpResponse:
    """The deed's permanent address as a QR code, for slides and paper; gone with the deed."""
    deed = get_object_or_404(Deed.objects.exclude(state=Deed.State.DRAFT), number=number)
    if not deed.is_live:
        return gone_page(request, deed, current_language())
    drawing = qr_svg(absolute_url(deed.get_absolute_url()))
    return _unlisted(HttpResponse(drawing, content_type="image/svg+xml"))


def _unlisted(response: HttpResponse) -> HttpResponse:
    # The deed's own page is what a search engine should find.
    response["X-Robots-Tag"] = "noindex"
    return response
