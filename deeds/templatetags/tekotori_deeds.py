"""Small answers for the templates of deeds."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import translation
from django.utils.translation import gettext as _

from deeds.facets import WHOLE
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


@register.simple_tag
def organisation_label(deed: Deed, language: str) -> str:
    return deed.organisation.label_in(language) if deed.organisation else ""


@register.simple_tag
def original_text(form: Any, name: str) -> str:
    """What a deed says in its author's language, beside the field for another one."""
    return str(form.original(name))
