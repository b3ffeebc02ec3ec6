"""Tables that people made, taken in by an administrator: columns by hand, a trial, a report, old addresses kept."""

import io
import threading
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django_tasks import default_task_backend
from wagtail.contrib.redirects.models import Redirect

from core import tables
from core.tables import NotReadable
from deeds.importing import running, tasks
from deeds.importing.jobs import begin_import, match_columns, take_in_rows, tidy_imports
from deeds.importing.matching import guess
from deeds.importing.old_addresses import old_path
from deeds.importing.rounds import run_import
from deeds.importing.tables import read_table
from deeds.models import Deed, DeedImport, DeedPage
from deeds.opendata.files import FILES
from deeds.opendata.records import records
from registers.models import Goal
from tests.deeds.factories import NOON, DeedFactory, DeedIndexPageFactory, OrganisationFactory, SectorFactory

pytestmark = pytest.mark.django_db
HEADER = ["Otsikko", "Tavoite", "Tulos", "Työnantaja", "Toimialat", "Julkaistu", "Vanha osoite"]
ROWS: list[list[Any]] = [
    ["Aamukävely", "Enemmän ulkoilua.", "Kaikki käyvät.", "Mallila", "education fi; technical", "2.3.2024", "https://vanha.example/teot?id=7"],
    ["Varaston siivous", "Tilaa.", "Tilaa on.", "Ei ole", "", "", ""],
    ["", "Tavoite", "Tulos", "mallila", "", "", ""],
    ["Tuleva", "Tavoite", "Tulos", "mallila", "", "2099-01-01", ""],
]  # fmt: skip


