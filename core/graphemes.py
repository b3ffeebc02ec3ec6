"""What a reader sees as one character: letters with their marks, flags, and emoji that are joined from several.

After UAX #29 (Unicode text segmentation), without the rules for scripts that no page of ours is in; where they would
differ this joins more, so that nothing is cut in half. Does not import Django.
"""

import unicodedata
from collections.abc import Iterator

JOINER = "\u200d"
FLAGS = range(0x1F1E6, 0x1F200)  # regional indicators: two make a flag
SKIN_TONES = range(0x1F3FB, 0x1F400)
TAGS = range(0xE0020, 0xE0080)  # the rest of flags such as Scotland's
# Hangul: leading consonants, vowels, trailing consonants; and which kinds go on with which.
LEADING = (range(0x1100, 0x1160), range(0xA960, 0xA97D))
VOWELS = (range(0x1160, 0x11A8), range(0xD7B0, 0xD7C7))
TRAILING = (range(0x11A8, 0x1200), range(0xD7CB, 0xD7FC))
SYLLABLES = range(0xAC00, 0xD7A4)  # every 28th ends with its vowel
GOES_ON = {"L": "LVAB", "V": "VT", "A": "VT", "T": "T", "B": "T", "": ""}


def graphemes(text: str) -> list[str]:
    """The text in its smallest pieces that may be parted; joined they are the text.

    >>> graphemes("a\\u0308b")
    ['ä', 'b']
    >>> len(graphemes("👩‍👩‍👧🇫🇮👍🏽"))
    3
    """
    return list(_pieces(text))


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for letter in text:
        if piece and not _belongs(piece, letter):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


def _belongs(piece: str, letter: str) -> bool:
    """Whether a letter goes on with the piece before it."""
    last, code = piece[-1], ord(letter)
    if last == "\r" and letter == "\n":
        return True
    if unicodedata.category(last) == "Cc" or unicodedata.category(letter) == "Cc":
        return False
    if letter == JOINER or code in SKIN_TONES or code in TAGS or unicodedata.category(letter).startswith("M"):
        return True
    if last == JOINER and unicodedata.category(letter) == "So":
        return True
    if code in FLAGS:
        return len(piece) % 2 == 1 and all(ord(one) in FLAGS for one in piece)
    following = _hangul(letter)
    return bool(following) and following in GOES_ON[_hangul(last)]


def _hangul(letter: str) -> str:
    """The kind of a Hangul letter: L, V, T, a syllable without (A) or with a trailing consonant (B); else nothing."""
    code = ord(letter)
    if code in SYLLABLES:
        return "B" if (code - SYLLABLES.start) % 28 else "A"
    for kind, blocks in (("L", LEADING), ("V", VOWELS), ("T", TRAILING)):
        if any(code in block for block in blocks):
            return kind
    return ""
