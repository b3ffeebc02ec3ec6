"""Transcripts: WebVTT in, checked; turns by speaker and plain text out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import groupby
from typing import Any

import webvtt
from django.utils.translation import gettext as _

from podcasts.errors import TranscriptError
from podcasts.formats import Chapter, clock


@dataclass(frozen=True, slots=True)
class Cue:
    start_seconds: float
    end_seconds: float
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until another takes over."""

    speaker: str
    text: str
    start_seconds: float


@dataclass(frozen=True, slots=True)
class Part:
    """The turns of one chapter; the title is empty where there are no chapters."""

    title: str
    start_seconds: float
    turns: tuple[Turn, ...]


def read_cues(vtt: str) -> list[Cue]:
    """Cues in their order. Raises TranscriptError if it is not WebVTT, has no cues, or its times go backwards."""
    # The library drops what it cannot read, so what it read is compared with what stands there.
    text = vtt.lstrip("\ufeff").replace("\r\n", "\n").strip()
    try:
        parsed: Any = webvtt.from_string(text)
    except webvtt.errors.MalformedFileError as error:
        raise TranscriptError(_("The transcript must be WebVTT: its first line is WEBVTT.")) from error
    captions = list(parsed)
    if not captions:
        raise TranscriptError(_("The transcript holds no readable lines with times."))
    if len(captions) != text.count("-->"):
        raise TranscriptError(
            _("Some times in the transcript are not readable. Write them as 00:01:05.000 --> 00:01:09.000.")
        )
    cues = [
        Cue(
            _seconds(row.start),
            _seconds(row.end),
            unescape(row.voice or ""),
            unescape(" ".join(row.text.split())),
        )
        for row in captions
    ]
    _check_times(cues)
    return cues


def _seconds(stamp: str) -> float:
    hours, minutes, seconds = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _check_times(cues: Sequence[Cue]) -> None:
    latest = 0.0
    for cue in cues:
        if cue.end_seconds <= cue.start_seconds or cue.start_seconds < latest:
            text = _("The times in the transcript go backwards at %(time)s.")
            raise TranscriptError(text % {"time": clock(cue.start_seconds)})
        latest = cue.start_seconds


def turns(cues: Iterable[Cue]) -> list[Turn]:
    """Cues of one speaker put together."""
    grouped = (list(run) for _speaker, run in groupby(cues, key=lambda cue: cue.speaker))
    return [Turn(run[0].speaker, " ".join(cue.text for cue in run), run[0].start_seconds) for run in grouped]


def parts(cues: Sequence[Cue], chapters: Sequence[Chapter]) -> list[Part]:
    """The transcript under its chapters' titles; a cue belongs to the last chapter that began before it."""
    if not chapters:
        return [Part("", 0, tuple(turns(cues)))]
    ends = [*(chapter.start_seconds for chapter in chapters[1:]), float("inf")]
    found = []
    for chapter, end in zip(chapters, ends, strict=True):
        inside = [cue for cue in cues if chapter.start_seconds <= cue.start_seconds < end]
        found.append(Part(chapter.title, chapter.start_seconds, tuple(turns(inside))))
    return found


def plain_text(cues: Iterable[Cue]) -> str:
    """For the .txt address and the search: one paragraph per turn."""
    return "\n\n".join(f"{turn.speaker}: {turn.text}" if turn.speaker else turn.text for turn in turns(cues))
