"""Rules and formats of podcasts that need no Django: clocks, durations, guids, names of files, chapters."""

import re
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# The Podcasting 2.0 namespace for podcast:guid.
PODCAST_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
# What the extension of a file's name promises, as PSP-1 and Apple know it.
AUDIO_TYPES = {"mp3": "audio/mpeg", "m4a": "audio/x-m4a"}
MOST_DESCRIPTION_BYTES = 4000
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)|(\d+(?:\.\d+)?)", re.ASCII)
# Letters that Unicode does not take apart into a plain letter and a mark.
_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ß": "ss", "đ": "d", "ł": "l"})


@dataclass(frozen=True, slots=True)
class Chapter:
    start_seconds: float
    title: str


def clock(seconds: float) -> str:
    """
    >>> clock(61.5), clock(3723)
    ('1:01', '1:02:03')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def exact_clock(seconds: float) -> str:
    """Like `clock`, with the hundredths that a chapter may have.

    >>> exact_clock(18.02), exact_clock(60)
    ('0:18.02', '1:00')
    """
    hundredths = round((seconds - int(seconds)) * 100)
    return clock(seconds) + (f".{hundredths:02}" if hundredths else "")


def parse_clock(text: str) -> float:
    """Seconds from "1:02:03", "1:05", "18.02" or "18,02". Raises ValueError for anything else.

    >>> parse_clock("1:01:05"), parse_clock("0:18,02")
    (3665.0, 18.02)
    """
    match = _CLOCK.fullmatch(text.strip().replace(",", "."))
    if match is None or (match[3] and float(match[3]) >= 60):
        raise ValueError(f"{text!r} is not a time. Write minutes and seconds, as in 1:05.")
    if match[4]:
        return float(match[4])
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3])


def iso_duration(seconds: float) -> str:
    """ISO 8601, for schema.org and <time datetime>.

    >>> iso_duration(3723), iso_duration(61)
    ('PT1H2M3S', 'PT1M1S')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if hours or minutes else "") + f"{rest}S"


def podcast_guid(feed_url: str) -> uuid.UUID:
    """UUIDv5 of the feed's address without scheme and trailing slashes; assigned once, kept when the feed moves.

    Source: Podcasting 2.0 namespace, tag podcast:guid, with its own example:
    >>> podcast_guid("https://podnews.net/rss")
    UUID('9b024349-ccf0-5f69-a609-6b82873eab3c')
    """
    return uuid.uuid5(PODCAST_NAMESPACE, re.sub(r"^\w+://", "", feed_url).rstrip("/"))


def ascii_name(name: str) -> str:
    """A file's name in a-z, 0-9, dot, hyphen and underscore: Apple asks for it in every address.

    >>> ascii_name("Työ & läsnäolo (1).MP3")
    'tyo-lasnaolo-1.mp3'
    """
    stem, dot, extension = name.rpartition(".")
    plain = (
        unicodedata.normalize("NFKD", (stem or extension).translate(_LETTERS))
        .encode("ascii", "ignore")
        .decode()
    )
    words = re.sub(r"[^a-z0-9_]+", "-", plain.lower()).strip("-") or "file"
    return f"{words}.{extension.lower()}" if stem and dot else words


def is_ascii_name(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_.-]+", name) is not None


def chapters_json(chapters: Sequence[Chapter], *, title: str) -> dict[str, Any]:
    """JSON chapters 1.2 of the podcast namespace."""
    entries = [{"startTime": _number(chapter.start_seconds), "title": chapter.title} for chapter in chapters]
    return {"version": "1.2.0", "title": title, "chapters": entries}


def _number(seconds: float) -> float | int:
    return int(seconds) if seconds == int(seconds) else round(seconds, 2)
