"""Entry of every `make` command: checks the Python and the machine, then hands over to scripts.commands.

Only this file must be readable by an old Python 3, so that a wrong one gets a sentence and not a SyntaxError.
"""

import errno
import os
import shutil
import subprocess
import sys
from typing import NoReturn

OLDEST = (3, 11)
NEWEST = (3, 13)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HANDED_OVER = "TEKOTORI_PYTHON_CHOSEN"


def chosen_python() -> str:
    """Path of the Python that UV_PYTHON names (a path, a command or a version), or "" when this one will do."""
    wanted = os.environ.get("UV_PYTHON", "")
    if not wanted or os.environ.get(HANDED_OVER) == wanted:
        return ""
    path = shutil.which(wanted) or shutil.which("python" + wanted)
    if not path or not starts(path):
        stop(
            f"UV_PYTHON={wanted} is not a Python that starts here: give a path or a command such as python3.12."
        )
    return path


def starts(path: str) -> bool:
    """A name on the PATH may be a version manager's placeholder that only complains."""
    return subprocess.call([path, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def check_version(command: str) -> None:
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    found = ".".join(map(str, sys.version_info[:2]))
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    fitting = [name for name in names if shutil.which(name) and starts(name)]
    name = fitting[0] if fitting else "python3.12"
    advice = f"{name} is here" if fitting else f"install {name}"
    stop(
        f"Python 3.11 to 3.13 is needed and python3 is {found}: {advice}, then type UV_PYTHON={name} make {command}"
    )


def stop(message: str) -> NoReturn:
    sys.stderr.write(message + "\n")
    sys.exit(1)


def main() -> None:
    path = chosen_python()
    if path:
        os.environ[HANDED_OVER] = os.environ["UV_PYTHON"]
        os.execv(path, [path, *sys.argv])
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    check_version(command)
    sys.path[0] = ROOT
    sys.dont_write_bytecode = True
    os.chdir(ROOT)
    from scripts import commands, say

    try:
        sys.exit(commands.run(command))
    except say.Stop as problem:
        stop(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as problem:
        if problem.errno == errno.ENOSPC:
            stop(say.FULL_DISK)
        if problem.errno in (errno.EACCES, errno.EROFS):
            stop(f"Cannot write {problem.filename}: clone the project into a folder that is yours.")
        raise


if __name__ == "__main__":
    main()
