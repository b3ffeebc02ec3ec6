"""The lengths of channels, and texts cut to them. Does not import Django.

Sources of the limits, with their dates, stand in docs/reference/deeds.md.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.graphemes import graphemes

MORE = "…"
# What a channel may take for an address and count as one.
ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?:[:/?#]\S*)?|https?://\S+")
# X: what counts as one; everything else as two.
SINGLE = (range(4352), range(8192, 8206), range(8208, 8224), range(8242, 8248))


def in_graphemes(text: str) -> int:
    return len(graphemes(text))


def in_utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def in_weights(text: str) -> int:
    """X's weights. It counts a joined emoji as two; each of its parts is counted here, so this is never less."""
    return sum(1 if any(ord(letter) in block for block in SINGLE) else 2 for letter in text)


@dataclass(frozen=True)
class Channel:
    """Where a text goes: its limit in its own counting, what an address counts there, how many hashtags help."""

    key: str
    name: str
    limit: int
    count: Callable[[str], int]
    url_counts: int = 0  # 0: as long as it is
    tags: int = 3
    is_short: bool = False

    def length(self, text: str) -> int:
        """How long the channel takes a text to be. A short address counts there as much as a long one."""
        if not self.url_counts:
            return self.count(text)
        between = self.count(ADDRESS.sub("", text))
        return between + self.url_counts * len(ADDRESS.findall(text))


CHANNELS = (
    Channel("linkedin", "LinkedIn", 3000, in_utf16),
    Channel("facebook", "Facebook", 63_206, in_utf16, tags=2),
    Channel("x", "X", 280, in_weights, url_counts=23, tags=2, is_short=True),
    Channel("bluesky", "Bluesky", 300, in_graphemes, tags=2, is_short=True),
    Channel("mastodon", "Mastodon", 500, in_graphemes, url_counts=23, is_short=True),
    Channel("instagram", "Instagram", 2200, in_utf16, tags=5),
)


@dataclass(frozen=True)
class Words:
    """What is said of a deed, in one language; `whose` and `goal`, `result` may be cut, the address never."""

    title: str
    whose: str
    goal: str
    result: str
    url: str
    tags: Sequence[str] = ()


def text_for(channel: Channel, words: Words) -> str:
    """The text of a deed for a channel, never longer than it allows.

    The address stands whole on a line of its own. Where there is not room for all, the last of title, organisation,
    goal and result is cut between words and what came after it left out; hashtags go before the title is cut.
    """
    parts = [
        part
        for part in (words.title, words.whose, "" if channel.is_short else words.goal, words.result)
        if part
    ]
    tags = " ".join(words.tags[: channel.tags])
    end = [part for part in (words.url, tags) if part]
    if tags and channel.length(_joined(parts[:1] + end)) > channel.limit:
        end = [words.url]
    while len(parts) > 1 and channel.length(_joined([*parts[:-1], MORE, *end])) > channel.limit:
        parts.pop()
    return _fitted(channel, parts, end)


def _fitted(channel: Channel, parts: list[str], end: list[str]) -> str:
    """With the last part cut until all is short enough."""
    text = _joined(parts + end)
    while parts and channel.length(text) > channel.limit:
        too_much = channel.length(text) - channel.limit
        shorter = cut(parts[-1], channel.count(parts[-1]) - too_much, channel.count)
        parts = [*parts[:-1], shorter] if shorter else parts[:-1]
        text = _joined(parts + end)
    return text


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(parts)


def cut(text: str, room: int, count: Callable[[str], int]) -> str:
    """As much of a text as there is room for: whole words where one fits, else whole characters, with an ellipsis.

    >>> cut("Aamupalaveri seisten", 16, len)
    'Aamupalaveri…'
    """
    if count(text) <= room:
        return text
    left = room - count(MORE)
    if left <= 0:
        return ""
    kept, used = "", 0
    for piece in graphemes(text):
        used += count(piece)
        if used > left:
            break
        kept += piece
    word = re.match(r"(?s)(.*\S)\s", kept if text[len(kept) : len(kept) + 1].strip() else kept + " ")
    shown = word[1] if word else kept
    return shown.rstrip(" .,;:–-\r\n") + MORE if shown.strip() else ""
