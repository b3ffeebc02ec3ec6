"""What each `make` target does: which packages it needs and what it then runs. Standard library only."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field

from scripts import environment
from scripts.say import ROOT, Stop, line

PYTHON = str(environment.PYTHON)
MANAGE = (PYTHON, "manage.py")


@dataclass(frozen=True)
class Command:
    """One target: `kind` is the lock that it needs; the last of `steps` takes over the terminal."""

    help: str
    kind: str
    steps: tuple[tuple[str, ...], ...]
    settings: str = "cms.settings.dev"
    options: tuple[str, ...] = field(default=())  # variables of make that become options: HOST -> --host


GATES = (PYTHON, "-m", "scripts.gates")

COMMANDS = {
    "demo": Command(
        "install, fill with sample content, send an issue, serve on http://127.0.0.1:8000 (SERVE=no, HOST=, PORT=)",
        "demo",
        ((*MANAGE, "demo"),),
        settings="cms.settings.demo",
        options=("HOST", "PORT", "SERVE"),
    ),
    "test": Command(
        'every gate, with a plan and a summary (GATES="lint types", POSTGRES=no, BROWSER=no)', "dev", (GATES,)
    ),
    "test-long": Command(
        "the whole matrices, resumable; result in docs/proof/", "dev", ((PYTHON, "-m", "scripts.long"),)
    ),
    "run": Command(
        "site, worker and scheduler for development (HOST=, PORT=)",
        "demo",
        ((*MANAGE, "migrate", "--no-input", "-v0"), (PYTHON, "-m", "scripts.processes")),
    ),
    "fmt": Command(
        "format Python and templates, sort imports",
        "dev",
        (
            (PYTHON, "-m", "ruff", "check", "--quiet", "--fix", "."),
            (PYTHON, "-m", "ruff", "format", "."),
            (PYTHON, "-m", "scripts.gates.markup", "reformat"),
        ),
    ),
    "lint": Command("format, lint and import contracts", "dev", ((*GATES, "format", "lint", "imports"),)),
    "types": Command("type check", "dev", ((*GATES, "types"),)),
    "bench": Command("benchmarks, as JSON and a table", "dev", ((PYTHON, "-m", "benchmarks"),)),
    "messages": Command(
        "bring the translation files up to date and compile them",
        "dev",
        ((PYTHON, "-m", "scripts.messages", "update"),),
    ),
    "screenshots": Command(
        "every template in three languages, two widths, light and dark, into var/screenshots/",
        "dev",
        ((PYTHON, "-m", "scripts.screenshots"),),
        settings="cms.settings.demo",
    ),
}


def run(name: str) -> int:
    """Run one target. The last step replaces this process, so that signals reach it directly."""
    if name == "help":
        return show_help()
    if name not in COMMANDS:
        raise Stop(f"There is no command {name}; `make help` lists them.")
    command = COMMANDS[name]
    environment.prepare(command.kind)
    env = os.environ | {"DJANGO_SETTINGS_MODULE": command.settings, "PYTHONUNBUFFERED": "1"}
    for variable in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"):  # another project's must not leak in
        env.pop(variable, None)
    *first, last = command.steps
    for step in first:
        code = subprocess.run(step, cwd=ROOT, env=env, check=False).returncode
        if code != 0:
            return code
    argv = [*last, *options(command)]
    return os.execve(argv[0], argv, env)


def options(command: Command) -> list[str]:
    """HOST=0.0.0.0 becomes --host=0.0.0.0; what is not given is left to the command's own default."""
    given = [(name, os.environ.get(name, "")) for name in command.options]
    return [f"--{name.lower()}={value}" for name, value in given if value]


def show_help() -> int:
    line("make ...")
    for name, command in COMMANDS.items():
        line(f"  {name:<12} {command.help}")
    return 0
