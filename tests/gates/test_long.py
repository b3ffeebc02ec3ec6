import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scripts import long


def test_proof_names_commit_date_counts_and_what_did_not_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(long, "PROOF", tmp_path)
    results = {
        "tests/browser/test_a.py::test_x[fi]": "passed",
        "tests/browser/test_a.py::test_x[sv]": "failed",
    }

    long.write_proof("abc123", results, 61.04, datetime(2026, 11, 21, 22, 0, tzinfo=UTC))

    assert json.loads((tmp_path / "long.json").read_text()) == {
        "commit": "abc123",
        "finished_at": "2026-11-21T22:00:00+00:00",
        "last_run_seconds": 61.0,
        "files": {"tests/browser/test_a.py": {"passed": 1, "failed": 1, "skipped": 0}},
        "not_passed": ["tests/browser/test_a.py::test_x[sv]"],
    }
    assert (
        (tmp_path / "long.md")
        .read_text()
        .endswith("Not passed:\n\n- `tests/browser/test_a.py::test_x[sv]`\n")
    )
