"""What throw-away servers share: finding what a killed run has left behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path


def abandoned(prefix: str) -> Iterator[Path]:
    """Folders whose owner was killed before it could clear them: its id stands in the file `owner`."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        try:
            owner = int((folder / "owner").read_text())
        except (OSError, ValueError):
            continue  # not ours, or only just being made
        if not Path(f"/proc/{owner}").exists():
            yield folder


def running_on(folder: Path, pid_file: str) -> int | None:
    """Id of the server that runs on this folder; never of a stranger that got the same number later."""
    try:
        pid = int((folder / pid_file).read_text().splitlines()[0])
        command_line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except (OSError, ValueError, IndexError):
        return None
    return pid if str(folder) in command_line else None
