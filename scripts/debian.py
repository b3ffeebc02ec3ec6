"""Debian packages that single gates need, installed when that is allowed. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.say import NO_NETWORK, SIGNS_OF_NO_NETWORK, VAR, Stop, Ticker, line, run_logged, tail

LOG = VAR / "apt.log"
WAIT_FOR_LOCK = ["-o", "DPkg::Lock::Timeout=120"]


@dataclass(frozen=True)
class Package:
    """A Debian package and the test that says whether what we want of it is here already."""

    name: str
    is_here: Callable[[], bool]


def command(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def file_like(pattern: str) -> Callable[[], bool]:
    return lambda: any(Path("/").glob(pattern))


# One list per gate; CONTRIBUTING names the same packages.
PIP = (Package("python3-pip", command("pip3")),)
GETTEXT = (Package("gettext", lambda: bool(shutil.which("xgettext") and shutil.which("msgmerge"))),)
POSTGRESQL = (Package("postgresql", file_like("usr/lib/postgresql/*/bin/initdb")),)
DOVECOT = (
    Package("dovecot-imapd", file_like("usr/lib/dovecot/imap")),
    Package("openssl", command("openssl")),
)
# The shell draws pages for a program and no window for a person, in less than half of the computing.
CHROMIUM = (
    Package("chromium-headless-shell", command("chromium-headless-shell")),
    Package("fonts-liberation", file_like("usr/share/fonts/truetype/liberation*/*.ttf")),
)

_lists_are_fresh = False


def missing(packages: tuple[Package, ...]) -> list[str]:
    return [package.name for package in packages if not package.is_here()]


def install(packages: tuple[Package, ...]) -> None:
    """Install what is missing. Raises Stop with the line to type where that is not allowed."""
    names = missing(packages)
    if not names:
        return
    prefix = privilege()
    if prefix is None or not shutil.which("apt-get"):
        raise Stop(f"Needed and not here: {', '.join(names)}. Type: {line_to_type(names)}")
    update_lists(prefix)
    apt(prefix, f"Install {' '.join(names)}", ["install", "-y", "--no-install-recommends", *names])
    if missing(packages):
        raise Stop(
            f"apt-get installed {', '.join(names)}, but what is needed of them is not here; see {LOG}."
        )


def line_to_type(names: list[str]) -> str:
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(names)}"


def privilege() -> list[str] | None:
    """What to put before a command to run it as root: nothing, sudo without a password, or None when impossible."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def update_lists(prefix: list[str]) -> None:
    global _lists_are_fresh
    if not _lists_are_fresh:
        apt(prefix, "Update Debian's package lists", ["update"])
        _lists_are_fresh = True


def apt(prefix: list[str], title: str, arguments: list[str]) -> None:
    ticker = Ticker(title)
    line(f"{title} ...")
    argv = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", *WAIT_FOR_LOCK, *arguments]
    if run_logged(argv, log=LOG, tick=ticker.tick) != 0:
        output = tail(LOG, 8)
        if SIGNS_OF_NO_NETWORK.search(output):
            raise Stop(NO_NETWORK)
        raise Stop(
            f"apt-get could not do it. Try yourself: {line_to_type(arguments[3:]) if arguments[3:] else 'sudo apt-get update'}\n{output}"
        )
    ticker.end(f"{title}: done in {ticker.elapsed:.1f} s")
