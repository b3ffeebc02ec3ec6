"""Differences between two texts in words, so that a reader sees at a glance what was said before and what now.

Pure: no Django. Texts are compared line by line first, and inside lines that changed word by word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "removed", "added"]
TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond this a changed passage is shown as removed and added whole: comparing is quadratic at worst.
MOST_WORDS = 3000


@dataclass(frozen=True)
class Piece:
    """A run of text that both sides have, or only the older, or only the newer."""

    kind: Kind
    text: str


def word_differences(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order: joined without "added" they are `before`, without "removed" `after`.

    >>> [(piece.kind, piece.text) for piece in word_differences("Ten minutes a day.", "Five minutes a day.")]
    [('removed', 'Ten'), ('added', 'Five'), ('same', ' minutes a day.')]
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
        else:
            pieces += _changed("".join(old[a:b]), "".join(new[c:d]))
    return list(_joined(pieces))


def _changed(before: str, after: str) -> list[Piece]:
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return [Piece("removed", before), Piece("added", after)]
    runs = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [piece for run in _with_gaps_closed(runs, old) for piece in _pieces(run, old, new)]


Run = tuple[str, int, int, int, int]


def _with_gaps_closed(runs: Sequence[Run], old: Sequence[str]) -> list[Run]:
    """Runs in which two changes with nothing but a space or a comma between them are one: phrases read, shreds don't."""
    closed: list[Run] = []
    for place, (tag, a, b, c, d) in enumerate(runs):
        is_gap = tag == "equal" and 0 < place < len(runs) - 1 and not re.search(r"\w", "".join(old[a:b]))
        is_gap = is_gap and "\n" not in "".join(old[a:b])
        changed = tag != "equal" or is_gap
        if changed and closed and closed[-1][0] == "replace":
            _tag, first, _b, third, _d = closed[-1]
            closed[-1] = ("replace", first, b, third, d)
        else:
            closed.append(("replace" if changed else "equal", a, b, c, d))
    return closed


def _pieces(run: Run, old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    tag, a, b, c, d = run
    if tag == "equal":
        yield Piece("same", "".join(old[a:b]))
        return
    yield Piece("removed", "".join(old[a:b]))
    yield Piece("added", "".join(new[c:d]))


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one; nothing empty."""
    last: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if last is not None and last.kind == piece.kind:
            last = Piece(piece.kind, last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
