"""Each flow runs, at a tiny size, in this process and on the test database."""

from pathlib import Path

import pytest

from benchmarks import npm
from benchmarks.catalogue import QUICK, WHOLE, Case, catalogue
from benchmarks.measuring import Job, Result, measure
from benchmarks.prepare import prepare_deeds
from benchmarks.worker import run
from tests.benchmarks.conftest import TINY

CASES = [case for flow in catalogue(QUICK) for case in flow.cases]
# These need a program that is no part of the project.
FOREIGN = {"compiling:npm", "posting:transport", "posting:smtp_source"}
READING = [case for case in CASES if case.deeds and not case.writes and case.target not in FOREIGN]


@pytest.fixture(scope="module")
def deeds(base: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that was prepared together with the rows of some deeds."""
    folder = tmp_path_factory.mktemp("deeds")
    prepare_deeds(TINY, folder)
    return folder


def tiny(case: Case, folder: Path) -> Result:
    job = Job(size=min(case.size, TINY), repetitions=1, round=1, folder=folder, options=case.options)
    return run(f"benchmarks.flows.{case.target}", job)


@pytest.mark.parametrize("case", [case for case in CASES if case.deeds is None], ids=lambda case: case.target)
def test_flow_without_a_database_gives_seconds(case: Case, tmp_path: Path):
    assert min(tiny(case, tmp_path).seconds) > 0


@pytest.mark.slow
@pytest.mark.django_db
def test_every_flow_that_reads_gives_seconds(deeds: Path, site: None):
    results = {f"{case.group} · {case.name}": tiny(case, deeds) for case in READING}

    assert len(results) == len(READING)
    assert [name for name, result in results.items() if not result.seconds or min(result.seconds) <= 0] == []


@pytest.mark.slow
@pytest.mark.django_db
def test_both_searches_find_the_same_number_of_deeds(deeds: Path, site: None):
    hits = [
        run(f"benchmarks.flows.searching:{name}", Job(repetitions=1, options={"words": "middling"})).facts[
            "hits"
        ]
        for name in ("ours", "wagtail_ranked", "wagtail_unranked")
    ]

    assert hits == [1, 1, 1]


def test_whole_and_quick_run_have_the_same_flows():
    assert [flow.key for flow in catalogue(WHOLE)] == [flow.key for flow in catalogue(QUICK)]


def test_every_yardstick_stands_beside_one_of_ours():
    for flow in catalogue(WHOLE):
        ours = {case.group for case in flow.cases if not case.is_yardstick and not case.is_part}
        assert {case.group for case in flow.cases if case.is_yardstick} <= ours


def test_action_is_repeated_as_often_as_asked():
    calls: list[int] = []

    result = measure(lambda: calls.append(1), Job(repetitions=5), operations=2, counts_queries=False)

    assert (len(result.seconds), len(calls)) == (5, 6)


def test_npm_that_cannot_be_reached_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    refusing = tmp_path / "npm"
    refusing.write_text("#!/bin/sh\necho 'npm error network unreachable' >&2\nexit 1\n")
    refusing.chmod(0o755)
    monkeypatch.setattr(npm, "FOLDER", tmp_path / "node")
    monkeypatch.setattr(npm, "MODULES", tmp_path / "node" / "node_modules")
    monkeypatch.setattr(npm, "program", lambda name: str(refusing))

    with pytest.raises(npm.NpmMissing, match="could not install mjml@5: npm error network unreachable"):
        npm.install()
