"""Small answers for the templates of deeds."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from deeds.facets import WHOLE
from deeds.languages import Shown
from deeds.models import Deed, DeedPage

register = template.Library()


@dataclass(frozen=True)
class CardSector:
    """By which colour and name a card tells its sector."""

    code: str
    name: str


@register.simple_tag
def first_sector(of: "Deed | DeedPage", language: str) -> CardSector:
    """The sector whose colour a deed takes: the whole organisation, else the first one by code."""
    if of.whole_organisation:
        with translation.override(language):
            return CardSector(WHOLE, _("Whole organisation"))
    sectors: Any = of.sectors  # of either model
    named = sorted((row.name_in(language), row.code) for row in sectors.all())
    return CardSector(named[0][1], named[0][0]) if named else CardSector(WHOLE, "")


LANGUAGE_MARKS = {
    "fi": gettext_lazy("In Finnish"),
    "sv": gettext_lazy("In Swedish"),
    "en": gettext_lazy("In English"),
}


@register.simple_tag
def language_mark(shown: Shown) -> str:
    """In which language the page is to which a card leads, where that is not the reader's; empty otherwise.

    Said in the language of the card's words, as the card's `lang` promises.
    """
    if shown.page_language == (get_language() or "fi")[:2]:
        return ""
    with translation.override(shown.language):
        return str(LANGUAGE_MARKS.get(shown.page_language, shown.page_language))


@register.simple_tag
def organisation_label(deed: Deed, language: str) -> str:
    return deed.organisation.label_in(language) if deed.organisation else ""
