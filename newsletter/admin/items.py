"""What the editing screen says beside each chosen item: its form in each language, and where it went before."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.numbers import read_number
from newsletter.models.subscriptions import OtherLanguages
from newsletter.services.mailed import in_words, mentions_of
from newsletter.services.variants import fits
from syndication.blocks import Choice
from syndication.items import Item
from syndication.remarks import Pair
from syndication.sources import resolve_refs

MOST = 200  # items in one question: more than any mail holds


@require_GET
def notes(request: HttpRequest) -> JsonResponse:
    """For each `item` asked about ("deed:1055"): one line per language, and the issues that brought it."""
    if not any(
        request.user.has_perm(f"tekotori_newsletter.{verb}_issue") for verb in ("add", "change", "view")
    ):
        raise PermissionDenied
    pairs = _pairs(request.GET.getlist("item")[:MOST])
    own = read_number(request.GET.get("issue", "")) or 0
    return JsonResponse({"items": notes_about(pairs, own_issue=own)})


def _pairs(given: Sequence[str]) -> list[Pair]:
    pairs = []
    for text in given:
        try:
            choice = Choice.parse(text)
        except ValueError:
            continue  # a form that is being filled holds empty places
        pairs.append((choice.source, choice.ref))
    return pairs


def notes_about(pairs: Sequence[Pair], *, own_issue: int = 0) -> dict[str, Any]:
    """Each source is asked once per language, and the issues once, however many items there are."""
    codes = [code for code, _name in settings.LANGUAGES]
    shown = {code: resolve_refs(pairs, language=code) for code in codes}
    mailed = {
        pair: [mention for mention in mentions if mention.issue != own_issue]
        for pair, mentions in mentions_of(pairs).items()
    }
    return {
        f"{source}:{ref}": {
            "languages": [{"code": code, **_form(shown[code].get((source, ref)), code)} for code in codes],
            "mailed": _mailed(in_words(mailed.get((source, ref), []))),
        }
        for source, ref in pairs
    }


def _mailed(issues: str) -> str:
    return _("Mailed already: %(issues)s") % {"issues": issues} if issues else ""


def _form(item: Item | None, language: str) -> dict[str, str]:
    """In which form one language shows an item: its own page, a lead, the original, or not at all."""
    if item is None:
        return {"form": "none", "words": _("not published")}
    if fits(item, language=language, variant=OtherLanguages.OWN):
        return {"form": "page", "words": _("own page")}
    if fits(item, language=language, variant=OtherLanguages.LEAD):
        return {
            "form": "lead",
            "words": _("lead, page in %(language)s") % {"language": _name(item.url_language)},
        }
    return {"form": "original", "words": _("original in %(language)s") % {"language": _name(item.language)}}


def _name(code: str) -> str:
    # Django's names begin with a capital in some languages; within a sentence only English writes it.
    name = str(get_language_info(code)["name_translated"])
    return name if (get_language() or "").startswith("en") else name.lower()
