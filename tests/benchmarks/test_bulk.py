"""The bulk builder writes what the services write."""

from typing import Any

import pytest
from django.db import models
from wagtail.models import Page

from benchmarks.bulk import build_deeds
from benchmarks.prepare import ORGANISATIONS, make_image
from benchmarks.texts import NOON, deed, sentences
from deeds.models import Deed, DeedIndexPage, DeedPage
from deeds.services import create_deed, publish_deed
from finder.models import Entry
from finder.services import rebuild_index

pytestmark = pytest.mark.django_db

# Keys that the database gives, and random ones.
KEYS = {"id", "page_ptr", "translation_key", "source_page"}
# History, which no page for readers asks for.
HISTORY = {"latest_revision", "live_revision", "latest_revision_created_at"}
INDEXED = ("ref", "language", "number", "passage__title", "passage__text")
RELATIONS = ("sectors", "themes", "client_groups", "municipalities")


def values(row: models.Model, *, but: set[str]) -> dict[str, Any]:
    """Every field of a row, and the codes of its relations."""
    found = {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in but and field.name != "body"
    }
    names = [*RELATIONS, *(["counties"] if isinstance(row, Deed) else [])]
    if isinstance(row, Deed):
        found["languages"] = list(row.languages.values_list("language", flat=True))
    return found | {name: sorted(getattr(row, name).values_list("code", flat=True)) for name in names}


def blocks(page: DeedPage) -> list[Any]:
    return [(block["type"], block["value"]) for block in page.body.get_prep_value()]


@pytest.mark.parametrize("number", [4, 10, 200])
def test_bulk_deed_equals_one_of_the_services_field_by_field(site, number: int):
    index = DeedIndexPage.objects.get(locale__language_code="fi")
    fields = deed(number, sentences(), organisations=ORGANISATIONS, image=make_image())
    served = create_deed(parent=index, fields=fields, user=None, now=NOON)
    served = publish_deed(page=served, user=None, now=NOON)
    expected_page = values(DeedPage.objects.get(pk=served.pk), but=KEYS | HISTORY)
    expected_deed = values(Deed.objects.get(), but=KEYS)
    expected_words = list(Entry.objects.filter(source="deed").values(*INDEXED))
    expected_blocks = blocks(served)
    DeedPage.objects.get(pk=served.pk).delete()
    Deed.objects.all().delete()

    index.refresh_from_db()
    build_deeds(index=index, rows=[(fields, NOON)])
    rebuild_index(source="deed")

    built = DeedPage.objects.get()
    assert values(built, but=KEYS | HISTORY) == expected_page
    assert values(Deed.objects.get(), but=KEYS) == expected_deed
    assert blocks(built) == expected_blocks
    assert list(Entry.objects.filter(source="deed").values(*INDEXED)) == expected_words


def test_bulk_deeds_stand_in_the_tree_as_wagtail_wants_it(site):
    index = DeedIndexPage.objects.get(locale__language_code="fi")
    rows = [(deed(number, sentences(), organisations=ORGANISATIONS), NOON) for number in (1, 2, 3)]

    done = build_deeds(index=index, rows=rows)

    assert done == 3
    assert Page.find_problems() == ([], [], [], [], [])
    assert [page.slug for page in index.get_children()] == ["teko-1", "teko-2", "teko-3"]
    assert [deed.source_page.translation_key == deed.translation_key for deed in Deed.objects.all()] == [
        True
    ] * 3


def test_bulk_deeds_refuse_an_index_that_has_deeds(site):
    index = DeedIndexPage.objects.get(locale__language_code="fi")
    row = (deed(1, sentences(), organisations=ORGANISATIONS), NOON)
    build_deeds(index=index, rows=[row])

    with pytest.raises(ValueError, match="without children"):
        build_deeds(index=index, rows=[row])


def test_same_number_gives_the_same_deed():
    pool = sentences()

    first, second = (deed(7, pool, organisations=ORGANISATIONS) for _turn in range(2))

    assert first == second
    assert first != deed(8, pool, organisations=ORGANISATIONS)
