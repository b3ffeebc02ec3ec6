"""Makes the project's own folder ready: uv in .tools, packages in .venv, compiled messages. Standard library only.

Nothing outside the folder changes, except Debian's python3-pip where pip is missing and may be installed.
A set-up that is already there is recognised by a stamp with the lock's hash, in a few milliseconds.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scripts import debian
from scripts.say import FULL_DISK, ROOT, VAR, Stop, line, step

TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = TOOLS / "bin" / "uv"
BOOTSTRAP_LOCK = ROOT / "scripts" / "bootstrap.lock"
LOCKS = {"demo": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}  # dev holds all of demo
FREE_BYTES = {"demo": 700_000_000, "dev": 1_500_000_000}
STAMP = VENV / "tekotori-setup.json"
LOG = VAR / "setup.log"


def prepare(kind: str) -> None:
    """Make .venv fit the lock of this kind ("demo" or "dev"). A development environment is never thinned out."""
    VAR.mkdir(exist_ok=True)
    with one_at_a_time():
        kind = "dev" if stamp().get("kind") == "dev" else kind
        if not is_ready(kind):
            check_disk(kind)
            ensure_uv()
            ensure_venv()
            install(kind)
        compile_messages()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started together must not install into one folder at once."""
    with (VAR / "setup.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            line("Another command is setting up; waiting for it ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def stamp() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def wanted_stamp(kind: str) -> dict[str, str]:
    return {"kind": kind, "lock": hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()}


def is_ready(kind: str) -> bool:
    return stamp() == wanted_stamp(kind) and PYTHON.exists() and not is_other_python_asked_for()


def venv_version() -> str:
    """Version of .venv's Python as "3.11", empty when there is none that starts."""
    if not PYTHON.exists():
        return ""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def is_other_python_asked_for() -> bool:
    """UV_PYTHON names another version than the environment was made with."""
    if not os.environ.get("UV_PYTHON"):
        return False
    return venv_version() != "{}.{}".format(*sys.version_info[:2])


def check_disk(kind: str) -> None:
    if shutil.disk_usage(ROOT).free < FREE_BYTES[kind]:
        raise Stop(f"{FULL_DISK} The packages need {FREE_BYTES[kind] / 1e9:.1f} GB here ({ROOT}).")


def uv_version() -> str:
    found = re.search(r"^uv==(\S+)", BOOTSTRAP_LOCK.read_text(), re.M)
    if found is None:
        raise Stop(f"{BOOTSTRAP_LOCK.relative_to(ROOT)} names no version of uv.")
    return found[1]


def ensure_uv() -> None:
    """Install uv into .tools. `pip --target` needs neither the venv module nor leave to touch Debian's Python."""
    if UV.exists() and (TOOLS / f"uv-{uv_version()}.dist-info").exists():
        return
    ensure_pip()
    shutil.rmtree(TOOLS, ignore_errors=True)
    argv = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--root-user-action=ignore",
    ]
    argv += ["--no-deps", "--require-hashes", "--target", str(TOOLS), "-r", str(BOOTSTRAP_LOCK)]
    step("Fetch the installer (uv)", argv, log=LOG)


def ensure_pip() -> None:
    if importlib.util.find_spec("pip") is not None:
        return
    debian.install(debian.PIP)
    importlib.invalidate_caches()
    if importlib.util.find_spec("pip") is None:
        raise Stop(
            f"pip is missing for {sys.executable}: install it (Debian: sudo apt-get install python3-pip)."
        )


def ensure_venv() -> None:
    version = venv_version()
    if version in {"3.11", "3.12", "3.13"} and not is_other_python_asked_for():
        return
    if VENV.is_symlink():
        raise Stop(f"{VENV} is a link to an environment that does not fit: remove the link.")
    step(
        "Make the environment .venv",
        [UV, "venv", "--quiet", "--clear", "--python", sys.executable, VENV],
        log=LOG,
    )


def install(kind: str) -> None:
    STAMP.unlink(missing_ok=True)
    env = os.environ | {"UV_PYTHON": str(PYTHON), "UV_NO_PROGRESS": "1"}
    count = len(re.findall(r"^[a-z0-9]", LOCKS[kind].read_text(), re.M))
    step(
        f"Install {count} locked packages into .venv",
        [UV, "pip", "sync", "--require-hashes", "--no-config", LOCKS[kind]],
        log=LOG,
        env=env,
    )
    STAMP.write_text(json.dumps(wanted_stamp(kind)))


def compile_messages() -> None:
    """Compile the translations that changed; the list of changed ones needs no package, compiling does."""
    from scripts import messages

    if messages.outdated():
        step("Compile the translations", [PYTHON, "-m", "scripts.messages", "compile"], log=LOG)
