"""Units are parts of organisations, by which people name their work place. Editors add them."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from registers.errors import OrganisationNotActive
from registers.models import County, Organisation, Unit
from registers.names import called, like
from registers.services import (
    Names,
    create_organisation,
    create_unit,
    end_organisation,
    merge_organisations,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
DAY = date(2026, 12, 31)


@pytest.fixture
def pirkanmaa() -> Organisation:
    names = Names("Pirkanmaan hyvinvointialue", "Birkalands välfärdsområde")
    county = County.objects.create(
        code="08", name_fi=names.fi, name_sv=names.sv, short_fi="Pirkanmaa", short_sv="Birkaland"
    )
    return create_organisation(code="pirha", names=names, type="county", county=county, now=NOW)


def unit(organisation: Organisation, **names: str) -> Unit:
    code = f"{organisation.code}-{len(organisation.units.all())}"
    return create_unit(code=code, names=Names(**names), organisation=organisation)


@pytest.mark.parametrize(
    "typed",
    ["Kotihoito", "hemvård", "Pirkanmaan hyvinvointialue kotihoito", "kotihoito Pirkanmaa", "PIRKANMAA kotihoito", "Birkaland hemvard", "Hemvård Birkalands välfärdsområde"],
)  # fmt: skip
def test_unit_is_found_by_its_own_and_its_county_s_names_in_either_order(pirkanmaa, typed):
    home_care = unit(pirkanmaa, fi="Kotihoito", sv="Hemvård")
    unit(pirkanmaa, fi="Keittiö", sv="Kök")

    assert called(Unit.of_employers(), typed) == [home_care]


def test_beginning_of_a_county_s_name_finds_its_units_after_the_county(pirkanmaa):
    home_care = unit(pirkanmaa, fi="Kotihoito")

    assert like([pirkanmaa, home_care], "pirkanmaa") == [pirkanmaa, home_care]


def test_unit_goes_on_in_a_merged_organisation_and_ends_with_an_ended_one(pirkanmaa):
    successor = create_organisation(code="uusi", names=Names("Uusi alue"), type="county", now=NOW)
    ended = create_organisation(code="vanha", names=Names("Vanha"), type="other", now=NOW)
    home_care = unit(pirkanmaa, fi="Kotihoito")
    unit(ended, fi="Keittiö")

    merge_organisations(merged=[pirkanmaa], into=successor, on=DAY, now=NOW)
    end_organisation(organisation=ended, on=DAY, now=NOW)

    rows = list(Unit.of_employers())
    assert [row.label_in("fi") for row in rows] == ["Kotihoito, Uusi alue"]
    assert called(rows, "uusi alue kotihoito") == [home_care]


def test_unit_of_an_ended_organisation_and_a_second_of_the_same_name_are_refused(pirkanmaa):
    unit(pirkanmaa, fi="Kotihoito")
    with pytest.raises(ValidationError):
        unit(pirkanmaa, fi="Kotihoito")
    with pytest.raises(ValidationError):
        unit(pirkanmaa, fi="K" * 121)
    end_organisation(organisation=pirkanmaa, on=DAY, now=NOW)

    with pytest.raises(OrganisationNotActive):
        unit(pirkanmaa, fi="Keittiö")


def test_editor_adds_renames_and_closes_a_unit_in_the_admin(admin_client: Client, pirkanmaa):
    prefix = "wagtailsnippets_tekotori_registers_unit"
    values = {"organisation": str(pirkanmaa.pk), "code": "kotihoito", "name_fi": "Kotihoito", "name_sv": "", "name_en": "", "valid_to": ""}  # fmt: skip

    added = admin_client.post(reverse(f"{prefix}:add"), values)
    row = Unit.objects.get()
    address = reverse(f"{prefix}:edit", args=[row.pk])
    changed = admin_client.post(address, {**values, "name_sv": "Hemvård", "valid_to": "2026-12-31"})
    listed = admin_client.get(reverse(f"{prefix}:list"), {"q": "pirkanmaa"})

    row.refresh_from_db()
    assert (added.status_code, changed.status_code, listed.status_code) == (302, 302, 200)
    assert (row.organisation, row.name_sv, row.valid_to) == (pirkanmaa, "Hemvård", DAY)
    assert list(Unit.objects.current(on=date(2027, 1, 1))) == []
    assert "Kotihoito" in listed.content.decode()
