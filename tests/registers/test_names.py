"""Finding rows by what people type, and believing addresses by their domain."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from registers.models import County, Municipality, Organisation
from registers.names import called, folded, like
from registers.services import Names, create_organisation, load_registers, merge_organisations

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def test_every_municipality_and_area_is_found_by_each_of_its_names_however_typed():
    load_registers(now=NOW)
    for rows in (list(Municipality.objects.all()), list(County.objects.all())):
        missing = [
            typed
            for row in rows
            for name in (row.name_fi, row.name_sv, row.name_en, getattr(row, "short_fi", row.name_fi))
            for typed in (name, name.upper(), f" {folded(name)} ")
            if row not in called(rows, typed)
        ]

        assert missing == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [("jyvas", "Jyväskylä"), ("Helsingforz", "Helsinki"), ("nyslot", "Savonlinna"), ("koski", "Koski Tl")],
)
def test_beginning_or_misspelt_name_finds_its_row_first(typed: str, found: str):
    load_registers(now=NOW)

    assert next(row.name_fi for row in like(Municipality.objects.in_order("fi"), typed)) == found


@pytest.mark.parametrize("typed", ["", "   ", "-", "́", "%", "\x00", "x" * 5000])
def test_nothing_and_nonsense_find_nothing(typed: str):
    load_registers(now=NOW)
    rows = list(Municipality.objects.all())

    assert (called(rows, typed), like(rows, typed)) == ([], [])


def organisation(code: str, **values: str) -> Organisation:
    return create_organisation(code=code, names=Names(fi=code), type="other", now=NOW, **values)


@pytest.mark.parametrize(
    ("address", "is_known"),
    [
        ("ada@mallila.fi", True),
        ("ADA@Mallila.FI", True),
        ("ada@hoiva.mallila.fi", True),
        ("ada@xn--ty-gka.example", True),
        ("ada@työ.example", True),
        ("ada@ilmallila.fi", False),
        ("ada@mallila.fi.example", False),
        ("mallila.fi", False),
        ("", False),
    ],
)
def test_address_is_believed_by_its_whole_domain(address: str, is_known: bool):
    row = organisation("mallila", mail_domains="mallila.fi TYÖ.example")

    assert row.owns_address(address) is is_known


def test_domains_of_who_carries_on_are_those_of_the_merged_one_too():
    old, new = organisation("old", mail_domains="old.fi"), organisation("new", mail_domains="new.fi")
    merge_organisations(merged=[old], into=new, on=NOW.date(), now=NOW)
    old.refresh_from_db()

    assert [old.owns_address(f"ada@{domain}.fi") for domain in ("old", "new", "other")] == [True, True, False]
    assert organisation("without").owns_address("ada@old.fi") is False


def test_what_is_no_domain_is_refused_by_name():
    with pytest.raises(ValidationError) as caught:
        organisation("mallila", mail_domains="mallila.fi @mallila")

    assert caught.value.message_dict == {
        "mail_domains": [
            "”@mallila” ei ole sähköpostin verkkotunnus. Kirjoita, mitä @-merkin jälkeen tulee, esimerkiksi mallila.fi."
        ]
    }
