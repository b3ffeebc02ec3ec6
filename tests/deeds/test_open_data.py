"""The open data: what the files say, to whom, at what cost; the catalogue by the official rules; the feed of changes."""

import csv
import io
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, Graph

from core.cells import FORMULA_SIGNS, guarded, unguarded
from core.html import clean_characters
from deeds.authoring.authors import set_shown
from deeds.authoring.retiring import bring_back_deed, retire_deed
from deeds.models import Deed, DeedAuthor
from deeds.opendata.columns import record_from
from deeds.opendata.files import FILES
from deeds.opendata.records import line_of, records
from deeds.services import DeedTexts, create_deed, publish_deed, set_lead, translate_deed
from deeds.spreading.adopting import AdoptionWord, record_adoption
from deeds.spreading.statistics import count_statistics
from registers.models import County, Organisation
from registers.services import Names, load_registers, merge_organisations, rename_organisation
from tests.deeds.factories import (
    NOON,
    DeedFactory,
    DeedIndexPageFactory,
    OrganisationFactory,
    deed_fields,
    locale,
)
from tests.deeds.submissions import make_moderator

pytestmark = pytest.mark.django_db
SCHEMA = json.loads(Path("deeds/data/open/deed.schema.json").read_text())
SHAPES = Path("tests/deeds/dcat_ap")


