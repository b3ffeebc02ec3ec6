"""djlint over the templates: `python -m scripts.gates.markup check | lint | reformat`."""

from __future__ import annotations

import subprocess
import sys

from scripts.say import ROOT, line

MODES = {"check": ["--check"], "lint": ["--lint"], "reformat": ["--reformat"]}


def templates() -> list[str]:
    """HTML templates that git knows or would add; mail's MJML is XML and has checks of its own."""
    argv = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(
        [*argv, "*templates/*.html"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def main(mode: str) -> int:
    names = templates()
    if not names:
        line("There are no templates.")
        return 0
    argv = [sys.executable, "-m", "djlint", *MODES[mode], *names]
    code = subprocess.run(argv, cwd=ROOT, check=False).returncode
    return 0 if mode == "reformat" else code  # djlint answers 1 when it changed a file


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
