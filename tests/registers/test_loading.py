"""Loading the registers from the files that the project carries."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from registers import loading
from registers.checks import check_registers_are_loaded
from registers.errors import UnknownCode
from registers.loading import DATA_SETS, DataSet, load_data_set, stale_data_sets
from registers.models import ClientGroup, County, Goal, Municipality, Region, Sector, Theme
from registers.services import load_registers, near_municipalities
from registers.sorting import sort_key

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def loaded() -> None:
    load_registers(now=NOW)


def counts() -> dict[str, int]:
    models = (Region, County, Municipality, Sector, Theme, ClientGroup, Goal)
    return {model._meta.model_name or "": model.objects.count() for model in models}


def with_file(
    data_set: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list[str]
) -> DataSet:
    """The data set with other lines in its file, as of the next year."""
    monkeypatch.setattr(loading, "DATA_DIR", tmp_path)
    (tmp_path / data_set.file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return replace(data_set, valid_from=date(2027, 1, 1))


def test_every_row_of_the_files_is_loaded(loaded: None):
    statuses = Municipality.objects.values_list("language_status", flat=True)

    assert counts() == {
        "region": 19, "county": 23, "municipality": 308, "sector": 7, "theme": 12, "clientgroup": 8, "goal": 8,
    }  # fmt: skip
    # The check figures that came with the data.
    assert [list(statuses).count(status) for status in (0, 1, 3, 2)] == [259, 18, 15, 16]


def test_municipality_knows_its_county_region_and_names(loaded: None):
    row = Municipality.objects.get(code="091")

    assert (row.name_fi, row.name_sv, row.name_en, row.county.code, row.region.code) == (
        "Helsinki", "Helsingfors", "Helsinki", "90", "01",
    )  # fmt: skip


def test_english_texts_use_the_name_in_the_majority_s_language(loaded: None):
    names = {row.code: row.name_en for row in Municipality.objects.filter(code__in=["478", "599", "049"])}

    assert names == {"478": "Mariehamn", "599": "Pedersöre", "049": "Espoo"}


def test_loading_twice_changes_nothing(loaded: None):
    again = load_registers(now=NOW + timedelta(days=1))

    assert [(report.created, report.updated, report.closed) for report in again] == [(0, 0, 0)] * len(
        DATA_SETS
    )


def test_changed_row_is_updated_and_a_missing_one_is_closed_not_deleted(
    loaded: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    themes = next(data_set for data_set in DATA_SETS if data_set.model is Theme)
    lines = themes.path.read_text(encoding="utf-8").splitlines()
    changed = with_file(
        themes, tmp_path, monkeypatch, [lines[0], "leadership,Johtajuus,Ledarskap,Leadership", *lines[3:]]
    )

    report = load_data_set(changed, now=NOW)

    assert (report.created, report.updated, report.unchanged, report.closed) == (0, 1, 10, 1)
    assert Theme.objects.get(code="leadership").name_fi == "Johtajuus"
    assert Theme.objects.get(code="wellbeing").valid_to == date(2026, 12, 31)
    assert Theme.objects.count() == 12


def test_row_that_comes_back_is_open_again(loaded: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    Theme.objects.filter(code="wellbeing").update(valid_to=date(2025, 12, 31))

    report = next(report for report in load_registers(now=NOW) if report.register == "theme")

    assert (report.updated, Theme.objects.get(code="wellbeing").valid_to) == (1, None)


def test_unknown_reference_stops_the_load_and_nothing_is_written(
    loaded: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    municipalities = next(data_set for data_set in DATA_SETS if data_set.model is Municipality)
    lines = municipalities.path.read_text(encoding="utf-8").splitlines()
    broken = with_file(
        municipalities,
        tmp_path,
        monkeypatch,
        [lines[0], "001,Uusi,Ny,0,01,01,25.0,60.0", "002,Väärä,Fel,0,77,01,25.0,60.0"],
    )

    with pytest.raises(UnknownCode) as caught:
        load_data_set(broken, now=NOW)

    assert (caught.value.register, caught.value.code) == ("region", "77")
    assert not Municipality.objects.filter(code="001").exists()


def test_check_warns_until_the_registers_are_as_their_files():
    before = check_registers_are_loaded(databases=["default"])
    load_registers(now=NOW)
    after = check_registers_are_loaded(databases=["default"])

    assert [message.id for message in before] == ["tekotori_registers.W001"]
    assert after == []


def test_check_warns_when_a_file_is_newer(loaded: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for data_set in DATA_SETS:
        text = data_set.path.read_text(encoding="utf-8")
        (tmp_path / data_set.file).write_text(
            text + ("\n" if data_set.model is Goal else ""), encoding="utf-8"
        )
    monkeypatch.setattr(loading, "DATA_DIR", tmp_path)

    assert [data_set.key for data_set in stale_data_sets()] == ["goal"]


def test_command_says_its_numbers():
    out = StringIO()

    call_command("load_registers", stdout=out)

    assert "municipality: 308 rows, 308 created, 0 updated, 0 unchanged, 0 closed" in out.getvalue()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fi", ["Alavus", "Zoola", "Åbo", "Ähtäri", "Öja"]),
        ("sv", ["Alavus", "Zoola", "Åbo", "Ähtäri", "Öja"]),
        ("en", ["Åbo", "Ähtäri", "Alavus", "Öja", "Zoola"]),
    ],
)
def test_database_sorts_nordic_letters_as_readers_of_the_language_do(language: str, expected: list[str]):
    for name in ("Öja", "Zoola", "Ähtäri", "Alavus", "Åbo"):
        Theme.objects.create(code=sort_key(name, "fi"), name_fi=name)

    assert [row.name_fi for row in Theme.objects.in_order(language)] == expected


def test_shorter_name_comes_before_the_longer_one_that_begins_with_it():
    for name in ("Salonseutu", "Salo-Halikko", "Salo"):
        Theme.objects.create(code=name.lower(), name_fi=name)

    assert [row.name_fi for row in Theme.objects.in_order("fi")] == ["Salo", "Salo-Halikko", "Salonseutu"]


def test_name_follows_the_active_language_and_falls_back_to_finnish():
    row = Theme(code="a", name_fi="Suomeksi", name_sv="På svenska")

    names = []
    for language in ("fi", "sv", "en", "de"):
        with translation.override(language):
            names.append(row.name)

    assert names == ["Suomeksi", "På svenska", "Suomeksi", "Suomeksi"]


def test_rows_of_a_day_leave_out_what_had_ended_or_not_begun():
    Theme.objects.create(code="old", name_fi="a", valid_to=date(2025, 12, 31))
    Theme.objects.create(code="new", name_fi="b", valid_from=date(2026, 1, 1))

    days = [
        list(Theme.objects.current(on=day).values_list("code", flat=True))
        for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]

    assert days == [["old"], ["new"]]


def test_unknown_former_name_is_answered_with_near_names(loaded: None):
    assert [row.name_fi for row in near_municipalities("Xyzzyland")] == []
    assert [row.name_fi for row in near_municipalities("Maarianhamin")][:1] == ["Maarianhamina"]
    assert [row.name_fi for row in near_municipalities("helsingfors")][:1] == ["Helsinki"]
