"""How alike two texts are in their words, whatever their order, inflection and length.

A text becomes the set of its pairs of neighbouring words: beginnings of lemmas, no little words, no numbers. Two deeds
of one theme share many words but hardly any pairs; a deed that was shortened, reordered or copied keeps its pairs.
"""

import struct
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from finder.words import forms, split_words

FIELDS = ("title", "goal", "result", "what_we_did", "conditions", "did_not_work")
SHORTEST_WORD = 4
STEM = 6  # letters of a lemma: word lists lack many compounds, whose inflected ends would part them
REACH = 2  # a word makes a pair with so many words after it
FEWEST_PAIRS = 12  # with fewer than these a text is no evidence by itself
KEYS = 32


def text_of_fields(texts: Mapping[str, str]) -> str:
    """What counts of a submission's texts."""
    return "\n".join(texts[name] for name in FIELDS if texts.get(name))


def pairs_of(text: str, language: str) -> frozenset[int]:
    """The pairs of a text as numbers of 31 bits."""
    words = [stem for word in split_words(text) if (stem := _stem(word, language))]
    found = set()
    for place, word in enumerate(words):
        for other in words[place + 1 : place + 1 + REACH]:
            if other != word:
                found.add(_number(word, other))
    return frozenset(found)


def _stem(word: str, language: str) -> str:
    if len(word) < SHORTEST_WORD or not word.isalpha():
        return ""
    return forms(word, language)[-1][:STEM]


def _number(word: str, other: str) -> int:
    joined = " ".join(sorted((word, other))).encode()
    return int.from_bytes(blake2b(joined, digest_size=4).digest(), "big") >> 1


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the smaller text's pairs that the other has too, from 0 to 1.

    >>> likeness(frozenset(range(20)), frozenset(range(10, 200)))
    0.5
    """
    smaller = max(min(len(one), len(other)), FEWEST_PAIRS)
    return len(one & other) / smaller


def keys_of(pairs: Iterable[int]) -> list[int]:
    """A sample that is the same wherever a pair occurs: texts that share pairs share keys."""
    return sorted(pairs)[:KEYS]


def packed(pairs: Iterable[int]) -> bytes:
    numbers = sorted(pairs)
    return struct.pack(f"<{len(numbers)}I", *numbers)


def unpacked(data: bytes) -> frozenset[int]:
    return frozenset(struct.unpack(f"<{len(data) // 4}I", data))
