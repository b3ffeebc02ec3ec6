from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from deeds.authoring.retiring import retire_deed
from deeds.errors import NumberTaken, UnknownCodes
from deeds.facts import fact_lines
from deeds.models import Deed, DeedPage
from deeds.opendata.records import record_of
from deeds.services import create_deed, publish_deed
from finder.models import Entry
from registers.models import County, Municipality, Region
from tests.deeds.factories import (
    NOON,
    DeedFactory,
    DeedIndexPageFactory,
    DeedPageFactory,
    OrganisationFactory,
    deed_fields,
)

pytestmark = pytest.mark.django_db


def municipality(code: str, county_code: str) -> Municipality:
    county = County.objects.get_or_create(code=county_code, defaults={"name_fi": county_code})[0]
    region = Region.objects.get_or_create(code="01", defaults={"name_fi": "Uusimaa"})[0]
    return Municipality.objects.create(
        code=code, name_fi=code, county=county, region=region, longitude="25.0", latitude="62.0"
    )


def test_published_deed_has_a_row_with_the_shared_values():
    page = DeedPageFactory(number=7, sectors=["education"], themes=["wellbeing"], participants=["staff"])

    deed = Deed.objects.get()

    assert (deed.number, deed.state, deed.source_page, deed.organisation.code, deed.year, deed.published_at) == (
        7, "live", page, "mallila", 2026, NOON,
    )  # fmt: skip
    assert [row.code for row in deed.sectors.all()] == ["education"]
    assert [row.code for row in deed.themes.all()] == ["wellbeing"]
    assert deed.participants == ["staff"]


def test_stage_and_size_that_nobody_told_are_neither_shown_counted_nor_exported():
    page = DeedPageFactory(sectors=["education"])
    deed = Deed.objects.get()

    record = record_of(deed)

    assert [(line.label, line.value) for line in fact_lines(page, "en")] == [
        ("Organisation", "Mallila en"),
        ("Sector", "education en"),
    ]
    assert [value for value in deed.facet_values.split() if value.startswith("stage")] == []
    assert record is not None
    assert (record["stage"], record["scale"]) == ("", "")


def test_draft_is_not_live_and_not_found():
    page = DeedPageFactory(live=False)

    assert (page.live, page.deed.state, Deed.objects.live().count(), Entry.objects.count()) == (
        False,
        "draft",
        0,
        0,
    )


def test_numbers_grow_and_a_given_one_is_kept():
    given = DeedFactory(number=7)
    following = DeedFactory(title="Seuraava")

    assert (given.number, following.number) == (7, 8)


def test_number_of_another_deed_is_refused():
    DeedFactory(number=7)

    with pytest.raises(NumberTaken):
        DeedPageFactory(number=7, title="Toinen")

    assert DeedPage.objects.count() == 1


def test_unknown_code_is_refused_and_nothing_is_written():
    parent = DeedIndexPageFactory()
    OrganisationFactory()
    fields = deed_fields()

    with pytest.raises(UnknownCodes) as caught:
        create_deed(
            parent=parent, fields=type(fields)(**{**vars(fields), "themes": ["nosuch"]}), user=None, now=NOON
        )

    assert caught.value.codes == ("nosuch",)
    assert (Deed.objects.count(), DeedPage.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "x" * 91}, "title"),
        ({"goal": "x" * 1201}, "goal"),
        ({"result": "x" * 1201}, "result"),
        ({"goal": " "}, "goal"),
        ({"result": ""}, "result"),
        ({"themes": ["a", "b", "c", "d", "e", "f"]}, "themes"),
    ],
)
def test_deed_that_breaks_a_rule_is_refused_as_a_whole(values: dict[str, object], field: str):
    with pytest.raises(ValidationError) as caught:
        DeedPageFactory(**values)

    assert field in caught.value.message_dict
    assert Deed.objects.count() == 0


def test_unpublishing_takes_the_deed_out_of_counts_and_search():
    page = DeedPageFactory()

    page.unpublish()

    deed = Deed.objects.get()
    assert (deed.state, Deed.objects.live().count(), Entry.objects.count()) == ("unpublished", 0, 0)


def test_publishing_again_keeps_number_and_first_time():
    page = DeedPageFactory(number=3)
    page.unpublish()

    publish_deed(page=DeedPage.objects.get(), user=None, now=NOON + timedelta(days=2))

    deed = Deed.objects.get()
    assert (deed.number, deed.state, deed.published_at, deed.changed_at) == (
        3,
        "live",
        NOON,
        NOON + timedelta(days=2),
    )


def test_deleted_page_leaves_the_number_behind():
    page = DeedPageFactory(number=3)

    page.delete()

    deed = Deed.objects.get()
    assert (deed.number, deed.state, deed.source_page, Entry.objects.count()) == (3, "unpublished", None, 0)


def test_deleting_the_list_of_deeds_unpublishes_every_deed():
    page = DeedPageFactory()

    page.get_parent().delete()

    assert Deed.objects.get().state == "unpublished"
    assert Entry.objects.count() == 0


def test_moved_page_keeps_its_deed_live():
    page = DeedPageFactory()
    parent = page.get_parent()
    other = parent.add_sibling(instance=type(parent.specific)(title="Toinen lista", slug="toinen"))

    page.move(other, pos="last-child")

    deed = Deed.objects.get()
    assert (deed.state, deed.source_page.url) == ("live", "/fi/toinen/aamupalaveri-seisten/")


def test_retired_deed_says_why_and_is_gone():
    deed = DeedFactory()

    retired = retire_deed(deed=deed, reason="Korvattu uudella.", user=None, now=NOON)

    assert (retired.state, retired.retired_reason, retired.retired_at) == (
        "retired",
        "Korvattu uudella.",
        NOON,
    )
    assert not DeedPage.objects.get().live


def test_failing_row_leaves_the_page_unpublished(monkeypatch: pytest.MonkeyPatch):
    page = DeedPageFactory(live=False)

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("deeds.publication.index_deed", fail)
    with pytest.raises(RuntimeError):
        publish_deed(page=page, user=None, now=NOON)

    assert (DeedPage.objects.get().live, Deed.objects.get().state) == (False, "draft")


def test_editing_the_source_in_a_revision_updates_the_row():
    page = DeedPageFactory(sectors=["education"])
    OrganisationFactory(code="toinen")

    page.whole_organisation = True
    page.sectors = []
    page.save_revision()
    draft_row = Deed.objects.get()
    publish_deed(page=page, user=None, now=NOON)

    deed = Deed.objects.get()
    assert (draft_row.whole_organisation, deed.whole_organisation, deed.sectors.count()) == (False, True, 0)


def test_area_is_where_it_was_done_else_where_the_organisation_is():
    home = municipality("297", "13")
    away = municipality("091", "90")
    OrganisationFactory(code="kuopio", municipality=home)
    done_away = DeedFactory(organisation="kuopio", municipalities=[away.code])
    done_home = DeedFactory(organisation="kuopio", title="Kotona")

    areas = [[row.code for row in deed.counties.all()] for deed in (done_away, done_home)]

    assert areas == [["90"], ["13"]]


def test_alias_of_a_deed_has_no_deed_of_its_own():
    page = DeedPageFactory()
    DeedIndexPageFactory(language="sv")

    page.create_alias(parent=DeedIndexPageFactory(language="sv"), update_slug="alias")

    assert Deed.objects.count() == 1
    assert Entry.objects.count() == 1
