"""npm's mjml 5, installed by its name into var/benchmarks/node; scripts of packages are not run."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.databases import last_line
from scripts.say import VAR

FOLDER = VAR / "benchmarks" / "node"
MODULES = FOLDER / "node_modules"
PACKAGE = "mjml@5"
INSTALL_SECONDS = 180


class NpmMissing(Exception):
    """The yardstick cannot be had; the run goes on without it."""


def program(name: str) -> str:
    """node or npm of the project's own environment, else of the system."""
    own = Path(sys.executable).with_name(name)
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        raise NpmMissing(f"{name} is not on this machine")
    return found


def install() -> Path:
    """The folder of the installed modules. Raises NpmMissing."""
    if not (MODULES / "mjml" / "package.json").exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        options = (
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-package-lock",
            "--prefix",
            str(FOLDER),
        )
        argv = [program("npm"), "install", *options, PACKAGE]
        try:
            done = subprocess.run(argv, cwd=FOLDER, capture_output=True, text=True, timeout=INSTALL_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise NpmMissing(f"npm did not install {PACKAGE} within {INSTALL_SECONDS} s") from error
        if done.returncode != 0:
            raise NpmMissing(f"npm could not install {PACKAGE}: {last_line(done.stderr)}")
    return MODULES


def versions() -> dict[str, str]:
    """Of node and mjml, as far as they are here."""
    try:
        node = subprocess.run([program("node"), "--version"], capture_output=True, text=True, check=True)
        package = json.loads((MODULES / "mjml" / "package.json").read_text())
    except (NpmMissing, OSError, subprocess.CalledProcessError):
        return {}
    return {"node": node.stdout.strip().removeprefix("v"), "npm mjml": package["version"]}
