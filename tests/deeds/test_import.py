"""Deeds come back from their own files as they were, and other sites' files are taken in row by row."""

import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from wagtail_factories import ImageFactory

from deeds.authoring.retiring import retire_deed
from deeds.importing.ordering import order
from deeds.importing.reading import read_lines
from deeds.models import Adoption, Deed, DeedPage
from deeds.opendata.files import FILES
from deeds.opendata.records import line_of, records
from deeds.services import publish_deed
from deeds.spreading.adopting import AdoptionWord, record_adoption
from deeds.staying.services import take_over_answer
from registers.services import merge_organisations
from tests.deeds.factories import NOON, DeedFactory, DeedIndexPageFactory, OrganisationFactory, locale
from tests.deeds.submissions import make_moderator
from tests.deeds.test_open_data import full_deed

pytestmark = pytest.mark.django_db


def square() -> None:
    """Two languages, leads, versions, authors, adoptions, retired ones, a merger, and references in both directions."""
    deed = full_deed()
    page = deed.source_page
    page.did_not_work = '+ "lainaus"; ja, pilkku\n- rivi'
    page.save_revision()
    publish_deed(page=page, user=None, now=NOON + timedelta(days=3))
    old, new = OrganisationFactory(code="vanhala"), OrganisationFactory(code="uusila")
    other = DeedFactory(
        number=2,
        title="Toinen 🙂",
        organisation="vanhala",
        inspired_by=7,
        image=ImageFactory(),
        image_alt="Kuva",
        image_credit="Piirtäjä",
    )
    adopting = AdoptionWord(deed=deed, organisation=old, kind="adapted", resulting_deed=other)
    told = record_adoption(word=adopting, user=make_moderator("b"), now=NOON)
    take_over_answer(adoption=told, stage="established", kept="most", now=NOON)
    merge_organisations(merged=[old], into=new, on=NOON.date(), now=NOON)
    retire_deed(deed=DeedFactory(number=1), ground="replaced", reason="Siirtyi.", replaced_by=other, user=None, now=NOON)  # fmt: skip
    retire_deed(deed=DeedFactory(number=9), reason="=Päättyi", user=None, now=NOON + timedelta(hours=2))


def wipe() -> None:
    for page in DeedPage.objects.filter(alias_of__isnull=True).order_by("-pk"):
        page.delete()
    for deed in Deed.objects.all():
        deed.decisions.all().delete()
    Deed.objects.all().delete()


def exported() -> dict[str, bytes]:
    return {name: b"".join(FILES[name].parts()) for name in ("deeds.csv", "deeds.jsonl")}


def imported(path: Path, *options: str) -> str:
    said = StringIO()
    call_command("import_deeds", str(path), *options, stdout=said)
    return said.getvalue()


def test_export_wipe_import_export_gives_equal_bytes(tmp_path: Path):
    square()
    before = exported()
    assert b'"stayed":{"stage":"established","kept":"most"}' in before["deeds.jsonl"]
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)
    wipe()
    assert [exported()["deeds.jsonl"], Adoption.objects.count()] == [b"", 0]

    assert "4 created" in imported(tmp_path / "deeds.csv", "--dry-run")
    assert (Deed.objects.count(), DeedPage.objects.count()) == (0, 0)
    assert imported(tmp_path / "deeds.jsonl") == "4 created.\n"
    assert exported() == before
    for options, said in (
        (["--dry-run"], "Dry run, nothing was written: 4 unchanged.\n"),
        ([], "4 unchanged.\n"),
    ):
        assert imported(tmp_path / "deeds.csv", *options) == said

    wipe()
    assert imported(tmp_path / "deeds.csv") == "4 created.\n"
    assert exported() == before


def test_a_changed_row_is_a_new_version_and_the_rest_of_the_page_stays(tmp_path: Path):
    square()
    body = [{"type": "paragraph", "value": "<p>Katso <b>täältä</b></p>"}]
    page = Deed.objects.get(number=2).source_page
    page.body = body
    page.save_revision()
    publish_deed(page=page, user=None, now=NOON)
    found = {record["number"]: record for record in records()}
    found[2]["pages"]["fi"]["result"] = "Uusi tulos."
    found[2]["themes"] = ["wellbeing"]
    found[7]["leads"]["en"]["text"] = "Five minutes."
    (tmp_path / "deeds.jsonl").write_text("".join(map(line_of, found.values())))

    said = imported(tmp_path / "deeds.jsonl")

    page = DeedPage.objects.get(pk=page.pk)
    assert said == "2 unchanged, 2 updated.\n"
    assert (page.result, page.theme_codes, page.body[0].value.source) == ("Uusi tulos.", ["wellbeing"], body[0]["value"])  # fmt: skip
    assert page.deed.versions.filter(language="fi").count() == 3
    assert Deed.objects.get(number=7).leads.get(locale=locale("en")).text == "Five minutes."


