"""Versions: written whenever readers see something else, numbered without gaps, read and compared by anyone."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from deeds.authoring.retiring import retire_deed
from deeds.models import DeedPage, DeedVersion
from deeds.services import publish_deed, set_lead
from deeds.versioning.differences import word_differences
from deeds.versioning.values import fingerprint
from tests.deeds.factories import NOON, DeedFactory, DeedPageFactory, ThemeFactory, locale
from tests.deeds.test_languages import in_swedish

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def change(page: DeedPage, hours: int = 1, **values: object) -> DeedPage:
    """Publish a page with other values, as an editor would, some hours after noon."""
    page = DeedPage.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision()
    return publish_deed(page=page, user=None, now=NOON + hours * HOUR)


def versions(**filters: object) -> list[tuple[str, int]]:
    return list(DeedVersion.objects.filter(**filters).values_list("language", "number"))


def words_of(html: str) -> str:
    main = html[html.index("<main") : html.index("</main")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).strip()


# --- Writing them


def test_publishing_writes_a_version_with_everything_that_readers_see():
    page = DeedPageFactory(
        number=7, themes=["wellbeing"], participants=["staff"], unit="Koulut", image_credit="Kuvaaja Nimi"
    )

    version = DeedVersion.objects.get()

    assert (version.deed.number, version.language, version.number, version.published_at) == (7, "fi", 1, NOON)
    assert version.values == {
        "title": "Aamupalaveri seisten", "goal": "Halusimme lyhyemmät palaverit.",
        "result": "Palaveri kestää nyt kymmenen minuuttia.",
        "what_we_did": "Siirsimme palaverin käytävälle.\n\nSovimme kolme kysymystä.", "unit": "Koulut",
        "conditions": "", "did_not_work": "", "measure_indicator": "", "measure_before": "", "measure_after": "",
        "measure_unit": "", "measure_period": "", "cost_hours": "", "image_alt": "", "image": 0,
        "organisation": "mallila", "sectors": [], "whole_organisation": False, "themes": ["wellbeing"],
        "client_groups": [], "municipalities": [], "goal_code": "", "participants": ["staff"], "stage": "",
        "scale": "", "cost_band": "", "hours_band": "", "start_date": "", "end_date": "", "inspired_by": 0,
        "licence": "CC-BY-4.0",
    }  # fmt: skip
    assert version.sha256 == fingerprint(version.values)
    assert page.image_credit == "Kuvaaja Nimi"


def test_only_what_readers_see_makes_a_version():
    page = DeedPageFactory()
    change(page, hours=1)
    change(page, hours=2, slug="uusi-osoite", seo_title="Hakukoneelle")
    draft = DeedPage.objects.get(pk=page.pk)
    draft.goal = "Luonnos, jota kukaan ei ole julkaissut."
    draft.save_revision()
    before = versions()

    change(page, hours=3, goal="Toinen tavoite.")

    assert (before, versions()) == ([("fi", 1)], [("fi", 1), ("fi", 2)])
    assert DeedVersion.objects.get(number=2).published_at == NOON + 3 * HOUR


def test_a_value_that_comes_back_is_a_version_of_its_own():
    page = DeedPageFactory()
    change(page, hours=1, result="Toinen tulos.")
    change(page, hours=2, result="Palaveri kestää nyt kymmenen minuuttia.")

    first, second, third = DeedVersion.objects.order_by("number")

    assert (first.sha256, first.sha256 == second.sha256) == (third.sha256, False)


def test_what_all_languages_share_changes_each_and_a_text_its_own():
    source = DeedPageFactory()
    in_swedish(source.deed)
    ThemeFactory(code="wellbeing")

    change(source, hours=1, stage="established")
    change(source, hours=2, goal="Toinen tavoite.")

    assert versions() == [("fi", 1), ("fi", 2), ("fi", 3), ("sv", 1), ("sv", 2)]


def test_publishing_in_the_admin_and_by_the_translator_writes_versions_too():
    source = DeedPageFactory()
    page = in_swedish(source.deed)
    page.goal = "Ett annat mål."
    page.save_revision().publish()  # what the admin's button and wagtail-localize call

    assert versions() == [("fi", 1), ("sv", 1), ("sv", 2)]


def test_withdrawn_and_published_again_unchanged_is_the_same_version():
    page = DeedPageFactory()
    page.unpublish()
    assert versions() == [("fi", 1)]

    publish_deed(page=DeedPage.objects.get(pk=page.pk), user=None, now=NOON + HOUR)

    assert versions() == [("fi", 1)]


def test_lead_and_alias_have_no_versions():
    page = DeedPageFactory()
    set_lead(deed=page.deed, locale=locale("sv"), title="Kort", text="Kort.", now=NOON)

    assert versions() == [("fi", 1)]


@pytest.mark.django_db(transaction=True)
def test_publishings_at_once_get_numbers_without_gap_or_double():
    page = DeedPageFactory()
    failures: list[BaseException] = []
    start = threading.Barrier(8)

    def publish(number: int) -> None:
        try:
            start.wait()
            change(page, hours=number, goal=f"Tavoite {number}.")
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = list(DeedVersion.objects.order_by("number"))
    assert failures == []
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert all(one.sha256 != other.sha256 for one, other in pairwise(rows))
    assert rows[-1].values["goal"] == DeedPage.objects.get(pk=page.pk).goal


def test_command_writes_the_first_versions_that_are_missing_and_then_nothing(capsys):
    in_swedish(DeedFactory(number=1))
    DeedFactory(number=2, title="Toinen")
    DeedPageFactory(number=3, title="Luonnos", live=False)
    expected = list(DeedVersion.objects.order_by("pk").values_list("deed__number", "language", "sha256"))
    DeedVersion.objects.all().delete()

    call_command("record_versions", "--dry-run")
    call_command("record_versions")
    call_command("record_versions")

    assert capsys.readouterr().out.splitlines() == [
        "3 first version(s) missing.", "3 first version(s) written.", "0 first version(s) written.",
    ]  # fmt: skip
    found = DeedVersion.objects.order_by("pk").values_list("deed__number", "language", "sha256")
    assert sorted(found) == sorted(expected)
    assert DeedVersion.objects.get(deed__number=2).published_at == NOON


# --- Differences


@given(st.text(alphabet="aä .,\n1", max_size=60), st.text(alphabet="aä .,\n1", max_size=60))
def test_pieces_put_together_are_the_two_texts(before: str, after: str):
    pieces = word_differences(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert all(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("sama", "sama", [("same", "sama")]),
        ("", "uusi", [("added", "uusi")]),
        ("vanha", "", [("removed", "vanha")]),
        (
            "Palaveri kestää nyt kymmenen minuuttia.",
            "Palaveri kestää nyt viisi minuuttia.",
            [("same", "Palaveri kestää nyt "), ("removed", "kymmenen"), ("added", "viisi"), ("same", " minuuttia.")],
        ),
        # Neighbouring words that changed are one phrase, not shreds.
        ("yksi kaksi, kolme.", "neljä viisi, kuusi.", [("removed", "yksi kaksi, kolme"), ("added", "neljä viisi, kuusi"), ("same", ".")]),
        ("Eka.\nToka.\n", "Eka.\nKolmas.\n", [("same", "Eka.\n"), ("removed", "Toka"), ("added", "Kolmas"), ("same", ".\n")]),
    ],
)  # fmt: skip
def test_differences_read_as_phrases(before: str, after: str, expected: list[tuple[str, str]]):
    assert [(piece.kind, piece.text) for piece in word_differences(before, after)] == expected


def test_a_very_long_passage_is_compared_in_a_moment():
    before = " ".join(f"sana{n}" for n in range(20_000))
    after = " ".join(f"muu{n}" for n in range(20_000))

    assert [piece.kind for piece in word_differences(before, after)] == ["removed", "added"]


# --- Reading them


def test_deed_page_names_its_versions_only_when_there_is_more_than_one(client: Client):
    page = DeedPageFactory(number=7)
    once = client.get(page.url).content.decode()

    change(page, goal="Toinen tavoite.")
    twice = client.get(page.url).content.decode()

    assert ("/t/7/versions/" in once, '<a href="/t/7/versions/fi/">' in twice) == (False, True)
    assert "Muutettu 2. maaliskuuta 2026" in words_of(twice)


def test_versions_are_listed_newest_first_with_what_changed(client: Client):
    page = DeedPageFactory(number=7)
    change(page, hours=1, goal="Toinen tavoite.", stage="established")

    answer = client.get("/t/7/versions/fi/", headers={"accept-language": "en"})

    html = answer.content.decode()
    assert (answer.status_code, answer["Content-Language"], len(client.cookies)) == (200, "fi", 0)
    assert "Versio 2 nyt 2. maaliskuuta 2026 kello 13.00 Muutettu: Tavoite, Vaihe" in words_of(html)
    assert words_of(html).index("Versio 2") < words_of(html).index("Versio 1")
    assert 'content="noindex"' in html


def test_two_versions_are_shown_with_marks_for_eyes_and_ears(client: Client):
    page = DeedPageFactory(number=7, themes=["wellbeing"])
    change(page, hours=1, goal="Halusimme pidemmät palaverit.", themes=[ThemeFactory(code="leadership")])

    html = client.get("/t/7/versions/fi/compare/?from=2&to=1").content.decode()

    assert '<del><span class="visually-hidden">[poistettu: </span>lyhyemmät<span' in html
    assert '<ins><span class="visually-hidden">[uusi: </span>pidemmät<span' in html
    assert '<del class="item"><span class="visually-hidden">poistettu: </span>wellbeing fi</del>' in html
    assert '<ins class="item"><span class="visually-hidden">uusi: </span>leadership fi</ins>' in html
    assert "Palaveri kestää" not in html


def test_an_earlier_version_can_be_read_whole(client: Client):
    page = DeedPageFactory(number=7, themes=["wellbeing"], start_date=NOON.date())
    change(page, goal="<script>alert(1)</script>")

    first, second = (client.get(f"/t/7/versions/fi/{n}/").content.decode() for n in (1, 2))

    assert "Tavoite Halusimme lyhyemmät palaverit." in words_of(first)
    assert "Teemat wellbeing fi" in words_of(first)
    assert "2. maaliskuuta 2026" in words_of(first)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in second
    assert "<script>alert" not in second


def test_versions_without_a_language_lead_to_the_reader_s(client: Client):
    in_swedish(DeedFactory(number=7))

    answer = client.get("/t/7/versions/", headers={"accept-language": "sv"})

    assert (answer.status_code, answer["Location"]) == (302, "/t/7/versions/sv/")


PATHS = [
    "/t/7/versions/",
    "/t/7/versions/fi/",
    "/t/7/versions/fi/1/",
    "/t/7/versions/fi/compare/?from=1&to=2",
]


@pytest.mark.parametrize("how", ["unpublished", "retired", "deleted"])
def test_nothing_of_a_deed_that_is_not_published_shows(client: Client, how: str):
    page = DeedPageFactory(number=7, title="Salainen otsikko")
    page = change(page, goal="Salainen tavoite.")
    if how == "unpublished":
        page.unpublish()
    elif how == "retired":
        retire_deed(deed=page.deed, reason="Päättyi.", user=None, now=NOON)
    else:
        page.delete()

    answers = [client.get(path) for path in PATHS]

    assert [answer.status_code for answer in answers] == [410] * 4
    assert not any("Salainen" in answer.content.decode() for answer in answers)


def test_versions_of_a_language_or_page_that_is_not_public_are_not_found(client: Client):
    source = DeedPageFactory(number=7)
    in_swedish(source.deed).unpublish()
    hidden = DeedPageFactory(number=8, title="Salainen")
    restriction = PageViewRestriction.objects.create(page=hidden, restriction_type="groups")
    restriction.groups.add(Group.objects.create(name="Ryhmä"))
    paths = ["/t/7/versions/sv/", "/t/7/versions/xx/", "/t/8/versions/fi/", "/t/8/versions/fi/1/"]

    answers = [client.get(path, follow=True) for path in paths]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert client.get("/t/8/versions/").status_code == 410


@pytest.mark.parametrize(
    "query", ["", "?from=1", "?from=1&to=9", "?from=a&to=1", "?from=²&to=1", "?from=1&to=99999999999999"]
)
def test_versions_that_never_were_are_not_found(client: Client, query: str):
    DeedFactory(number=7)

    assert client.get(f"/t/7/versions/fi/compare/{query}", follow=True).status_code == 404


def test_a_list_of_three_versions_takes_as_many_queries_as_one_of_one(
    client: Client, count_queries: Callable[[Callable[[], object]], int]
):
    page = DeedPageFactory(number=7, themes=["wellbeing"])
    listed = count_queries(lambda: client.get("/t/7/versions/fi/"))
    shown = count_queries(lambda: client.get(page.url))
    for hours in (1, 2):
        change(page, hours=hours, goal=f"Tavoite {hours}.")

    assert count_queries(lambda: client.get("/t/7/versions/fi/")) == listed
    assert count_queries(lambda: client.get(page.url)) == shown
