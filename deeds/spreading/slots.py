"""What spreading puts on the pages of deeds: who adopted a deed, from whom it was adopted, and how to say so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from core.slots import Slot
from deeds.languages import Shown, shown_in
from deeds.models import Adoption, Deed, DeedPage, FollowUp
from deeds.spreading.campaign_words import time_in_words
from deeds.spreading.campaigning import open_campaigns
from deeds.spreading.charts import chart_of
from deeds.spreading.collecting import collections_of
from deeds.spreading.picking import current_pick
from deeds.spreading.square import current_language, ways
from deeds.spreading.statistics import Row, Table
from deeds.spreading.visits import visits_of


@dataclass(frozen=True)
class AdoptionLine:
    """One adoption as a reader sees it: `other` is the deed at its other end, if that is published."""

    organisation: str
    kind: str
    other: Shown | None
    after_year: str = ""


def adoptions_of(deed: Deed, language: str) -> list[AdoptionLine]:
    """Who adopted a deed, in the order in which it was accepted."""
    rows = deed.adoptions.filter(state=Adoption.State.ACCEPTED).order_by("decided_at", "pk")
    rows = rows.select_related(
        "organisation__merged_into", "resulting_deed__organisation__merged_into", "follow_up"
    )
    return _lines(list(rows), language, "resulting_deed", lambda row: row.organisation)


def origins_of(deed: Deed, language: str) -> list[AdoptionLine]:
    """From which published deeds, and whose, a deed was adopted."""
    rows = deed.adopted_from.filter(state=Adoption.State.ACCEPTED, deed__state=Deed.State.LIVE)
    rows = rows.select_related("deed__organisation__merged_into").order_by("decided_at", "pk")
    return _lines(list(rows), language, "deed", lambda row: row.deed.organisation)


def _lines(rows: Sequence[Adoption], language: str, end: str, whose: Any) -> list[AdoptionLine]:
    deeds = [deed for row in rows if (deed := getattr(row, end)) is not None and deed.is_live]
    shown = {entry.deed.pk: entry for entry in shown_in(deeds, language)} if deeds else {}
    return [
        AdoptionLine(
            whose(row).label_in(language),
            row.get_kind_display(),
            shown.get(getattr(row, f"{end}_id")),
            _after_year(row) if end == "resulting_deed" else "",
        )
        for row in rows
    ]


def _after_year(row: Adoption) -> str:
    """What the adopter answered a year on: "in use; most of it stayed"."""
    follow_up: FollowUp | None = getattr(row, "follow_up", None)
    if follow_up is None or follow_up.answered_at is None:
        return ""
    return f"{follow_up.get_stage_display()}; {follow_up.get_kept_display()}"


def render_adopt_button(context: Context, values: Mapping[str, Any]) -> str:
    page: DeedPage = values["page"]
    if page.deed is None or not page.deed.is_live:
        return ""
    return render_to_string(
        "deeds/slots/adopt.html", {"number": page.deed.number, "language": page.language_code}
    )


def render_adoptions(context: Context, values: Mapping[str, Any]) -> str:
    page: DeedPage = values["page"]
    if page.deed is None:
        return ""
    language = page.language_code
    shown = {
        "deed": page.deed,
        "adoptions": adoptions_of(page.deed, language) if page.deed.adopters else [],
        "origins": [line for line in origins_of(page.deed, language) if line.other],
        "language": language,
    }
    if not (shown["adoptions"] or shown["origins"]):
        return ""
    return render_to_string("deeds/slots/adoptions.html", shown)


def render_pick(context: Context, values: Mapping[str, Any]) -> str:
    """The deed of the week on the front page."""
    pick = current_pick(now=timezone.now())
    language = current_language()
    shown = shown_in([pick.deed], language) if pick else []
    if pick is None or not shown:
        return ""
    values = {"shown": shown[0], "sentence": pick.sentence_in(language), "language": language}
    return render_to_string("deeds/slots/pick.html", values)


def render_campaigns(context: Context, values: Mapping[str, Any]) -> str:
    """The open campaigns on the front page, the one that ends first before the others."""
    language, now = current_language(), timezone.now()
    shown = [
        {
            "slug": row.slug,
            "title": row.title_in(language),
            "introduction": row.introduction_in(language),
            "time": time_in_words(row, now=now),
        }
        for row in open_campaigns(now=now)
    ]
    values = {"campaigns": shown, "language": language}
    return render_to_string("deeds/slots/campaigns.html", values) if shown else ""


def render_collections(context: Context, values: Mapping[str, Any]) -> str:
    """The collections that a deed stands in."""
    page: DeedPage = values["page"]
    rows = collections_of(page.deed) if page.deed and page.deed.is_live else []
    language = page.language_code
    shown = [(row.slug, row.title_in(language)) for row in rows]
    values = {"collections": shown, "language": language}
    return render_to_string("deeds/slots/collections.html", values) if shown else ""


def render_ways(context: Context, values: Mapping[str, Any]) -> str:
    found = ways(current_language())
    return render_to_string("deeds/slots/ways.html", {"ways": found}) if found else ""


def render_share(context: Context, values: Mapping[str, Any]) -> str:
    """The way to the share kit, on a deed's page."""
    page: DeedPage = values["page"]
    if page.deed is None or not page.deed.is_live:
        return ""
    return render_to_string("deeds/slots/share.html", {"number": page.deed.number})


def render_share_for_author(context: Context, values: Mapping[str, Any]) -> str:
    """The way to the share kit, for a deed's authors."""
    number = values["deed"].number
    return render_to_string("deeds/slots/share.html", {"number": number}) if values["deed"].is_live else ""


def render_visits(context: Context, values: Mapping[str, Any]) -> str:
    """How often a deed was opened, for its authors."""
    language = values["language"]
    visits = visits_of(values["deed"], now=timezone.now())
    weeks = [
        Row(week.monday.isoformat(), week.count, {language: date_format(week.monday, "j.n.")})
        for week in visits.weeks
    ]
    chart = chart_of(Table("week", weeks), language)
    return render_to_string("deeds/slots/visits.html", {"visits": visits, "chart": chart})


SLOTS = (
    Slot("deeds.adopt", "deed.actions", render_adopt_button),
    Slot("deeds.adoptions", "deed.after", render_adoptions),
    Slot("deeds.campaigns", "home.campaigns", render_campaigns),
    Slot("deeds.collections", "deed.actions", render_collections),
    Slot("deeds.pick", "home.pick", render_pick),
    Slot("deeds.share", "deed.actions", render_share),
    Slot("deeds.share_for_author", "deed.author_page", render_share_for_author),
    Slot("deeds.visits", "deed.author_page", render_visits),
    Slot("deeds.ways", "deeds.ways", render_ways),
)