def test_what_can_not_be_taken_in_is_refused_by_its_row_and_nothing_of_it_is_written(tmp_path: Path):
    DeedIndexPageFactory()
    DeedFactory(number=3, themes=["wellbeing"])
    (good,) = records()
    hidden = DeedFactory(number=4)
    hidden.source_page.unpublish()

    def changed(number: int, **values: Any) -> dict[str, Any]:
        page = good["pages"]["fi"] | values.pop("page", {})
        return good | {"number": number, "pages": {"fi": page}, "themes": []} | values

    rows = [
        line_of(changed(5, organisation="tuntematon")),
        line_of(changed(6, page={"title": "x" * 91})),
        line_of(changed(7, page={"goal": "Asiakas 131052-308T."})),
        line_of(changed(4)),
        line_of(changed(8, language="sv")),
        "{rikki\n",
        line_of(
            changed(10, inspired_by=99, image={"address": "https://muualla.example/kuva.jpg", "credit": ""})
        ),
    ]
    (tmp_path / "rows.jsonl").write_text("".join(rows))
    said = StringIO()

    with pytest.raises(CommandError, match="6 rows were refused"):
        call_command("import_deeds", str(tmp_path / "rows.jsonl"), stdout=said)

    lines = said.getvalue().splitlines()
    assert [line.partition(":")[0] for line in lines[:-1]] == ["row 5", "row 6", "row 1, deed 5", "row 2, deed 6", "row 3, deed 7", "row 4, deed 4", "row 7, deed 10"]  # fmt: skip
    assert "tuntematon" in lines[2]
    assert "131052" not in said.getvalue()
    assert ("99" in lines[6], "kuva.jpg" in lines[6]) == (True, True)
    assert sorted(Deed.objects.values_list("number", "state")) == [
        (3, "live"),
        (4, "unpublished"),
        (10, "live"),
    ]


def test_what_a_record_refers_to_comes_before_it():
    rows = [
        {"number": 1, "inspired_by": 3},
        {"number": 2, "replaced_by": 1},
        {"number": 3, "inspired_by": 2},  # a circle
        {"number": 4, "inspired_by": 8},
    ]

    assert order(rows) == [1, 2, 0, 3]


def test_a_file_that_is_no_export_is_said(tmp_path: Path):
    for name, text in (("a.csv", "otsikko;tulos\nx;y\n"), ("b.jsonl", "\xff")):
        (tmp_path / name).write_bytes(text.encode("latin-1"))
        with pytest.raises(CommandError, match=r"can't be read"):
            call_command("import_deeds", str(tmp_path / name))


def test_command_writes_the_same_bytes_as_the_site(tmp_path: Path):
    DeedFactory()

    for form in ("csv", "jsonl"):
        call_command(
            "export_deeds", "--format", form, "--output", str(tmp_path / f"deeds.{form}"), stdout=StringIO()
        )

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == exported()
    assert json.loads((tmp_path / "deeds.jsonl").read_text())["state"] == "published"


def test_line_of_any_kind_is_a_refused_row_with_all_its_faults():
    DeedFactory(number=5)
    (good,) = records()
    page = good["pages"]["fi"]
    lines = [
        line_of(good | {"organisation": None, "themes": "x", "published_at": "2021-05-05"}),
        line_of(good | {"number": 2**70}),
        "[" * 100_000 + "\n",
        json.dumps(good | {"pages": {"fi": page | {"title": ["x"], "goal": "\ud800"}}}) + "\n",
        line_of(good | {"extra": 1, "pages": {"fi": page | {"extra": 1}}}),
    ]

    with translation.override("en"):
        sheet = read_lines("".join(lines))

    named = [re.findall("“(.+?)”", sentence) for _row, sentence in sheet.refused]
    assert named == [["published_at", "organisation", "themes"], ["number"], [], ["fi.title", "fi.goal"]]
    assert sheet.records == [(5, good)]


def test_file_of_another_site_never_chooses_a_deed_by_its_number(tmp_path: Path):
    DeedFactory(number=2, title="Meidän teko")
    (own,) = records()

    def foreign(**page: Any) -> dict[str, Any]:
        words = own["pages"]["fi"] | {"title": "Heidän teko", "address": "https://teot.toinen.example/vanhat/heidan-teko/"} | page  # fmt: skip
        return own | {"address": "https://teot.toinen.example/t/2", "inspired_by": 2, "pages": {"fi": words}}

    def taken(*given: dict[str, Any]) -> str:
        (tmp_path / "deeds.jsonl").write_text("".join(map(line_of, given)))
        tried = imported(tmp_path / "deeds.jsonl", "--dry-run").splitlines()[-1]
        done = imported(tmp_path / "deeds.jsonl").splitlines()[-1]
        assert tried == f"Dry run, nothing was written: {done}"
        return done

    assert taken(foreign(), own) == "1 created, 1 unchanged."
    assert taken(foreign()) == "1 unchanged."
    assert taken(foreign(title="Heidän uusi nimi")) == "1 updated."
    assert list(Deed.objects.order_by("number").values_list("number", "title", "inspired_by")) == [
        (2, "Meidän teko", None),
        (3, "Heidän uusi nimi", None),
    ]


def test_number_that_would_decide_all_to_come_and_reference_to_itself_are_refused(tmp_path: Path):
    DeedFactory(number=2)
    (good,) = records()
    rows = [good | {"number": 200_000}, good | {"number": 3, "inspired_by": 3}, good | {"inspired_by": 2}]
    (tmp_path / "deeds.jsonl").write_text("".join(map(line_of, rows)))

    with pytest.raises(CommandError, match="3 rows were refused"):
        imported(tmp_path / "deeds.jsonl")

    assert list(Deed.objects.values_list("number", "inspired_by")) == [(2, None)]
