import json
from pathlib import Path

import pytest

from scripts import outcomes

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
import pytest

def test_good(): pass

@pytest.mark.parametrize("value", [1, 2])
def test_of_a_table(value): assert value == 1

def test_left_out(): pytest.skip("not here")

@pytest.fixture
def breaks_afterwards():
    yield
    raise ValueError

def test_with_a_broken_end(breaks_afterwards): pass
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # loading them takes longer than the tests
    pytester.makepyfile(test_sample=TESTS)

    def run(*options: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess("-p", "xdist", "-p", "scripts.outcomes", *options)

    return run


def test_outcomes_are_written_as_they_happen(run, tmp_path: Path):
    run(f"--outcomes={tmp_path / 'o.jsonl'}")

    rows = [json.loads(row) for row in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert [(row["test"], row["outcome"]) for row in rows] == [
        ("test_sample.py::test_good", "passed"),
        ("test_sample.py::test_of_a_table[1]", "passed"),
        ("test_sample.py::test_of_a_table[2]", "failed"),
        ("test_sample.py::test_left_out", "skipped"),
        ("test_sample.py::test_with_a_broken_end", "failed"),
    ]


def test_done_tests_are_left_out_and_failed_ones_run_again(run, tmp_path: Path):
    run(f"--outcomes={tmp_path / 'o.jsonl'}")

    result = run(f"--done={tmp_path / 'o.jsonl'}")

    assert result.parseoutcomes() == {"failed": 1, "skipped": 1, "passed": 1, "errors": 1, "deselected": 2}


def test_one_case_of_each_parametrised_test_is_kept(run):
    result = run("-p", "scripts.cases", "--one-case")

    assert result.parseoutcomes() == {"passed": 3, "skipped": 1, "errors": 1, "deselected": 1}


def test_tests_of_pages_are_run_apart_but_for_transactions_and_what_every_database_shows(
    run, pytester: pytest.Pytester
):
    pytester.makepyfile(
        test_sample="import pytest\n\n"
        "@pytest.fixture\ndef client(): return 1\n"
        "@pytest.fixture\ndef moderator(client): return client\n"
        "def test_service(): pass\n"
        "def test_page(moderator): pass\n"
        "@pytest.mark.django_db(transaction=True)\ndef test_race(client): pass\n"
        "@pytest.mark.every_database\ndef test_route(client): pass\n"
    )

    chosen = ("-p", "scripts.cases", "-W", "ignore")
    without, only = (run(*chosen, f"--pages={which}") for which in ("no", "only"))

    assert without.parseoutcomes() == {"passed": 3, "deselected": 1}
    assert only.parseoutcomes() == {"passed": 1, "deselected": 3}


def test_a_line_cut_off_by_a_crash_is_ignored(tmp_path: Path):
    (tmp_path / "o.jsonl").write_text('{"test": "a", "outcome": "passed"}\n{"test": "b", "out')

    assert outcomes.read(tmp_path / "o.jsonl") == {"a": "passed"}


def test_the_group_of_a_test_is_no_part_of_its_name(run, pytester: pytest.Pytester, tmp_path: Path):
    pytester.makepyfile(
        test_sample="import pytest\n\n"
        "@pytest.mark.xdist_group('page-fi')\n"
        "@pytest.mark.parametrize('address', ['ada@example.org'])\n"
        "def test_of_a_group(address): pass\n"
    )

    run(f"--outcomes={tmp_path / 'o.jsonl'}", "-n", "1", "--dist", "loadgroup")

    assert outcomes.read(tmp_path / "o.jsonl") == {
        "test_sample.py::test_of_a_group[ada@example.org]": "passed"
    }
