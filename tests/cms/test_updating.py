"""`make demo` over a database of an earlier version brings up to date what migrations leave out."""

import pytest

from cms.demo.updating import bring_up_to_date
from deeds.models import Deed, DeedFingerprint, DeedVersion
from finder.models import Entry, Passage, Term
from registers.models import Municipality, RegisterLoad
from registers.services import load_registers
from tests.deeds.factories import NOON, DeedFactory

pytestmark = pytest.mark.django_db


def run() -> tuple[list[str], list[tuple[str, int, int]]]:
    steps: list[tuple[str, int, int]] = []
    done = bring_up_to_date(step=lambda *step: steps.append(step), now=NOON)
    return done, steps


def test_what_an_earlier_version_left_is_done_once_with_progress():
    load_registers(now=NOON)
    for number in (1, 2):
        DeedFactory(number=number)
    RegisterLoad.objects.filter(register="municipality").update(sha256="older")
    for model in (Passage, Term, DeedVersion, DeedFingerprint):
        model.objects.all().delete()

    done, steps = run()
    again, nothing = run()

    assert done == ["Registers", "Search index", "Versions of deeds", "Likeness of deeds"]
    assert [step for step in steps if step[1:] == (1, 1)] == [(what, 1, 1) for what in done]
    assert (again, nothing) == ([], [])
    assert (Passage.objects.count(), DeedVersion.objects.count()) == (Entry.objects.count(), 2)
    assert Term.objects.exists()
    assert not Deed.objects.filter(fingerprints__isnull=True).exists()
    assert Municipality.objects.count() == 308


def test_new_database_needs_nothing_yet():
    assert run() == ([], [])