@pytest.fixture(autouse=True)
def no_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def body(client: Client, name: str, **headers: str) -> bytes:
    answer = client.get(f"/data/{name}", headers=headers)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def lines(client: Client, name: str = "deeds.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in body(client, name).decode().splitlines()]


def full_deed() -> Deed:
    """One in two languages and a lead, with everything around it."""
    DeedIndexPageFactory(language="sv")
    OrganisationFactory(code="kylala")
    deed = DeedFactory(
        number=7,
        title="=SUM(A1) on otsikko",
        sectors=["education", "technical"],
        themes=["wellbeing"],
        client_groups=["staff"],
        participants=["staff", "management"],
        unit="Päiväkoti",
        conditions="'Lainaus' ja\nrivi",
        start_date=NOON.date(),
    )
    texts = DeedTexts(title="Morgonmöte", goal="Kortare.", result="Tio minuter.", unit="Daghemmet", conditions="'Citat' och\nrad", what_we_did="Vi flyttade.\n\nTre frågor.")  # fmt: skip
    translate_deed(deed=deed, locale=locale("sv"), texts=texts, user=None, now=NOON)
    set_lead(deed=deed, locale=locale("en"), title="Stand-up", text="Ten minutes.", now=NOON)
    set_lead(deed=deed, locale=locale("sv"), title="Gammal", text="Har en sida nu.", now=NOON)
    for name, is_shown in (("Aino Näyte", True), ("Salattu Sanna", False)):
        author = DeedAuthor.objects.create(deed=deed, accepted_at=NOON)
        set_shown(author=author, name=name, role="suunnittelija", is_shown=is_shown, now=NOON)
    word = AdoptionWord(deed=deed, organisation=OrganisationFactory(code="kylala"), kind="copied", resulting_deed=None)  # fmt: skip
    record_adoption(word=word, user=make_moderator(), now=NOON)
    return Deed.objects.get(pk=deed.pk)


def test_lines_meet_the_schema_and_say_the_whole_deed(client: Client):
    deed = full_deed()
    gone = DeedFactory(number=3)
    retire_deed(deed=gone, ground="replaced", reason="Yhdistetty.", replaced_by=deed, user=None, now=NOON)

    tombstone, found = lines(client)

    check = jsonschema_rs.Draft202012Validator(SCHEMA)
    assert [error.message for line in (tombstone, found) for error in check.iter_errors(line)] == []
    assert tombstone == {
        "number": 3,
        "state": "retired",
        "address": "http://testserver/t/3",
        "published_at": "2026-03-02T10:00:00Z",
        "retired_at": "2026-03-02T10:00:00Z",
        "ground": "replaced",
        "reason": "Yhdistetty.",
        "replaced_by": 7,
    }
    swedish = found["pages"]["sv"]
    assert list(found["pages"]) == ["fi", "sv"]
    assert (swedish["title"], swedish["what_we_did"]) == ("Morgonmöte", "Vi flyttade.\n\nTre frågor.")
    assert found["leads"] == {"en": {"title": "Stand-up", "text": "Ten minutes.", "origin": "editor"}}
    assert found["authors"] == [{"name": "Aino Näyte", "role": "suunnittelija"}]
    assert found["adoptions"] == [
        {"organisation": "kylala", "kind": "copied", "resulting_deed": None, "stayed": None}
    ]
    assert [found[name] for name in ("sectors", "participants", "organisation", "adopters")] == [["education", "technical"], ["management", "staff"], "mallila", 1]  # fmt: skip


def test_csv_names_what_codes_mean_and_gives_the_same_records_back(client: Client):
    full_deed()
    retire_deed(deed=DeedFactory(number=3), reason="-päättyi", user=None, now=NOON)

    rows = list(csv.DictReader(io.StringIO(body(client, "deeds.csv").decode("utf-8-sig"), newline="")))

    assert [row["title_fi"] for row in rows] == ["", "'=SUM(A1) on otsikko"]
    assert (rows[0]["reason"], rows[1]["conditions_fi"]) == ("'-päättyi", "''Lainaus' ja\nrivi")
    assert (rows[1]["organisation_name_sv"], rows[1]["sectors_names_en"]) == ("Mallila sv", "education en; technical en")  # fmt: skip
    assert [line_of(record_from(row)) for row in rows] == [line_of(record) for record in records()]


@settings(max_examples=60)
@given(st.text() | st.tuples(st.sampled_from((*FORMULA_SIGNS, "'", " =")), st.text()).map("".join))
def test_any_text_comes_back_from_a_cell_and_no_cell_is_a_formula(text: str):
    text = clean_characters(text)
    written = io.StringIO(newline="")
    csv.writer(written).writerow([guarded(text), "x"])

    (row,) = csv.reader(io.StringIO(written.getvalue(), newline=""))

    assert unguarded(row[0]) == text
    assert not row[0].lstrip(" ").startswith(FORMULA_SIGNS)


def test_an_unchanged_file_is_304_and_each_change_is_another_version(
    client: Client, django_assert_num_queries
):
    deed = full_deed()
    seen: list[set[str]] = []

    def look() -> None:
        seen.append({client.head(f"/data/{name}")["ETag"] for name in FILES})

    look()
    etag = client.get("/data/deeds.csv")["ETag"]
    assert client.get("/data/deeds.csv", headers={"If-None-Match": etag}).status_code == 304
    assert client.head("/data/deeds.jsonl").headers["Access-Control-Allow-Origin"] == "*"
    set_shown(author=deed.authors.get(is_shown=True), name="", role="", is_shown=False, now=NOON)
    look()
    set_lead(deed=deed, locale=locale("en"), title="Standing", text="Ten minutes.", now=NOON)
    look()
    retire_deed(deed=deed, reason="Päättyi.", user=None, now=NOON)
    look()

    # The names of registers.json change with deeds only through which organisations there are.
    assert [len(now - before) >= 2 for before, now in itertools.pairwise(seen)] == [True] * 3


def test_a_new_name_changes_the_files_that_say_it_and_no_other(client: Client):
    DeedFactory()
    before = {name: client.head(f"/data/{name}")["ETag"] for name in FILES}

    rename_organisation(
        organisation=OrganisationFactory(), names=Names(fi="Uusila"), on=NOON.date(), now=NOON
    )

    changed = {name for name in FILES if client.head(f"/data/{name}")["ETag"] != before[name]}
    assert changed == {"deeds.csv", "registers.json"}
    assert json.loads(body(client, "registers.json"))["organisations"][0]["name_fi"] == "Uusila"


def test_anybody_counts_areas_and_organisations_again_from_the_files(client: Client):
    """By plain Python that knows nothing of the site."""
    load_registers(now=NOON)
    home = OrganisationFactory(code="kuopio", county=County.objects.get(municipalities__code="297"))
    DeedFactory(number=1, organisation="kuopio")
    DeedFactory(number=2, organisation="kuopio", municipalities=["297", "091"])
    DeedFactory(number=3, organisation="vailla")
    DeedFactory(number=4, organisation="uusi")
    merge_organisations(merged=[home], into=Organisation.objects.get(code="uusi"), on=NOON.date(), now=NOON)

    registers = json.loads(body(client, "registers.json"))
    jsonschema_rs.validate(json.loads(body(client, "registers.schema.json")), registers)
    area_of = {row["code"]: row["area"] for row in registers["municipalities"]}
    own = {row["code"]: row for row in registers["organisations"]}
    names = {row["code"]: row["name_sv"] for row in registers["areas"]}
    areas: Counter[str] = Counter()
    carriers: Counter[str] = Counter()
    for deed in lines(client):
        organisation = own[deed["organisation"]]
        carriers[organisation["merged_into"] or organisation["code"]] += 1
        there = {area_of[code] for code in deed["municipalities"]} or {organisation["area"]} - {None}
        areas.update(names[code] for code in there)

    tables = {table.key: table for table in count_statistics().tables}
    assert areas == {row.names["sv"]: row.count for row in tables["area"].rows if row.count}
    assert areas == {"Norra Savolax": 2, "Helsingfors": 1}
    assert carriers == {"uusi": 3, "vailla": 1}


def test_an_export_takes_as_many_queries_for_three_deeds_as_for_one(count_queries):
    DeedFactory(sectors=["education"])
    one = [count_queries(lambda file=file: list(file.parts())) for file in FILES.values()]
    for _n in range(2):
        DeedFactory(sectors=["technical"])

    assert [count_queries(lambda file=file: list(file.parts())) for file in FILES.values()] == one


def test_catalogue_meets_the_official_shapes_of_dcat_ap(client: Client):
    full_deed()
    shapes = Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        shapes.parse(path)

    graph = parsed(body(client, "catalog.jsonld").decode())
    conforms, _results, text = validate(graph, shacl_graph=shapes)
    assert (conforms, text if not conforms else "") == (True, "")

    # The rules bite: without its title the data set is refused.
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    graph.remove((dataset, DCTERMS.title, None))
    assert validate(graph, shacl_graph=shapes)[0] is False


def test_a_withdrawn_deed_makes_the_catalogue_newer(client: Client, clock):
    DeedFactory(number=1)
    deed = DeedFactory(number=2)
    before = client.get("/data/catalog.jsonld")
    clock.shift(timedelta(hours=1))

    deed.source_page.unpublish()

    after = client.get("/data/catalog.jsonld", headers={"If-None-Match": before["ETag"]})
    was, now = before.json()["dct:modified"]["@value"], after.json()["dct:modified"]["@value"]
    assert (
        after.status_code,
        datetime.fromisoformat(now) - datetime.fromisoformat(was) >= timedelta(hours=1),
    ) == (
        200,
        True,
    )
    assert after.json()["dcat:dataset"]["dct:modified"]["@value"] == now


def parsed(text: str) -> Graph:
    with pytest.warns(
        DeprecationWarning, match="ConjunctiveGraph is deprecated"
    ):  # rdflib's own reader uses it
        return Graph().parse(data=text, format="json-ld")


def follow(client: Client, copy: dict[int, Any], address: str) -> str:
    """A client of the feed: keeps what the lines say, and from where to go on."""
    answer = client.get(address)
    for line in map(json.loads, answer.content.decode().splitlines()):
        if "deed" in line:
            copy.pop(line["number"], None)
            if line["deed"]:
                copy[line["number"]] = line["deed"]
    return str(answer["Link"]).partition(">")[0].removeprefix("<http://testserver")


def test_who_follows_the_changes_has_what_an_export_holds(client: Client, clock):
    copy: dict[int, Any] = {}
    deed, other, third = full_deed(), DeedFactory(number=8), DeedFactory(number=9)
    clock.shift(timedelta(minutes=2))
    address = follow(client, copy, "/data/deeds/changes.jsonl")
    assert sorted(copy) == [7, 8, 9]

    retire_deed(deed=other, reason="Päättyi.", user=None, now=NOON)
    third.source_page.unpublish()
    page = deed.source_page
    page.result = "Viisi minuuttia."
    page.save_revision()
    publish_deed(page=page, user=None, now=NOON + timedelta(hours=1))
    create_deed(parent=DeedIndexPageFactory(), fields=deed_fields(number=11), user=None, now=NOON)
    assert client.get(address).content == b""  # nothing of the last minute yet
    clock.shift(timedelta(minutes=2))
    address = follow(client, copy, address)
    assert [copy[number] for number in sorted(copy)] == lines(client)

    bring_back_deed(deed=other, user=None, now=NOON)
    clock.shift(timedelta(minutes=2))
    said = [json.loads(line) for line in client.get(address).content.decode().splitlines()]
    follow(client, copy, address)

    assert [(line["number"], line["change"], line["versions"]) for line in said] == [
        (8, "restored", {"fi": 1})
    ]
    assert [copy[number] for number in sorted(copy)] == lines(client)


def test_saving_the_same_again_is_no_change(client: Client):
    deed = full_deed()
    before = deed.changes.count()
    page = deed.source_page

    page.save_revision()
    publish_deed(page=page, user=None, now=NOON + timedelta(days=1))
    page.unpublish()
    page.unpublish()

    assert [row.kind for row in deed.changes.all()[before:]] == ["withdrawn"]


def test_a_wrong_question_gets_a_sentence(client: Client):
    answers = [
        client.get(address) for address in ("/data/deeds.xlsx", "/data/deeds/changes.jsonl?since=eilen")
    ]

    assert [answer.status_code for answer in answers] == [404, 400]
    assert "deeds.csv" in answers[0].content.decode()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_page_in_each_language_says_what_the_data_are(client: Client, language: str):
    DeedIndexPageFactory(language=language)
    retire_deed(deed=DeedFactory(), reason="Päättyi.", user=None, now=NOON)
    body(client, "deeds.jsonl")

    said = client.get(f"/{language}/square/data/").content.decode()

    assert 'href="/data/deeds.csv"' in said
    assert "creativecommons.org/licenses/by/4.0" in said
