"""Reads the sample content in demo/content; says which file and what is wrong when one is broken."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

LANGUAGES = ("fi", "sv", "en")


class BrokenContent(Exception):
    """A file of the sample content is missing or is not what its README describes."""

    def __init__(self, *, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem} See demo/content/README.md for the format.")
        self.path, self.problem = path, problem


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BrokenContent(path=path, problem="The file is missing.") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenContent(path=path, problem=f"This is not TOML: {error}.") from error


def read_folder(path: Path) -> list[dict[str, Any]]:
    """Every file of a folder, in the order of their names."""
    files = sorted(path.glob("*.toml"))
    if not files:
        raise BrokenContent(path=path, problem="The folder holds no TOML file.")
    return [read_toml(file) for file in files]


def moment(text: str) -> datetime:
    """An ISO time with offset, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def in_languages(table: Mapping[str, Any]) -> list[str]:
    """The languages that a piece of content is written in, in the site's order."""
    return [code for code in LANGUAGES if code in table]