def sheet(rows: list[list[Any]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in [HEADER, *(rows or ROWS)]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def registers() -> None:
    DeedIndexPageFactory()
    OrganisationFactory(code="mallila")
    for code in ("education", "technical"):
        SectorFactory(code=code)


def tried(data: bytes, name: str = "teot.xlsx") -> DeedImport:
    job = begin_import(name=name, data=data, user=None, spoken="en", now=NOON)
    if job.is_table:
        match_columns(job=job, language="fi", matches=job.matches | {"organisation": 3, "published_at": 5}, now=NOON)  # fmt: skip
    run_import(job=job, now=NOON)
    return job


def report(job: DeedImport) -> list[tuple[int, str, str]]:
    return [(row.number, row.outcome, " ".join(row.notes)) for row in job.rows.all()]


def test_administrator_matches_columns_reads_the_trial_and_takes_deeds_in(client: Client):
    registers()
    client.force_login(get_user_model().objects.create_superuser("hallitsija", "h@example.org", "x"))
    upload = SimpleUploadedFile("teot.xlsx", sheet())

    answer = client.post("/admin/deeds/import/", {"file": upload})
    job = DeedImport.objects.get()
    assert (answer["Location"], job.matches) == (
        f"/admin/deeds/import/{job.pk}/",
        {"title": 0, "goal": 1, "result": 2, "sectors": 4, "old_address": 6},
    )
    chosen = {
        **{name: str(place) for name, place in job.matches.items()},
        "language": "fi",
        "action": "match",
    }
    wrong = client.post(answer["Location"], chosen)
    assert (wrong.status_code, "Valitse sarake" in wrong.content.decode()) == (422, True)
    client.post(answer["Location"], chosen | {"organisation": "3", "published_at": "5"})
    run_import(job=DeedImport.objects.get(), now=NOON)
    said = client.get(answer["Location"]).content.decode()
    assert ("Tuo teot" in said, "Ei ole" in said) == (True, True)
    assert (DeedPage.objects.count(), Redirect.objects.count()) == (0, 0)

    client.post(answer["Location"], {"action": "take"})
    run_import(job=DeedImport.objects.get(), now=NOON)

    page = DeedPage.objects.get()
    assert (page.title, page.sector_codes, page.first_published_at.isoformat()) == ("Aamukävely", ["education", "technical"], "2024-03-02T10:00:00+00:00")  # fmt: skip
    assert client.get("/teot/?id=7")["Location"].endswith(page.url)
    assert [row[:2] for row in report(DeedImport.objects.get())] == [(2, "created"), (3, "refused"), (4, "refused"), (5, "refused")]  # fmt: skip
    assert f'href="/t/{page.number}"' in client.get(answer["Location"]).content.decode()


def test_trial_says_of_each_row_what_would_become_of_it():
    registers()

    job = tried(sheet())

    assert (job.state, report(job)) == (
        "checked",
        [
            (2, "created", ""),
            (3, "refused", "No organisation is called “Ei ole”."),
            (4, "refused", "“title” is missing."),
            (5, "refused", "“2099-01-01” has not come yet."),
        ],
    )
    # The number that it would get is not promised: the next trial would promise it too.
    assert [row.deed_number for row in job.rows.all()] == [None] * 4
    assert Deed.objects.count() == 0


def test_same_table_again_changes_nothing_and_a_changed_cell_is_an_update():
    registers()
    for _n in range(2):
        job = tried(sheet())
        take_in_rows(job=job, now=NOON)
        run_import(job=job, now=NOON)
    assert (report(job)[0][1], Deed.objects.count()) == ("unchanged", 1)

    job = tried(sheet([["Aamukävely", "Enemmän.", *ROWS[0][2:]]]))
    take_in_rows(job=job, now=NOON)
    run_import(job=job, now=NOON)

    page = DeedPage.objects.get()
    assert (report(job), page.goal, page.result) == ([(2, "updated", "")], "Enemmän.", "Kaikki käyvät.")
    assert (page.deed.versions.count(), Redirect.objects.count()) == (2, 1)


def test_run_that_was_cut_off_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch):
    registers()
    job = tried(sheet([[f"Teko {n}", *ROWS[0][1:6], ""] for n in range(3)]))
    take_in_rows(job=job, now=NOON)
    whole, taken = running.apply_record, []

    def cut_off(**values: Any) -> Any:
        if len(taken) == 1:
            raise KeyboardInterrupt
        taken.append(1)
        return whole(**values)

    monkeypatch.setattr(running, "apply_record", cut_off)
    with pytest.raises(KeyboardInterrupt):
        run_import(job=job, now=NOON)
    assert [row.step for row in job.rows.all()] == ["taken", "tried", "tried"]
    monkeypatch.setattr(running, "apply_record", whole)
    run_import(job=job, now=NOON)

    assert (job.state, sorted(Deed.objects.values_list("title", flat=True))) == ("done", ["Teko 0", "Teko 1", "Teko 2"])  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_take_each_row_in_once():
    registers()
    job = tried(sheet([[f"Teko {n}", *ROWS[0][1:6], ""] for n in range(2)]))
    take_in_rows(job=job, now=NOON)
    ready = threading.Barrier(2)

    def work() -> None:
        try:
            ready.wait(10)
            run_import(job=DeedImport.objects.get(pk=job.pk), now=NOON)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sorted(Deed.objects.values_list("title", flat=True)) == ["Teko 0", "Teko 1"]


def test_the_site_s_own_file_needs_no_matching():
    DeedFactory(number=4)
    data = b"".join(FILES["deeds.csv"].parts())
    Deed.objects.get(number=4).source_page.delete()
    Deed.objects.all().delete()

    job = tried(data, "deeds.csv")
    assert (job.is_table, job.state, report(job)) == (False, "checked", [(2, "created", "")])
    take_in_rows(job=job, now=NOON)
    run_import(job=job, now=NOON)

    assert (job.state, b"".join(FILES["deeds.csv"].parts())) == ("done", data)


def test_rows_are_forgotten_after_a_month():
    registers()
    tried(sheet())

    assert (tidy_imports(now=NOON + timedelta(days=29)), tidy_imports(now=NOON + timedelta(days=31))) == (
        0,
        1,
    )


def test_columns_are_guessed_by_their_names_in_any_language():
    assert guess(["x", "Rubrik", "Goal", "TULOS", "old_address"]) == {"title": 1, "goal": 2, "result": 3, "old_address": 4}  # fmt: skip


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://vanha.example/teot/7/", "/teot/7"),
        ("teot?b=2&a=1", "/teot?a=1&b=2"),
        ("www.vanha.example/teko-9", "/teko-9"),
        ("/vanha/ä ö|1", "/vanha/ä%20ö%7C1"),
        ("https://x.example/", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_old_address_is_kept_as_wagtail_keeps_it(address: str, path: str):
    assert old_path(address) == path


@pytest.mark.parametrize("data", [b"", b"a;b\n", b"PK\x03\x04rikki", "otsikko\nä".encode("latin-1")])
def test_file_that_is_no_table_is_refused_with_a_sentence(data: bytes):
    with pytest.raises(NotReadable, match=r"\.$"):
        read_table(data)


def test_quotation_mark_that_never_ends_is_named_by_its_line():
    with pytest.raises(NotReadable, match="riville 3"):
        read_table(b'otsikko;tavoite\n"Yksi";x\n"Kaksi;y\n')


def test_spreadsheet_that_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tables, "MOST_UNPACKED_BYTES", 1000)

    with pytest.raises(NotReadable, match=r"unpacked|purettuna"):
        read_table(sheet())


def test_row_on_which_the_import_fails_is_refused_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    registers()
    job = tried(sheet([[f"Teko {n}", *ROWS[0][1:6], ""] for n in range(2)]))
    take_in_rows(job=job, now=NOON)
    whole = running.apply_record

    def fails_once(**values: Any) -> Any:
        if values["record"]["pages"]["fi"]["title"] == "Teko 0":
            raise TypeError("sequence item 0: expected str instance, NoneType found")
        return whole(**values)

    monkeypatch.setattr(running, "apply_record", fails_once)
    run_import(job=job, now=NOON)

    assert (job.state, [row[1] for row in report(job)]) == ("done", ["refused", "created"])
    assert ("failed on this row" in report(job)[0][2], "TypeError" in caplog.text) == (True, True)


def test_every_import_goes_on_in_a_task_of_its_own(django_capture_on_commit_callbacks: Any):
    registers()
    jobs = [begin_import(name=name, data=b"{}", user=None, spoken="en", now=NOON) for name in "ab"]
    default_task_backend.clear()

    with django_capture_on_commit_callbacks(execute=True):
        tasks.run_all.call()

    assert [result.kwargs for result in default_task_backend.results] == [{"job": job.pk} for job in jobs]


def test_import_can_be_stopped_and_forgotten_while_it_runs(client: Client):
    registers()
    job = begin_import(name="teot.jsonl", data=b"{}", user=None, spoken="en", now=NOON)
    client.force_login(get_user_model().objects.create_superuser("hallitsija", "h@example.org", "x"))

    shown = client.get(f"/admin/deeds/import/{job.pk}/").content.decode()
    client.post(f"/admin/deeds/import/{job.pk}/", {"action": "discard"})
    run_import(job=job, now=NOON)

    assert ('value="discard"' in shown, DeedImport.objects.count()) == (True, 0)


MEETING = [
    ["Teko yksi", "Tavoite", "Tulos", "Mallila", "", "", "/vanha/teko 1"],
    ["Teko yksi", "Tavoite", "Toinen tulos", "Mallila", "", "", ""],
    ["Teko kaksi", "Tavoite", "Tulos", "Kylala", "", "", "/vanha/teko%201/"],
    ["Teko kolme", "Tavoite", "Tulos", "Kylala", "", "", "/admin/"],
    ["", "Tavoite", "Tulos", "Atlantis", "", "32.13.2026", ""],
]  # fmt: skip


def test_trial_says_what_happens_to_rows_that_meet_and_the_same_table_again_changes_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    registers()
    OrganisationFactory(code="kylala")
    elsewhere, occupied = "The old address leads elsewhere already.", "The old address leads nowhere: this site has a page of its own there."  # fmt: skip

    def said(kind: str) -> list[tuple[int, str, str]]:
        return [
            (2, kind, ""),
            (3, "refused", "Row 2 means the same deed: leave one of the two out."),
            (4, kind, elsewhere),
            (5, kind, occupied),
            (
                6,
                "refused",
                "No organisation is called “Atlantis”. “32.13.2026” is no day. “title” is missing.",
            ),
        ]

    whole, calls = running.apply_record, []

    def cut_off(**values: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(**values)

    monkeypatch.setattr(running, "apply_record", cut_off)
    with pytest.raises(KeyboardInterrupt):
        tried(sheet(MEETING))
    job = DeedImport.objects.get()
    for kind in ("created", "unchanged"):
        run_import(job=job, now=NOON)
        assert report(job) == said(kind)
        take_in_rows(job=job, now=NOON)
        run_import(job=job, now=NOON)
        assert report(job) == said(kind)
        job = tried(sheet(MEETING))

    rows = Deed.objects.order_by("number").values_list("title", "organisation__code")
    assert list(rows) == [("Teko yksi", "mallila"), ("Teko kaksi", "kylala"), ("Teko kolme", "kylala")]
    assert {deed.versions.count() for deed in Deed.objects.all()} == {1}
    assert client.get("/vanha/teko%201")["Location"].endswith(DeedPage.objects.get(title="Teko yksi").url)


def test_number_that_leads_to_another_deed_is_refused_or_noted():
    registers()
    OrganisationFactory(code="kylala")
    DeedFactory(number=7, title="Aamukävely", organisation="mallila")
    rows = [["Iltakävely", "Tavoite", "Tulos", "Kylala", 7], ["Iltakävely", "Tavoite", "Tulos", "Mallila", 7]]
    job = begin_import(name="t.xlsx", data=sheet(rows), user=None, spoken="en", now=NOON)

    match_columns(job=job, language="fi", matches={"title": 0, "goal": 1, "result": 2, "organisation": 3, "number": 4}, now=NOON)  # fmt: skip
    run_import(job=job, now=NOON)

    assert report(job) == [
        (2, "refused", "Deed 7 here is “Aamukävely” of Mallila en: neither title nor organisation is that of the row. Correct the number, or leave it empty."),
        (3, "updated", "Deed 7 is called “Aamukävely” until now: is the number right?"),
    ]  # fmt: skip


def test_column_may_say_stage_size_who_took_part_goal_and_bands_by_code_or_name():
    registers()
    Goal.objects.create(code="3", name_fi="Vaikuttaminen", name_sv="Inflytande i arbetet")
    said = ["Käytössä", "small", "ei kustannuksia", "up-to-40", "henkilöstö; management", "Kyllä", "inflytande i arbetet"]  # fmt: skip
    job = begin_import(name="t.xlsx", data=sheet([["Teko", "Tavoite", "Tulos", "Mallila", *said], ["Toinen", "Tavoite", "Tulos", "Mallila", "joskus", "", "", "", "", "ehkä", "9"]]), user=None, spoken="en", now=NOON)  # fmt: skip
    names = ["title", "goal", "result", "organisation", "stage", "scale", "cost_band", "hours_band", "participants", "whole_organisation", "goal_code"]  # fmt: skip

    match_columns(job=job, language="fi", matches={name: place for place, name in enumerate(names)}, now=NOON)
    run_import(job=job, now=NOON)
    take_in_rows(job=job, now=NOON)
    run_import(job=job, now=NOON)

    (found,) = records()
    assert [found[name] for name in ("stage", "scale", "cost_band", "hours_band", "participants", "whole_organisation", "goal")] == [
        "in_use", "small", "none", "up-to-40", ["management", "staff"], True, "3",
    ]  # fmt: skip
    assert report(job)[1][2] == (
        "“ehkä” is neither yes nor no. “9” is not among: programme goal. “joskus” is not among: stage."
    )


def test_rows_without_a_day_are_said_to_count_as_published_now_unless_a_day_is_chosen(client: Client):
    registers()
    client.force_login(get_user_model().objects.create_superuser("hallitsija", "h@example.org", "x"))
    rows = [
        [f"Teko {n}", "Tavoite", "Tulos", "Mallila", "", day, ""] for n, day in enumerate(("", "2.3.2024"))
    ]
    job = tried(sheet(rows))
    address = f"/admin/deeds/import/{job.pk}/"
    said = client.get(address).context["undated"]
    chosen = {"title": "0", "goal": "1", "result": "2", "organisation": "3", "published_at": "5", "language": "fi", "action": "match"}  # fmt: skip

    late = client.post(address, chosen | {"published_on": "2099-01-01"})
    client.post(address, chosen | {"published_on": "2025-05-01"})
    run_import(job=DeedImport.objects.get(), now=NOON)
    then = client.get(address).context["undated"]
    client.post(address, {"action": "take"})
    run_import(job=DeedImport.objects.get(), now=NOON)

    assert (said, late.status_code, then) == (1, 422, 0)
    assert [f"{deed.published_at:%Y-%m-%d}" for deed in Deed.objects.order_by("title")] == ["2025-05-01", "2024-03-02"]  # fmt: skip
