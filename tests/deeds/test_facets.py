"""Facets of the list of deeds: every count is exact, whatever is chosen, and all of them come in one query."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from deeds.asking import Question, count, numbers
from deeds.choosing import Choices
from deeds.facets import all_facets
from deeds.facets.keeping import facet_values
from deeds.listing import DeedList, asked, deed_list
from deeds.models import Deed, DeedPage
from deeds.services import DeedTexts, publish_deed, translate_deed
from deeds.spreading.adopting import remove_adoptions
from finder.queries import read_search
from registers.models import Goal
from tests.deeds.factories import NOON, DeedFactory, DeedIndexPageFactory, ThemeFactory, locale
from tests.deeds.spreading import adopt, adopter

pytestmark = pytest.mark.django_db
KEYS = [
    "sector", "theme", "group", "with", "stage", "county", "municipality", "organisation", "year", "goal",
    "language", "awarded", "adopted",
]  # fmt: skip
CHOICES = [
    "",
    "sector=education",
    "sector=education&sector=whole&theme=digital",
    "theme=wellbeing&with=staff&stage=trial",
    "q=palaveri",
    "q=palaverit&sector=education&year=2024&year=2025",
    "goal=3&language=sv",
    "adopted=copied&adopted=adapted",
    "only=1&with=staff",
    "sector=nosuch&theme=digital",
]


def varied_deeds(many: int) -> None:
    Goal.objects.get_or_create(code="3", defaults={"name_fi": "Tavoite 3"})
    days = [date(2024, 5, 1), date(2025, 5, 1), date(2026, 1, 1)]
    for number in range(many):
        deed = DeedFactory(
            title=f"Aamupalaveri {number}" if number % 3 else f"Muu asia {number}",
            result="Kymmenen minuuttia riittää.",
            goal="Lyhyempi aamu.",
            what_we_did="Siirsimme sen käytävälle." if number % 2 else "Pidimme palaverin.",
            organisation="mallila" if number % 2 else "toinen",
            sectors=[["education"], ["technical", "education"], []][number % 3],
            whole_organisation=number % 3 == 2,
            themes=[["wellbeing"], ["digital", "wellbeing"], ["digital"], []][number % 4],
            client_groups=["staff"] if number % 5 == 0 else [],
            participants=[["staff", "management"], ["staff"], ["clients"]][number % 3],
            stage=["trial", "in_use"][number % 2],
            goal_code="3" if number % 4 == 1 else "",
            start_date=days[number % 3],
            now=NOON + timedelta(hours=number),
        )
        if number == 1:
            texts = DeedTexts(title="Morgonmöte", goal="Kort.", result="Tio.", what_we_did="Flyttat.")
            translate_deed(deed=deed, locale=locale("sv"), texts=texts, user=None, now=NOON)
        if number < 3:
            adopt(deed, adopter("kylala"), kind=["copied", "adapted", "copied"][number])


@pytest.fixture
def deeds() -> None:
    DeedIndexPageFactory(language="sv")
    varied_deeds(12)


@pytest.fixture
def few_deeds() -> None:
    DeedIndexPageFactory(language="sv")
    varied_deeds(4)


def total(query: str) -> int:
    return asked(Choices.parse(query), "fi")[1].total


def listed(query: str, language: str = "fi") -> DeedList:
    return deed_list(page=DeedIndexPageFactory(language=language), query=QueryDict(query))


def choosing(query: str, facet: str, code: str) -> str:
    """The choices with one facet's values replaced by one."""
    kept = [pair for pair in Choices.parse(query).pairs() if pair[0] != facet]
    return urlencode([*kept, (facet, code)])


def test_facets_are_those_of_the_square_in_their_order():
    assert list(all_facets()) == KEYS


def test_every_count_is_what_choosing_the_value_alone_would_show(deeds):
    wrong = [
        (query, facet.key, option.code, option.count, shown)
        for query in CHOICES
        for facet in listed(query).facets
        for option in facet.options
        if option.count != (shown := total(choosing(query, facet.key, option.code)))
    ]

    assert wrong == []


