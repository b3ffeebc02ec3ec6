"""Our checks of MJML beside the reference compiler's: npm's `mjml` says of each source whether something is wrong."""

import json
import subprocess
from pathlib import Path

import pytest

from benchmarks.npm import NpmMissing, install, program
from mail.mjml import MjmlError, compile_mjml

RECORD = json.loads(Path(__file__).with_name("mjml_oracle.json").read_text(encoding="utf-8"))
SCRIPT = Path(__file__).with_name("mjml_oracle.mjs")


def is_refused(source: str) -> bool:
    try:
        compile_mjml(source, hosts=["tori.example"])
    except MjmlError:
        return True
    return False


def test_what_the_reference_compiler_calls_wrong_is_refused_and_what_it_takes_is_compiled():
    cases = RECORD["cases"]

    answers = {case["name"]: is_refused(case["source"]) for case in cases}

    assert answers == {case["name"]: case["is_wrong"] for case in cases}
    kinds = {case["name"].split(":")[0] for case in cases}
    assert kinds == {"good", "unknown element", "unknown attribute", "misplaced", "bad value"}


@pytest.mark.long
def test_the_record_is_what_npm_s_mjml_says():
    """Installs the package by its name, as the benchmarks do; without a registry there is nothing to compare with."""
    try:
        modules = install()
    except NpmMissing as reason:
        pytest.fail(f"the reference compiler could not be had: {reason}")
    sources = {case["name"]: case["source"] for case in RECORD["cases"]}
    argv = [program("node"), str(SCRIPT), str(modules)]

    done = subprocess.run(argv, input=json.dumps(sources), capture_output=True, text=True, check=True)

    errors = json.loads(done.stdout)
    assert {name: bool(found) for name, found in errors.items()} == {
        case["name"]: case["is_wrong"] for case in RECORD["cases"]
    }
