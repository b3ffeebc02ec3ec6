"""How a run goes on: turns, notes, the table."""

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import npm, report
from benchmarks.catalogue import QUICK, Case, Flow
from benchmarks.databases import Databases
from benchmarks.running import Row, Runner
from scripts.say import Stop

CASES = (
    Case("feed", "ours", "feeding:rss", size=3, repetitions=1),
    Case("feed", "theirs", "feeding:lxml_rss", size=3, repetitions=1, is_yardstick=True),
)
FLOW = Flow("feeds", "Feeds", "Three items.", "A writer.", CASES)


def runner(folder: Path, **options: bool) -> Runner:
    return Runner(Databases(folder), show=lambda text: None, **options)


def row(name: str, seconds: list[float], **values: bool) -> Row:
    return Row(FLOW, Case("feed", name, "", **values), seconds)


def test_cases_take_turns_and_every_second_round_goes_backwards(tmp_path: Path):
    rows = [Row(FLOW, case) for case in CASES]

    turns = [(number, batch[0].case.name) for number, batch in runner(tmp_path)._turns(rows)]

    assert turns == [(0, "ours"), (0, "theirs"), (1, "theirs"), (1, "ours")]


def test_smoke_test_runs_cases_together(tmp_path: Path):
    rows = runner(tmp_path, together=True).run([FLOW])

    assert [len(row.seconds) for row in rows] == [2, 2]
    assert [row.note for row in rows] == ["", ""]


def test_run_goes_on_after_a_case_that_fails(tmp_path: Path):
    broken = Case("feed", "broken", "feeding:not_there")

    rows = runner(tmp_path).run([Flow("feeds", "Feeds", "", "", (broken, CASES[1]))])

    assert [(row.is_failure, bool(row.seconds)) for row in rows] == [(True, False), (False, True)]
    assert "not_there" in rows[0].note


def test_case_over_its_time_is_ended_and_says_so(tmp_path: Path):
    slow = Case("feed", "slow", "feeding:rss", size=100_000, cap_seconds=1, rounds=2)

    (ended,) = runner(tmp_path).run([Flow("feeds", "Feeds", "", "", (slow,))])

    assert (ended.note, ended.seconds, ended.is_failure) == ("ended after 1 s", [], False)


def test_missing_npm_is_a_note_and_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse() -> Path:
        raise npm.NpmMissing("npm could not install mjml@5: no network")

    monkeypatch.setattr(npm, "install", refuse)
    case = Case("issue", "npm mjml 5, warm", "compiling:npm", is_yardstick=True)

    (missing,) = runner(tmp_path).run([Flow("compile", "Compiling", "", "", (case,))])

    assert (missing.note, missing.is_failure) == ("npm could not install mjml@5: no network", False)


def test_table_tells_a_yardstick_in_times_of_ours():
    rows = [row("ours", [0.002, 0.001, 0.003]), row("theirs", [0.004], is_yardstick=True)]

    assert [report.cells(each, rows) for each in rows] == [
        ("feed", "ours", "2 ms", "1–3", "", "", ""),
        ("feed", "theirs", "4 ms", "4–4", "", "2.00 ×", ""),
    ]


def test_rates_are_shown_from_the_lowest_to_the_highest():
    (fast,) = rows = [row("ours", [0.001, 0.002], per_second=True)]

    assert report.cells(fast, rows)[2:4] == ("667 /s", "500–1,000")


def test_results_stand_between_the_marks_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    page = tmp_path / "page.md"
    page.write_text(f"# Before\n{command.BEGIN}old\n{command.END}after\n")
    monkeypatch.setattr(command, "PAGE", page)
    monkeypatch.setattr(command, "ROOT", tmp_path)

    command.write_page("| new |\n")

    assert page.read_text() == f"# Before\n{command.BEGIN}\n| new |\n\n{command.END}after\n"


def test_json_holds_every_second_that_was_measured():
    rows = [row("ours", [0.25])]

    written = json.loads(json.dumps(report.as_json(rows, {"date": "2026-11-22"})))

    assert written["date"] == "2026-11-22"
    assert written["rows"][0]["seconds"] == [0.25]


def test_unknown_flow_is_refused_with_those_that_exist():
    with pytest.raises(
        Stop, match=r"no flow 'speed'.*compile, mail, feeds, api, pages, search, list, similar, outbox"
    ):
        command.chosen_flows(only="speed", sizes=QUICK)


def test_list_names_workload_and_yardstick_of_each_flow(capsys: pytest.CaptureFixture[str]):
    assert command.run(command.arguments(["--list", "--only", "mail"])) == 0

    assert "EmailMultiAlternatives" in capsys.readouterr().out
