"""The square in numbers: every figure equals a recount, of all time and of a period, live and frozen."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from deeds.models import Adoption, Deed, DeedPage, PeriodReport
from deeds.spreading.adopting import AdoptionWord, record_adoption
from deeds.spreading.reporting import freeze_report
from deeds.spreading.statistics import Statistics, count_statistics
from registers.models import County, Goal
from registers.services import merge_organisations
from tests.database import kept_rows
from tests.deeds.factories import DeedFactory, DeedPageFactory, OrganisationFactory, SectorFactory
from tests.newsletter.subscribing import main_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ALL, PERIOD = "/fi/square/statistics/", "/fi/square/statistics/2026-01-01/2026-01-31/"
JANUARY = (date(2026, 1, 1), date(2026, 1, 31))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def square(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Deeds of all kinds: several values each, merged and closed organisations, withdrawn ones, adoptions."""
    with kept_rows(django_db_blocker), time_machine.travel(NOON, tick=False):
        fill_square(user=get_user_model().objects.create_superuser("maker"))
        yield


def fill_square(user: AbstractBaseUser) -> None:
    north, south = (County.objects.create(code=code, name_fi=code) for code in ("21", "90"))
    Goal.objects.create(code="2", name_fi="Tavoite")
    SectorFactory(code="technical")
    for code, kind, county in (
        ("mallila", "municipality", north),
        ("kylala", "municipality", south),
        ("alue", "county", north),
        ("yhtyma", "joint_authority", None),
    ):
        OrganisationFactory(code=code, type=kind, county=county)
    moments = [
        datetime(2025, 12, 31, 21, 59, tzinfo=UTC),  # the last minute of the year in Helsinki
        datetime(2025, 12, 31, 22, tzinfo=UTC),
        datetime(2026, 1, 31, 21, 59, tzinfo=UTC),
        datetime(2026, 1, 31, 22, tzinfo=UTC),
        datetime(2026, 2, 3, 9, tzinfo=UTC),
    ]
    values = [
        {"organisation": "mallila", "sectors": ["education"], "participants": ["staff", "clients"]},
        {
            "organisation": "kylala",
            "sectors": ["education", "social-health"],
            "themes": ["wellbeing", "digital"],
        },
        {
            "organisation": "alue",
            "whole_organisation": True,
            "goal_code": "2",
            "start_date": date(2023, 5, 1),
        },
        {"organisation": "yhtyma", "themes": ["wellbeing"], "participants": ["management", "partners"]},
        {"organisation": "kylala", "themes": ["digital"]},
    ]
    for number, (moment, given) in enumerate(zip(moments, values, strict=True), start=1):
        DeedFactory(number=number, title=f"Teko {number}", now=moment, **given)
    DeedPageFactory(number=8, title="Poistettu", sectors=["technical"], now=moments[1]).unpublish()
    DeedPageFactory(number=9, title="Luonnos", live=False, sectors=["technical"])
    for number, code, moment in (
        (1, "alue", moments[1]),
        (1, "kylala", moments[2]),
        (2, "uusi", moments[3]),
        (3, "vanha", moments[2]),
        (8, "uusi", moments[2]),
    ):
        adopt(number, code, moment, user)
    adopters = [OrganisationFactory(code=code) for code in ("vanha", "kylala")]
    merge_organisations(merged=adopters[:1], into=adopters[1], on=NOON.date(), now=NOON)


def adopt(number: int, code: str, moment: datetime, user) -> None:
    deed = Deed.objects.get(number=number)
    word = AdoptionWord(deed=deed, organisation=OrganisationFactory(code=code), kind="adapted")
    if deed.is_live:
        record_adoption(word=word, user=user, now=moment)
    else:  # adopted before it was withdrawn
        row = Adoption(
            deed=deed, organisation=word.organisation, kind="copied", language="fi", state="accepted"
        )
        row.asked_at = row.decided_at = moment
        row.save()


