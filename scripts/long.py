"""`make test-long`: the whole matrices (marker `long`), resumable, with the result kept in docs/proof/.

What has passed is remembered in var/long/ under the state of the sources: a commit, plus a hash of what is not
committed. An interrupted or failed run goes on from there; other sources start afresh.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from scripts import debian, outcomes
from scripts.gates import catalogue
from scripts.say import ROOT, VAR, Stop, line

FOLDER = VAR / "long"
PROOF = ROOT / "docs" / "proof"
NO_TESTS_LEFT = 5  # pytest's exit code


def git(*arguments: str) -> bytes:
    argv = ["git", "-c", f"safe.directory={ROOT}", *arguments]
    return subprocess.run(argv, cwd=ROOT, capture_output=True, check=True).stdout


def state_of_sources() -> str:
    """The commit; with "+hash" when the work tree differs from it. The proof itself does not count."""
    commit = git("rev-parse", "HEAD").decode().strip()
    outside_proof = ("--", ".", ":!docs/proof")
    changes = git("diff", "HEAD", *outside_proof)
    for name in git("ls-files", "-z", "--others", "--exclude-standard", *outside_proof).split(b"\0"):
        if name:
            changes += name + (ROOT / os.fsdecode(name)).read_bytes()
    return f"{commit}+{hashlib.sha256(changes).hexdigest()[:8]}" if changes else commit


def run_tests(log: Path) -> int:
    """Run what has not passed yet. Outcomes are appended to `log` as they come."""
    done = log.with_suffix(".done")  # a copy, because every worker must leave out the same tests
    shutil.copyfile(log, done) if log.exists() else done.write_text("")
    argv = [sys.executable, "-m", "pytest", "-q", "-rfE", "-m", "long", "-n", catalogue.WORKERS]
    argv += ["-p", "scripts.outcomes", f"--outcomes={log}", f"--done={done}"]
    base = {"DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATABASE_URL": catalogue.TEST_DATABASE}
    env = os.environ | base | {"DJANGO_ALLOW_ASYNC_UNSAFE": "true"}  # see the gate `browser`
    code = subprocess.run(argv, cwd=ROOT, env=env, check=False).returncode
    return 0 if code == NO_TESTS_LEFT else code


def write_proof(state: str, results: dict[str, str], seconds: float, now: datetime) -> None:
    PROOF.mkdir(parents=True, exist_ok=True)
    files: dict[str, dict[str, int]] = {}
    for test, outcome in results.items():
        counts = files.setdefault(test.partition("::")[0], {"passed": 0, "failed": 0, "skipped": 0})
        counts[outcome] += 1
    proof = {
        "commit": state,
        "finished_at": now.isoformat(timespec="seconds"),
        "last_run_seconds": round(seconds, 1),
        "files": dict(sorted(files.items())),
        "not_passed": sorted(test for test, outcome in results.items() if outcome != "passed"),
    }
    (PROOF / "long.json").write_text(json.dumps(proof, indent=2) + "\n", encoding="utf-8")
    (PROOF / "long.md").write_text(as_page(proof, files), encoding="utf-8")


def as_page(proof: dict[str, object], files: dict[str, dict[str, int]]) -> str:
    rows = [
        f"| `{name}` | {c['passed']} | {c['failed']} | {c['skipped']} |" for name, c in sorted(files.items())
    ]
    not_passed = [f"- `{test}`" for test in proof["not_passed"]]  # type: ignore[attr-defined]  # a list of names
    return (
        "\n".join(
            [
                "# The last run of `make test-long`",
                "",
                f"Commit `{proof['commit']}`, finished {proof['finished_at']}.",
                "",
                "| matrix | passed | failed | skipped |",
                "| --- | --- | --- | --- |",
                *rows,
                "",
                "Not passed:" if not_passed else "Every cell has passed.",
                "",
                *not_passed,
            ]
        ).rstrip()
        + "\n"
    )


def main() -> int:
    debian.install(debian.CHROMIUM)
    FOLDER.mkdir(parents=True, exist_ok=True)
    catalogue.LOGS.mkdir(parents=True, exist_ok=True)
    state = state_of_sources()
    log = FOLDER / f"{state}.jsonl"
    known = sum(outcome == "passed" for outcome in outcomes.read(log).values())
    line(f"Sources {state}: {known} cells have passed before and are not run again.")
    started = time.monotonic()
    code = run_tests(log)
    results = outcomes.read(log)
    if not results:
        raise Stop("No test carries the marker `long`.")
    write_proof(state, results, time.monotonic() - started, datetime.now(tz=UTC))
    passed = sum(outcome == "passed" for outcome in results.values())
    line(f"{passed} passed, {len(results) - passed} not; docs/proof/long.md")
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Stop as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
