import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from core import ledger
from core.checks import ledger_heads_are_last
from core.errors import LedgerIsAppendOnly
from core.ledger import Problem
from core.ledger_heads import write_heads
from core.models import LedgerEntry, LedgerHead, LedgerSalt

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ADA = {"address": "ada@example.org"}


def _append(number: int = 1, **changes: Any) -> LedgerEntry:
    values: dict[str, Any] = {
        "chain": "consent",
        "kind": "confirmed",
        "subject": f"subject-{number}",
        "facts": {"newsletter": "uutiskirje", "number": number},
        "now": NOON + timedelta(minutes=number),
    }
    return ledger.append(**values | changes)


def _chain_of(length: int) -> None:
    for number in range(1, length + 1):
        _append(number)


def _past_the_module(sql: str, *params: object) -> None:
    """What an intruder with the database can do, and the ORM refuses."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.django_db
def test_chain_verifies_after_appending():
    _chain_of(3)

    assert ledger.verify(chain="consent") == ledger.Verification(chain="consent", entries=3, problems=())


@pytest.mark.django_db
def test_chain_without_entries_is_sound():
    assert ledger.verify(chain="consent") == ledger.Verification(chain="consent", entries=0, problems=())


@pytest.mark.django_db
def test_chains_are_numbered_apart():
    _append(1)
    other = _append(2, chain="moderation")

    assert (other.number, other.previous) == (1, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "ended"),
        ("subject", "someone-else"),
        ("facts_json", '{"newsletter":"other"}'),
        ("commitment", "0" * 64),
        ("previous", "0" * 64),
        ("seal", "0" * 64),
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
    ],
)
def test_altered_entry_is_named(column, value):
    _chain_of(3)

    _past_the_module(f"UPDATE tekotori_core_ledgerentry SET {column} = %s WHERE number = 2", value)

    assert Problem(2, "altered") in ledger.verify(chain="consent").problems


@pytest.mark.django_db
def test_missing_entry_is_named():
    _chain_of(4)

    _past_the_module("DELETE FROM tekotori_core_ledgerentry WHERE number IN (2, 3)")

    assert ledger.verify(chain="consent").problems == (Problem(2, "missing"), Problem(3, "missing"))


@pytest.mark.django_db
def test_entries_cut_from_the_end_are_named():
    _chain_of(3)

    _past_the_module("DELETE FROM tekotori_core_ledgerentry WHERE number = 3")

    assert ledger.verify(chain="consent").problems == (Problem(3, "missing"),)


@pytest.mark.django_db
def test_end_cut_off_with_its_head_shows_against_the_exported_head():
    _chain_of(3)
    exported = ledger.export_head(chain="consent")
    second = LedgerEntry.objects.get(number=2)

    _past_the_module("DELETE FROM tekotori_core_ledgerentry WHERE number = 3")
    LedgerHead.objects.update(number=2, seal=second.seal)

    assert ledger.verify(chain="consent").is_sound
    assert ledger.verify(chain="consent", exported=[exported]).problems == (Problem(3, "missing"),)


@pytest.mark.django_db
def test_chain_written_anew_by_a_holder_of_the_key_shows_against_the_exported_head():
    _chain_of(2)
    exported = ledger.export_head(chain="consent")
    _past_the_module("DELETE FROM tekotori_core_ledgerentry")
    _past_the_module("DELETE FROM tekotori_core_ledgerhead")
    _append(1)
    _append(2, facts={"newsletter": "forged"})

    result = ledger.verify(chain="consent", exported=[exported])

    assert result.problems == (Problem(2, "altered"),)


@pytest.mark.django_db
def test_head_set_back_is_named():
    _chain_of(3)
    LedgerHead.objects.update(number=1, seal=LedgerEntry.objects.get(number=1).seal)

    assert ledger.verify(chain="consent").problems == (Problem(2, "beyond the head"),)


@pytest.mark.django_db
def test_forged_entry_cannot_be_sealed_without_the_key(settings):
    _chain_of(2)
    key = settings.SUPPRESSION_KEY
    settings.SUPPRESSION_KEY = "guess"
    _append(3)
    settings.SUPPRESSION_KEY = key

    assert ledger.verify(chain="consent").problems == (Problem(3, "altered"),)


@pytest.mark.django_db
def test_entry_can_neither_be_changed_nor_deleted():
    entry = _append(1)
    entry.kind = "ended"
    rows = LedgerEntry.objects.all()

    for change in (entry.save, entry.delete, rows.delete, lambda: rows.update(kind="ended")):
        with pytest.raises(LedgerIsAppendOnly):
            change()
    with pytest.raises(LedgerIsAppendOnly):
        rows.bulk_update([entry], ["kind"])
    assert LedgerEntry.objects.get().kind == "confirmed"


@pytest.mark.django_db
def test_entry_holds_no_address():
    entry = _append(1, personal=ADA)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tekotori_core_ledgerentry")
        assert "ada@example.org" not in repr(cursor.fetchall())
    assert ledger.opens(entry=entry, personal=ADA)
    assert not ledger.opens(entry=entry, personal={"address": "bob@example.org"})


@pytest.mark.django_db
def test_equal_persons_have_different_commitments():
    assert _append(1, personal=ADA).commitment != _append(2, personal=ADA).commitment


@pytest.mark.django_db
def test_forgotten_subject_cannot_be_proved_and_the_chain_still_verifies():
    entries = [
        _append(1, personal=ADA, subject="ada"),
        _append(2, subject="bob", personal={"address": "bob"}),
    ]

    forgotten = ledger.forget(chain="consent", subject="ada")

    assert forgotten == 1
    assert [ledger.opens(entry=entry, personal=ADA) for entry in entries] == [False, False]
    assert ledger.opens(entry=entries[1], personal={"address": "bob"})
    assert LedgerSalt.objects.count() == 1
    assert ledger.verify(chain="consent").is_sound


@pytest.mark.django_db
@given(
    facts=st.dictionaries(
        st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=8),
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
        max_size=4,
    )
)
def test_facts_read_back_as_they_were_written(facts):
    entry = _append(1, facts=facts)

    assert LedgerEntry.objects.get(pk=entry.pk).facts == facts
    assert ledger.verify(chain="consent").is_sound


@pytest.mark.django_db
def test_append_that_fails_leaves_nothing():
    with pytest.raises(ValueError, match="not JSON compliant"):
        _append(1, facts={"share": float("nan")})

    assert LedgerEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_fifty_concurrent_appends_make_one_unbroken_chain():
    failures = _in_threads(50, _append)

    assert failures == []
    assert ledger.verify(chain="consent") == ledger.Verification(chain="consent", entries=50, problems=())


def _in_threads(count: int, work: Any) -> list[BaseException]:
    failures: list[BaseException] = []
    start = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            start.wait()
            work(number)
        except BaseException as error:  # a thread's failure must reach the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(1, count + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.django_db
def test_command_names_the_altered_and_the_missing_entry(tmp_path):
    _chain_of(5)
    _past_the_module("UPDATE tekotori_core_ledgerentry SET kind = 'ended' WHERE number = 2")
    _past_the_module("DELETE FROM tekotori_core_ledgerentry WHERE number = 4")
    output = StringIO()

    with pytest.raises(CommandError, match="1 chain"):
        call_command("verify_ledger", stdout=output)

    assert output.getvalue() == "consent: 4 entries, NOT SOUND\n  entry 2 is altered\n  entry 4 is missing\n"


@pytest.mark.django_db
def test_command_compares_with_the_daily_export(settings, tmp_path):
    settings.LEDGER_DIR = tmp_path
    _chain_of(2)
    call_command("export_ledger_heads", stdout=StringIO())
    _past_the_module("DELETE FROM tekotori_core_ledgerentry")
    _past_the_module("DELETE FROM tekotori_core_ledgerhead")
    output = StringIO()

    with pytest.raises(CommandError):
        call_command("verify_ledger", stdout=output)

    assert output.getvalue() == "consent: 0 entries, NOT SOUND\n  entry 1 is missing\n  entry 2 is missing\n"


@pytest.mark.django_db
def test_command_says_that_a_sound_ledger_is_sound(settings, tmp_path):
    settings.LEDGER_DIR = tmp_path
    _chain_of(2)
    output = StringIO()

    call_command("verify_ledger", stdout=output)

    assert output.getvalue() == "consent: 2 entries, sound\n"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["not json", '{"chain": "consent"}', None])
def test_command_refuses_a_file_that_holds_no_heads(tmp_path, text):
    path: Path = tmp_path / "heads.jsonl"
    if text is not None:
        path.write_text(text)

    with pytest.raises(CommandError, match="cannot be read as exported heads"):
        call_command("verify_ledger", "--heads", str(path), stdout=StringIO())


@pytest.mark.django_db
def test_exported_heads_are_lines_that_read_back(settings, tmp_path):
    settings.LEDGER_DIR = tmp_path / "new"
    _chain_of(2)

    heads = write_heads(now=NOON)

    line = (tmp_path / "new" / "heads.jsonl").read_text()
    assert json.loads(line)["at"] == "2026-11-21T12:00:00+00:00"
    assert ledger.read_heads([line]) == heads


@pytest.mark.django_db
def test_check_reports_a_chain_that_does_not_end_at_its_head():
    _chain_of(2)
    before = ledger_heads_are_last(databases=["default"])
    _past_the_module("DELETE FROM tekotori_core_ledgerentry WHERE number = 2")

    after = run_checks(tags=["database"], databases=["default"])

    assert before == []
    assert "tekotori_core.E001" in [message.id for message in after]


COLUMNS = ("kind", "subject", "facts_json", "commitment", "previous", "seal", "chain", "number", "at")
OTHERS = st.characters(codec="utf-8", exclude_characters="\0")


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_byte_of_any_entry_that_is_altered_names_that_entry(data):
    with _undone():
        _chain_of(4)
        entry = LedgerEntry.objects.get(number=data.draw(st.integers(1, 4)))
        column = data.draw(st.sampled_from(COLUMNS))

        altered = _altered(data, getattr(entry, column))
        _past_the_module(
            f"UPDATE tekotori_core_ledgerentry SET {column} = %s WHERE number = %s", altered, entry.number
        )

        found = [problem.number for problem in ledger.verify(chain="consent").problems]
        assert entry.number in found


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_byte_of_a_salt_or_of_the_head_that_is_altered_shows_and_an_erased_salt_does_not(data):
    with _undone():
        for number in (1, 2, 3):
            _append(number, personal=ADA, subject=f"subject-{number}")
        ledger.forget(chain="consent", subject="subject-3")
        sound = ledger.verify(chain="consent").is_sound
        table, column = data.draw(
            st.sampled_from([("salt", "salt"), ("salt", "seal"), ("head", "seal"), ("head", "number")])
        )
        model = LedgerSalt if table == "salt" else LedgerHead
        row = model.objects.earliest("pk")

        entry = LedgerEntry.objects.get(number=1)
        opened = ledger.opens(entry=entry, personal=ADA)
        altered = _altered(data, getattr(row, column))
        model.objects.filter(pk=row.pk).update(**{column: altered})

        found = ledger.verify(chain="consent").problems
        named = 1 if table == "salt" else 3 if column == "seal" else min(3, altered) + 1
        assert (sound, named in [problem.number for problem in found]) == (True, True)
        assert (opened, ledger.opens(entry=entry, personal=ADA)) == (True, table == "head")


@pytest.mark.django_db
@settings(max_examples=15, deadline=None)
@given(length=st.integers(1, 6), data=st.data())
def test_every_entry_of_a_tail_that_was_cut_off_with_its_head_is_named_by_the_exported_head(length, data):
    with _undone():
        _chain_of(length)
        exported = ledger.export_head(chain="consent")
        left = data.draw(st.integers(0, length - 1))
        last = LedgerEntry.objects.filter(number=left).first()

        _past_the_module("DELETE FROM tekotori_core_ledgerentry WHERE number > %s", left)
        LedgerHead.objects.update(number=left, seal=last.seal if last else "")

        cut = ledger.verify(chain="consent", exported=[exported])
        assert ledger.verify(chain="consent").is_sound
        assert cut.problems == tuple(Problem(number, "missing") for number in range(left + 1, length + 1))


def _altered(data: st.DataObject, value: Any) -> Any:
    """The value with one sign, one number or one moment changed."""
    if isinstance(value, int):
        return data.draw(st.sampled_from([0, *range(5, 10)]))  # no other entry has it
    if isinstance(value, datetime):
        return value + timedelta(microseconds=data.draw(st.integers(1, 10**12)))
    if not value:
        return data.draw(OTHERS)
    place = data.draw(st.integers(0, len(value) - 1))
    sign = data.draw(OTHERS.filter(lambda other: other != value[place]))
    return value[:place] + sign + value[place + 1 :]


@contextmanager
def _undone() -> Iterator[None]:
    """Every example begins with an empty ledger."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
