"""Related deeds: what a deed is about weighs most, and each says why it stands there."""

import pytest

from deeds.related import related_deeds
from registers.models import County
from tests.deeds.factories import DeedFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def found(number: int, **values) -> list[tuple[int, str]]:
    deed = DeedFactory(number=number, **values)
    return [(entry.shown.deed.number, entry.why) for entry in related_deeds(deed.source_page)]


def test_shared_themes_come_before_shared_sectors_and_each_says_why():
    DeedFactory(number=1, title="Toimiala", sectors=["education", "technical"], scale="small")
    DeedFactory(number=2, title="Teema", themes=["wellbeing", "digital"], scale="large")
    DeedFactory(number=3, title="Muu", themes=["premises"], scale="small")

    assert found(9, themes=["wellbeing", "digital"], sectors=["education"], scale="small") == [
        (2, "Samat teemat: digital fi, wellbeing fi"),
        (1, "Sama toimiala: education fi; samankokoinen"),
    ]


def test_size_and_area_break_ties_and_relate_nothing_alone():
    county = County.objects.create(code="05", name_fi="Alue")
    for code in ("lahi", "mallila"):
        OrganisationFactory(code=code, county=county)
    themes = {"themes": ["wellbeing"]}
    DeedFactory(number=1, title="Kaukana", organisation="kauko", scale="large", **themes)
    DeedFactory(number=2, title="Lähellä", organisation="lahi", scale="large", **themes)
    DeedFactory(number=3, title="Samankokoinen", organisation="kauko", scale="small", **themes)
    DeedFactory(number=4, title="Vain koko ja alue", organisation="lahi", scale="small")

    assert found(9, scale="small", **themes) == [
        (3, "Sama teema: wellbeing fi; samankokoinen"),
        (2, "Sama teema: wellbeing fi; sama alue"),
        (1, "Sama teema: wellbeing fi"),
    ]


def test_deeds_for_the_whole_organisation_are_related():
    DeedFactory(number=1, title="Koko", whole_organisation=True, scale="large")
    DeedFactory(number=2, title="Osa", scale="large")

    assert found(9, whole_organisation=True, scale="small") == [(1, "Sekin koskee koko organisaatiota")]
