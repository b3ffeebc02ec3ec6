"""What a subscriber may tell of their work: the kind of employer, and the area that it stands in."""

from django.utils import translation

from core.facts import Fact, FactGroup, attribute
from registers.models import LANGUAGES, County, Organisation


def organisation_types() -> list[Fact]:
    return [
        attribute(
            f"organisation-type:{value}",
            {language: _words(Organisation.Type(value), language) for language in LANGUAGES},
            "organisation-type",
        )
        for value in Organisation.Type.values
    ]


def areas() -> list[Fact]:
    """Wellbeing services counties by what people call them, with Helsinki and Åland: they cover the country."""
    return [
        attribute(f"area:{row.code}", {language: row.short_in(language) for language in LANGUAGES}, "area")
        for row in County.objects.filter(valid_to__isnull=True).in_order()
    ]


def _words(kind: Organisation.Type, language: str) -> str:
    with translation.override(language):
        words = str(kind.label)
        return words[:1].upper() + words[1:]


ORGANISATION_TYPES = FactGroup(
    key="organisation-type",
    labels={"fi": "Työnantaja", "sv": "Arbetsgivare", "en": "Employer"},
    facts=organisation_types,
)
AREAS = FactGroup(key="area", labels={"fi": "Alue", "sv": "Område", "en": "Area"}, facts=areas)
