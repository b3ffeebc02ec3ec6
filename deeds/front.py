"""What deeds put on the front page through its slots: their search, and a stall for each sector."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.template.loader import render_to_string
from django.utils.translation import get_language

from core.slots import Slot
from deeds.asking import Question, count
from deeds.facets import WHOLE, all_facets
from deeds.models import Deed, DeedIndexPage


@dataclass(frozen=True, slots=True)
class Stall:
    code: str
    label: str
    count: int


def front_index(language: str) -> DeedIndexPage | None:
    """The list of deeds in a language, if it is published."""
    return DeedIndexPage.objects.live().filter(locale__language_code=language).first()


def stalls(language: str) -> list[Stall]:
    """Every sector with the number of its deeds, zero too; the whole organisation comes last."""
    counts = count(Question(), language=language, only=["sector"]).by_facet.get("sector", {})
    labels = all_facets()["sector"].labels(language)
    codes = [code for code in labels if code != WHOLE] + [WHOLE]
    return [Stall(code, labels[code], counts.get(code, 0)) for code in codes]


def render_search(context: Context, values: Mapping[str, Any]) -> str:
    index = front_index(_language())
    return _render("search", context, {"index": index}) if index else ""


def render_stalls(context: Context, values: Mapping[str, Any]) -> str:
    index = front_index(_language())
    if index is None:
        return ""
    shown = {"index": index, "stalls": stalls(_language()), "total": Deed.objects.live().count()}
    return _render("stalls", context, shown)


def _language() -> str:
    return (get_language() or "fi")[:2]


def _render(name: str, context: Context, values: Mapping[str, Any]) -> str:
    return render_to_string(f"deeds/slots/{name}.html", dict(values), request=context.get("request"))


SLOTS = (
    Slot("deeds.search", "home.search", render_search),
    Slot("deeds.stalls", "home.stalls", render_stalls),
)