def recount(start: date | None = None, end: date | None = None) -> dict[str, object]:
    """The same numbers from the pages themselves, one by one."""

    def inside(moment: datetime | None) -> bool:
        return start is None or start <= timezone.localtime(moment).date() <= end

    sources = set(Deed.objects.values_list("source_page", flat=True))
    public = [page for page in DeedPage.objects.live() if page.pk in sources]
    numbers = {page.number for page in public}
    pages = [page for page in public if inside(page.first_published_at)]
    adoptions = [
        row
        for row in Adoption.objects.all()
        if row.state == "accepted" and row.deed.number in numbers and inside(row.decided_at)
    ]
    own = {page.organisation.current.code for page in pages}
    adopters = {row.organisation.current.code for row in adoptions}
    tables: dict[str, Counter[str]] = {
        key: Counter()
        for key in ("year", "sector", "theme", "area", "type", "participants", "goal", "adoption")
    }
    for page in pages:
        started = page.start_date or timezone.localtime(page.first_published_at).date()
        area = page.organisation.county
        tables["year"][str(started.year)] += 1
        tables["sector"].update(page.sector_codes + (["whole"] if page.whole_organisation else []))
        tables["theme"].update(page.theme_codes)
        tables["area"].update([area.code] if area else [])
        tables["type"][page.organisation.current.type] += 1
        tables["participants"].update(page.participants)
        tables["goal"].update([page.programme_goal.code] if page.programme_goal else [])
    tables["adoption"].update(row.kind for row in adoptions)
    totals = {
        "deeds": len(pages),
        "own": len(own),
        "adopters": len(adopters),
        "reached": len(own | adopters),
        "adoptions": len({(row.deed_id, row.organisation.current.pk) for row in adoptions}),
    }
    return {"totals": totals, **{key: dict(counts) for key, counts in tables.items()}}


def counted(statistics: Statistics) -> dict[str, object]:
    """Without the zeros, which the recount does not know."""
    tables = {
        table.key: {row.code: row.count for row in table.rows if row.count} for table in statistics.tables
    }
    return {"totals": dict(statistics.totals), **tables}


@pytest.mark.parametrize("period", [(None, None), JANUARY, (date(2026, 2, 1), date(2026, 2, 1)), (date(1990, 1, 1), date(1990, 1, 2))])  # fmt: skip
def test_every_figure_equals_its_recount(square: None, period: tuple[date, date]):
    assert counted(count_statistics(start=period[0], end=period[1])) == recount(*period)


def test_numbers_are_those_that_a_reader_would_count(square: None):
    everything = counted(count_statistics())

    assert everything["totals"] == {"deeds": 5, "own": 4, "adopters": 3, "reached": 5, "adoptions": 4}
    assert everything["year"] == {"2023": 1, "2025": 1, "2026": 3}
    assert everything["type"] == {"municipality": 3, "county": 1, "joint_authority": 1}
    assert counted(count_statistics(start=JANUARY[0], end=JANUARY[1]))["totals"] == {
        "deeds": 2, "own": 2, "adopters": 2, "reached": 2, "adoptions": 3,
    }  # fmt: skip


def test_zero_rows_and_empty_years_are_shown(square: None):
    tables = {table.key: {row.code: row.count for row in table.rows} for table in count_statistics().tables}

    assert tables["sector"]["technical"] == 0
    assert (list(tables["year"]), tables["year"]["2024"]) == (["2023", "2024", "2025", "2026"], 0)
    assert tables["participants"] == {
        "management": 1,
        "supervisors": 0,
        "staff": 1,
        "clients": 1,
        "partners": 1,
    }


def test_page_draws_each_chart_with_its_words_and_a_table_behind(square: None, client: Client):
    html = client.get(ALL).content.decode()

    charts = re.findall(r"<title[^>]*>([^<]+)</title><desc[^>]*>([^<]+)</desc>", html)
    assert len(charts) == html.count("<table>") == 8
    assert ("Vuosi", "2023 1, 2024 0, 2025 1, 2026 3") in charts
    assert '<g class="sector-education">' in html
    assert re.findall(r'(?:x|y|width|height)="[^"]*,', html) == []  # no decimal comma in a drawing
    assert " style=" not in html
    assert "<script" not in html


