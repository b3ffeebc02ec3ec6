"""Public pages of campaigns, and the rows from which anybody can recompute them."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from deeds.models import DeedCampaign
from deeds.spreading import campaigning
from deeds.spreading.campaign_words import chosen_by, time_in_words, when
from deeds.spreading.campaigning import count_campaign, named, newest_deeds, published_campaigns
from deeds.spreading.square import Place, current_language, square_page
from registers.models import County, Organisation


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    language, now = current_language(), timezone.now()
    cards = [
        {
            "slug": row.slug,
            "title": row.title_in(language),
            "introduction": row.introduction_in(language),
            "time": time_in_words(row, now=now),
        }
        for row in published_campaigns()
    ]
    return square_page(
        request,
        "campaigns.html",
        Place("square:campaigns"),
        {"cards": cards},
        title=_("Campaigns"),
        description=_("For some time deeds are asked for, and everybody sees who publishes them."),
    )


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    language, now = current_language(), timezone.now()
    row = _campaign(slug)
    table = count_campaign(row)
    title, introduction = row.title_in(language), row.introduction_in(language)
    context = {
        "campaign": row,
        "heading": title,
        "introduction": introduction,
        "language": language,
        "state": row.state_at(now).value,
        "time": time_in_words(row, now=now),
        "starts": when(row.starts_at),
        "ends": when(row.ends_at),
        "chosen": chosen_by(row, language),
        "figures": _figures(len(table.rows), len(table.organisations)),
        "tables": [
            (_("Organisations"), _("Organisation"), named(table.organisations, Organisation, language)),
            (_("Areas"), _("Area"), named(table.areas, County, language)),
        ],
        "newest": newest_deeds(row, language),
        "publish_url": reverse("deeds:begin", kwargs={"language": language}),
    }
    return square_page(
        request,
        "campaign.html",
        Place("square:campaign", (slug,)),
        context,
        title=title.text,
        description=introduction.text,
    )


@require_safe
def campaign_csv(request: HttpRequest, slug: str) -> HttpResponse:
    text = campaigning.campaign_csv(count_campaign(_campaign(slug)))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.csv"'
    return response


@require_safe
def campaign_json(request: HttpRequest, slug: str) -> HttpResponse:
    row = _campaign(slug)
    return JsonResponse(campaigning.campaign_json(row, count_campaign(row)), json_dumps_params={"indent": 1})


def _campaign(slug: str) -> DeedCampaign:
    rows = published_campaigns().select_related("sector", "theme", "goal")
    return get_object_or_404(rows, slug=slug)


def _figures(deeds: int, organisations: int) -> list[dict[str, object]]:
    return [
        {"number": deeds, "label": ngettext("deed counted", "deeds counted", deeds)},
        {
            "number": organisations,
            "label": ngettext("organisation took part", "organisations took part", organisations),
        },
    ]
