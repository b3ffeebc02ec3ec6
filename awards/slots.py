"""What awards put on the pages of deeds: "nominate" for jurors, and the prizes that a deed has won."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone

from awards.jury import open_categories, standing_nominations
from awards.models import RoundPage, Winner
from awards.results import wins_of
from awards.services import NOMINATE
from core.pages import page_url
from core.slots import Slot


def nominate_button(context: Context, values: Mapping[str, Any]) -> str:
    """A way to nominate this deed, for jurors while a round is open; nothing, and no cookie, for anyone else."""
    request: HttpRequest | None = context.get("request")
    # Asking for the user opens the session, and the answer would then vary by cookie for every visitor.
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    deed = values["page"].deed
    if deed is None or not deed.is_live or not request.user.has_perm(NOMINATE):
        return ""
    now = timezone.now()
    if not open_categories(now=now).exists():
        return ""
    nominations = standing_nominations(juror=request.user, now=now).filter(deed=deed)
    return render_to_string("awards/slots/nominate.html", {"deed": deed, "nominations": list(nominations)})


def awarded(context: Context, values: Mapping[str, Any]) -> str:
    """The deed's published prizes with the jury's reasons."""
    page = values["page"]
    wins = wins_of(page.deed, now=timezone.now()) if page.deed else []
    if not wins:
        return ""
    pages = _round_pages(wins, page.language_code)
    prizes = [(win, win.reason_in(page.language_code), pages.get(win.category.round_id, "")) for win in wins]
    return render_to_string("awards/slots/awarded.html", {"prizes": prizes, "language": page.language_code})


def _round_pages(wins: list[Winner], language: str) -> dict[int, str]:
    """Addresses of the rounds' public pages in a language."""
    rounds = {win.category.round_id for win in wins}
    pages = RoundPage.objects.live().public().filter(round__in=rounds, locale__language_code=language)
    return {page.round_id: page_url(page) for page in pages.filter(alias_of__isnull=True)}


nominate_slot = Slot(key="awards.nominate", place="deed.actions", render=nominate_button)
awarded_slot = Slot(key="awards.awarded", place="deed.after", render=awarded)
