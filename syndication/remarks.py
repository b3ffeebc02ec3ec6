"""Remarks: what channels know of items, shown where an editor chooses them ("stood in the last newsletter")."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.registry import Registry

Pair = tuple[str, str]  # (source, ref)


@dataclass(frozen=True, eq=False)
class Remark:
    """`about` answers for many items at once, with a few words in the active language for those it knows of."""

    key: str  # "newsletter.mailed"
    about: Callable[[Sequence[Pair]], Mapping[Pair, str]]


remarks: Registry[Remark] = Registry("remarks")


def remarks_about(pairs: Sequence[Pair]) -> dict[Pair, str]:
    """Everything that is known of each item, joined; items of which nothing is known are missing."""
    found: dict[Pair, list[str]] = {}
    for remark in remarks:
        for pair, words in remark.about(pairs).items():
            found.setdefault(pair, []).append(words)
    return {pair: "; ".join(words) for pair, words in found.items()}
