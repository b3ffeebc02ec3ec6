"""The list of gates: what each proves, what it needs and what it runs."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts import debian
from scripts.say import VAR

LOGS = VAR / "gates"
PYTHON = sys.executable
TEST_DATABASE = f"sqlite:///{LOGS / 'gates.sqlite3'}"
WORKERS = "2"


@dataclass(frozen=True)
class Gate:
    """One proof. It passes when each of its steps ends with exit code 0."""

    name: str
    proves: str
    steps: tuple[tuple[str, ...], ...]
    packages: tuple[debian.Package, ...] = ()
    switch: str = ""  # the variable whose value "no" leaves this gate out
    runs_tests: bool = False
    only_by_name: bool = False  # what takes long and seldom finds more than the others
    is_about_the_others: bool = False  # it reads their outcomes, and so waits until they have ended
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        return LOGS / f"{self.name}.log"


def module(name: str, *arguments: str) -> tuple[str, ...]:
    return (PYTHON, "-m", name, *arguments)


def program(name: str, *arguments: str) -> tuple[str, ...]:
    """A command that the environment brings beside its Python."""
    return (str(Path(PYTHON).parent / name), *arguments)


def manage(*arguments: str) -> tuple[str, ...]:
    return (PYTHON, "manage.py", *arguments)


def tests(gate: str, *arguments: str) -> tuple[str, ...]:
    """pytest with its outcomes kept for the gate `features` and for the totals."""
    outcomes = f"--outcomes={LOGS / gate}.jsonl"
    return module("pytest", "-q", "-rfE", "-p", "scripts.outcomes", outcomes, *arguments)


def production_secrets() -> dict[str, str]:
    """An environment as a real site has it, with secrets that live as long as this run."""
    return {
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "LINK_KEYS": f"first:{secrets.token_urlsafe(48)}",
        "SUPPRESSION_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "tekotori.example",
        "BASE_URL": "https://tekotori.example",
        "MAIL_SMTP_HOST": "mail.tekotori.example",
        "MAIL_FROM_ADDRESS": "uutiskirje@tekotori.example",
    }


ON_POSTGRES = module("scripts.postgres", "run", "--")
# They see no database, bring one of their own, or are about what is made of rows that others read: once is enough.
NOT_ABOUT_DATA = tuple(
    f"--ignore=tests/{path}"
    for path in (
        "gates",
        "docs",
        "design",
        "benchmarks/test_flows.py",
        "benchmarks/test_sending_flows.py",
        "cms/test_demo.py",
        "cms/test_samples.py",
        "cms/test_settings.py",
        "mail/test_mjml.py",
        "podcasts/test_feed.py",
    )
)


def on_postgres(gate: str, *arguments: str) -> tuple[str, ...]:
    chosen = ("-m", "not browser and not long and not sqlite", "-p", "scripts.cases", "--one-case")
    return (*ON_POSTGRES, *tests(gate, "-n", WORKERS, *chosen, *arguments, *NOT_ABOUT_DATA))


GATES = (
    Gate(
        "format",
        "Python and templates are formatted",
        (module("ruff", "format", "--check", "."), module("scripts.gates.markup", "check")),
    ),
    Gate(
        "lint",
        "no known mistake in Python or templates",
        (module("ruff", "check", "."), module("scripts.gates.markup", "lint")),
    ),
    Gate("types", "types agree (mypy with Django's)", (module("mypy"),)),
    Gate("imports", "apps import downwards only", (program("lint-imports", "--no-cache", "--no-logo"),)),
    Gate(
        "migrations",
        "models and migrations say the same",
        (manage("makemigrations", "--check", "--dry-run"),),
    ),
    Gate(
        "deploy",
        "Django's deployment check is silent on production settings",
        (manage("check", "--deploy", "--fail-level", "WARNING"),),
        env=production_secrets(),
    ),
    Gate(
        "messages",
        "every string is translated into Finnish and Swedish",
        (module("scripts.messages", "check"),),
        packages=debian.GETTEXT,
    ),
    Gate("docs", "the documentation fits the product", (tests("docs", "tests/docs"),), runs_tests=True),
    Gate(
        "browser",
        "pages work in Chromium, and axe finds nothing",
        (
            tests(
                "browser", "-n", WORKERS, "--dist", "loadgroup", "-m", "browser and not long", "tests/browser"
            ),
        ),
        packages=debian.CHROMIUM,
        switch="BROWSER",
        runs_tests=True,
        # Playwright's own loop runs in the test's thread, and Django takes that for asynchronous code.
        env={"DJANGO_ALLOW_ASYNC_UNSAFE": "true"},
    ),
    Gate(
        "tests-sqlite",
        "the tests pass on SQLite",
        (tests("tests-sqlite", "-n", WORKERS, "--ignore=tests/docs"),),
        packages=debian.DOVECOT,
        runs_tests=True,
    ),
    Gate(
        "tests-postgres",
        "services, queries, races and every route on PostgreSQL, one case of each",
        (on_postgres("tests-postgres", "--pages=no"),),
        packages=debian.POSTGRESQL + debian.DOVECOT,
        switch="POSTGRES",
        runs_tests=True,
    ),
    Gate(
        "tests-postgres-pages",
        "what is seen on pages is the same on PostgreSQL",
        (on_postgres("tests-postgres-pages", "--pages=only"),),
        packages=debian.POSTGRESQL,
        switch="POSTGRES",
        runs_tests=True,
        only_by_name=True,
    ),
    Gate(
        "features",
        "what features.md promises was tested in this run",
        (module("scripts.features", "check"),),
        is_about_the_others=True,
    ),
)


def select(names: list[str]) -> list[Gate]:
    """Gates by name in the catalogue's order; without a name all but those that are run only by it."""
    from scripts.say import Stop

    known = {gate.name for gate in GATES}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Stop(
            f"There is no gate {', '.join(unknown)}. There are: {', '.join(gate.name for gate in GATES)}."
        )
    return [gate for gate in GATES if gate.name in names or not (names or gate.only_by_name)]


def environment(gate: Gate) -> dict[str, str]:
    """Settings of the person who types the command must not decide what a gate finds."""
    foreign = {"DATABASE_URL", "CACHE_URL", "TASKS_BACKEND", "VAR_DIR", "DEBUG", "PYTEST_ADDOPTS"}
    own = {name: value for name, value in os.environ.items() if name not in foreign}
    base = {"DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATABASE_URL": TEST_DATABASE, "COLUMNS": "110"}
    return own | base | dict(gate.env)
