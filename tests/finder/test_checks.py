import pytest
from django.core.management import call_command
from django.db import DatabaseError

from finder.checks import check_dictionaries
from finder.models import Entry
from tests.finder.shelf import Shelf

pytestmark = pytest.mark.django_db


def ids() -> list[str | None]:
    return [message.id for message in check_dictionaries(databases=["default"])]


def test_source_with_texts_and_no_entry_is_warned_of(shelf: Shelf):
    shelf.put("1", "Kunta")
    Entry.objects.all().delete()

    assert ids() == ["tekotori_finder.W002"]
    call_command("rebuild_index", source="shelf", verbosity=0)
    assert ids() == []


def test_check_says_nothing_before_the_tables_are_there(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    shelf.put("1", "Kunta")
    Entry.objects.all().delete()

    def no_table(**filters: object) -> None:
        raise DatabaseError("no such table: tekotori_finder_entry")

    monkeypatch.setattr(Entry.objects, "filter", no_table)

    assert ids() == []
