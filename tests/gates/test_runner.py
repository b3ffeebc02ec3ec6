import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import debian, say
from scripts.gates import catalogue, report, runner
from scripts.gates.catalogue import Gate


@pytest.fixture(autouse=True)
def own_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogue, "LOGS", tmp_path / "gates")
    monkeypatch.setattr(report, "ROOT", tmp_path)
    return tmp_path / "gates"


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


GOOD = Gate("good", "that good is good", (python("print('All is well')"),))
BAD = Gate("bad", "that bad is seen", (python("print('line 7 is wrong'); raise SystemExit(3)"),))


def test_each_gate_runs_although_one_before_it_failed(capsys: pytest.CaptureFixture[str]):
    results = runner.run_all([BAD, GOOD])

    assert [(one.gate.name, one.state, one.note) for one in results] == [
        ("bad", "failed", "line 7 is wrong"),
        ("good", "passed", "All is well"),
    ]
    assert "--- the last lines of gates/bad.log\nline 7 is wrong\n---" in capsys.readouterr().out


WAITS = """
import pathlib, sys, time
mine, other = map(pathlib.Path, sys.argv[1:])
mine.touch()
deadline = time.monotonic() + 20
while not other.exists() and time.monotonic() < deadline:
    time.sleep(0.02)
raise SystemExit(not other.exists())
"""


def test_two_gates_run_side_by_side_and_their_results_keep_the_order(tmp_path: Path):
    def gate(mine: str, other: str) -> Gate:
        command = (*python(WAITS), str(tmp_path / mine), str(tmp_path / other))
        return Gate(mine, "that it meets the other", (command,))

    results = runner.run_all([gate("one", "two"), gate("two", "one"), GOOD])

    assert [(one.gate.name, one.state) for one in results] == [
        ("one", "passed"),
        ("two", "passed"),
        ("good", "passed"),
    ]


def test_a_gate_about_the_others_begins_when_they_have_ended(tmp_path: Path):
    trace = tmp_path / "trace"
    slow = f"import time; time.sleep(0.5); open({str(trace)!r}, 'a').write('slow ')"
    late = Gate(
        "late",
        "what the others did",
        (python(f"open({str(trace)!r}, 'a').write('late')"),),
        is_about_the_others=True,
    )

    runner.run_all([Gate("slow", "that it is waited for", (python(slow),)), late])

    assert trace.read_text() == "slow late"


def test_a_gate_stops_at_its_first_failing_step(own_logs: Path):
    gate = Gate("two", "order", (*BAD.steps, *GOOD.steps))

    assert [one.state for one in runner.run_all([gate])] == ["failed"]
    assert (own_logs / "two.log").read_text() == "line 7 is wrong\n"


def test_what_is_left_out_stands_in_the_summary(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("POSTGRES", "no")
    gate = Gate("on-postgres", "the other database", BAD.steps, switch="POSTGRES", runs_tests=True)

    results = runner.run_all([GOOD, gate])
    report.summary(results, {"passed": 12, "failed": 0, "skipped": 0}, seconds=3.0)

    assert capsys.readouterr().out.splitlines()[-3:] == [
        "Left out: on-postgres (POSTGRES=no)",
        "Every gate that ran has passed.",
        "12 passed, 0 failed",
    ]


def test_a_package_that_cannot_be_had_fails_with_the_line_to_type(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("BROWSER", raising=False)  # whoever runs the tests may have said no
    monkeypatch.setattr(debian, "privilege", lambda: None)
    packages = (debian.Package("no-such-thing", lambda: False),)

    [result] = runner.run_all([Gate("needy", "needs", GOOD.steps, packages=packages, switch="BROWSER")])

    assert (result.state, result.note) == (
        "failed",
        (
            f"Needed and not here: no-such-thing. Type: {debian.line_to_type(['no-such-thing'])}"
            " (or leave it out: BROWSER=no make test)"
        ),
    )


def test_pytests_own_summary_line_is_the_note_and_outcomes_are_counted(own_logs: Path):
    gate = Gate("tests", "tests", (python("print('== 3 passed, 1 failed in 2.50s ==')"),), runs_tests=True)
    result = runner.run_all([gate])[0]
    rows = [
        {"test": str(number), "outcome": outcome}
        for number, outcome in enumerate(["passed", "passed", "failed"])
    ]
    (own_logs / "tests.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    assert result.note == "3 passed, 1 failed in 2.50s"
    assert runner.totals([gate]) == {"passed": 2, "failed": 1, "skipped": 0}


def test_a_full_disk_is_named_as_the_reason():
    gate = Gate("full", "room", (python("raise OSError(28, 'No space left on device')"),))

    assert [one.note for one in runner.run_all([gate])] == [say.FULL_DISK]


def test_settings_of_the_person_do_not_reach_a_gate(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://production")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-x")

    env = catalogue.environment(GOOD)

    assert (env["DATABASE_URL"], "PYTEST_ADDOPTS" in env) == (catalogue.TEST_DATABASE, False)


def test_unknown_gates_are_refused_and_known_ones_keep_their_order():
    with pytest.raises(say.Stop, match="There is no gate typos"):
        catalogue.select(["lint", "typos"])

    assert [gate.name for gate in catalogue.select(["types", "format"])] == ["format", "types"]


@pytest.mark.slow
def test_a_command_that_takes_too_long_ends_with_all_that_it_started(tmp_path: Path):
    code = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"

    exit_code = say.run_logged(python(code), log=tmp_path / "log", tick=lambda: None, limit_seconds=1.0)

    time.sleep(0.2)
    child = int((tmp_path / "log").read_text().splitlines()[0])
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(child)], capture_output=True, text=True
    ).stdout.strip()
    # Ended, or ended and waiting to be reaped; further letters tell its priority and session.
    assert (exit_code, state[:1] in {"", "Z"}) == (124, True)