def test_counts_of_the_sample_are_those_counted_by_hand(deeds):
    found = count(Question(), language="sv")

    assert (found.total, found.own) == (12, 1)
    assert {
        key: dict(found.by_facet.get(key, {})) for key in KEYS if key not in ("county", "municipality")
    } == {
        "sector": {"whole": 4, "education": 8, "technical": 4},
        "theme": {"wellbeing": 6, "digital": 6},
        "group": {"staff": 3},
        "with": {"management": 4, "staff": 8, "clients": 4},
        "stage": {"trial": 6, "in_use": 6},
        "organisation": {"mallila": 6, "toinen": 6},
        "year": {"2024": 4, "2025": 4, "2026": 4},
        "goal": {"3": 3},
        "language": {"fi": 12, "sv": 1},
        "awarded": {},
        "adopted": {"copied": 2, "adapted": 1},
    }


def test_all_counts_come_in_one_query_and_a_page_in_another(few_deeds):
    question = Choices.parse("q=palaveri&sector=education&theme=digital").question(
        read_search("palaveri"), "fi"
    )

    with CaptureQueriesContext(connection) as counting:
        count(question, language="fi")
    with CaptureQueriesContext(connection) as paging:
        numbers(question, limit=20)

    assert (len(counting), len(paging)) == (1, 1)


def test_pages_of_a_question_together_are_all_its_deeds_once(few_deeds):
    question = Choices.parse("q=palaveri").question(read_search("palaveri"), "fi")

    pages = [numbers(question, limit=1, offset=offset) for offset in range(4)]

    found = [number for page in pages for number in page]
    assert len(found) == len(set(found)) == count(question, language="fi").total == 3


def test_most_adopted_deeds_come_first_when_asked_for(few_deeds):
    first = listed("sort=adopted")

    assert [row.deed.adopters for row in first.rows[:4]] == [1, 1, 1, 0]
    assert listed("q=palaveri&sort=adopted").rows[0].deed.adopters == 1


def test_translation_that_is_withdrawn_leaves_the_language_facet_at_once(few_deeds):
    page = next(row.page for row in listed("language=sv", "sv").rows)
    page.unpublish()

    found = count(Question(), language="sv")

    assert (found.own, found.by_facet["language"]) == (0, {"fi": 4})


def test_kept_values_follow_every_change_of_a_deed(few_deeds):
    first, second, third, undated = Deed.objects.order_by("number")
    remove_adoptions(adoptions=first.adoptions.all())
    DeedPage.objects.filter(pk=second.source_page_id).update(stage="ended")
    second.source_page.themes.set([ThemeFactory(code="leadership")])
    second.source_page.refresh_from_db()
    second.source_page.save_revision().publish()
    third.source_page.unpublish()
    page = DeedPage.objects.get(pk=undated.source_page_id)
    page.start_date = None
    page.save_revision()
    publish_deed(page=page, user=None, now=NOON)

    kept = {deed.number: deed.facet_values for deed in Deed.objects.all()}

    assert kept == {deed.number: facet_values(deed) for deed in Deed.objects.all()}
    assert {"stage:ended", "theme:leadership", "adopted:adapted", "language:sv"} <= set(
        kept[second.number].split()
    )
    assert [value for value in kept[first.number].split() if value.startswith("adopted:")] == []
    assert [value for value in kept[third.number].split() if value.startswith("language:")] == []
    assert "year:2026" in kept[undated.number].split()


def test_chosen_values_are_bounded():
    query = urlencode([("theme", f"t{number}") for number in range(500)] + [("sector", "x" * 5000)])

    choices = Choices.parse(query)

    assert (len(choices.values["theme"]), len(choices.values["sector"][0])) == (20, 80)


def test_plan_of_a_search_on_postgresql_uses_the_index(few_deeds):
    """The planner prefers a scan of a small table; what is asked is whether the condition fits the index at all."""
    if connection.vendor != "postgresql":
        # SQLite's full text table is nothing but an index; there is no other way through it.
        assert "tekotori_finder_words" in connection.introspection.table_names()
        return
    question = Choices.parse("q=palaveri").question(read_search("palaveri"), "fi")
    with CaptureQueriesContext(connection) as captured:
        count(question, language="fi")
        numbers(question, limit=20)
    plans = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in captured.captured_queries:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))

    assert ["Bitmap Index Scan on finder_entry_words" in plan for plan in plans] == [True, True]