def test_csv_says_the_same_as_the_page(square: None, client: Client):
    answer = client.get(f"{PERIOD}deeds.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Disposition"] == 'attachment; filename="deeds-2026-01-01-2026-01-31.csv"'
    assert rows[0] == ["part", "code", "name", "number"]
    said = recount(*JANUARY)
    numbers = {(part, code): int(number) for part, code, _name, number in rows[1:]}
    assert {code: number for (part, code), number in numbers.items() if part == "total"} == said["totals"]
    assert {code: number for (part, code), number in numbers.items() if part == "theme" and number} == said[
        "theme"
    ]


def test_frozen_report_keeps_its_numbers_and_its_address(square: None, admin_client: Client):
    before = main_of(admin_client.get(PERIOD))
    answer = admin_client.post(
        reverse("wagtailsnippets_tekotori_deeds_periodreport:add"),
        {"start_date": "2026-01-01", "end_date": "2026-01-31"},
    )
    kept = (main_of(admin_client.get(PERIOD)), admin_client.get(f"{PERIOD}deeds.csv").content)

    Deed.objects.get(number=2).source_page.unpublish()

    after = (main_of(admin_client.get(PERIOD)), admin_client.get(f"{PERIOD}deeds.csv").content)
    assert (answer.status_code, kept == after) == (302, True)
    assert "Jäädytetty 24. marraskuuta 2026" in after[0]
    assert "Jäädytetty" not in before
    assert Statistics.from_json(PeriodReport.objects.get().values).totals["deeds"] == 2
    assert count_statistics(start=JANUARY[0], end=JANUARY[1]).totals["deeds"] == 1
    assert PERIOD in admin_client.get(ALL).content.decode()


def test_report_is_frozen_once_after_its_end_and_never_changed(admin_client: Client, admin_user):
    freeze_report(start=JANUARY[0], end=JANUARY[1], user=admin_user, now=NOON)
    prefix = "wagtailsnippets_tekotori_deeds_periodreport"
    tries = {
        ("2026-01-01", "2026-01-31"): "__all__",
        ("2026-11-01", "2026-11-24"): "end_date",
        ("2026-02-02", "2026-02-01"): "__all__",
        ("0001-01-01", "2026-02-01"): "start_date",
    }
    errors = {}
    for start, end in tries:
        page = admin_client.post(reverse(f"{prefix}:add"), {"start_date": start, "end_date": end})
        errors[start, end] = next(iter(page.context["form"].errors))
    row = PeriodReport.objects.get()
    changed = [
        admin_client.post(reverse(f"{prefix}:{name}", args=[row.pk])).status_code
        for name in ("edit", "delete")
    ]

    assert errors == tries
    assert (changed, PeriodReport.objects.count()) == ([302, 302], 1)
    with pytest.raises(ValidationError):
        freeze_report(start=JANUARY[0], end=JANUARY[1], user=admin_user, now=NOON)


def test_form_leads_to_the_period_s_address_and_says_what_is_wrong(client: Client):
    right = client.get(ALL, {"start": "2026-01-01", "end": "2026-01-31"})
    wrong = client.get(ALL, {"start": "2026-02-01", "end": "2026-01-31"})
    far = client.get(ALL, {"start": "0001-01-01", "end": "9999-12-31"})
    addresses = [
        "2026-02-01/2026-01-31",
        "x/y",
        "20260101/20260131",
        "2026-01-01/9999-12-31",
        "0001-01-01/2026-01-31",
        "2026-13-01/2026-13-02",
    ]

    assert (right.status_code, right["Location"]) == (302, PERIOD)
    assert (wrong.status_code, far.status_code) == (422, 422)
    assert [f"Vuosi on {year}. Kirjoita vuosi" in main_of(far) for year in (1, 9999)] == [True, True]
    assert "Viimeinen päivä on ennen ensimmäistä." in main_of(wrong)
    assert {client.get(f"{ALL}{address}/").status_code for address in addresses} == {404}
