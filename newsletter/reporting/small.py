"""Small figures are not told, and cannot be worked out from those that are. Pure: knows nothing of Django."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key")


def hide_small(counts: Mapping[Key, int], *, smallest: int, people: int) -> dict[Key, int | None]:
    """Counts as they may be shown: None where there are fewer than `smallest`, or everywhere in so small an audience.

    A sum known from elsewhere would tell a count that is hidden alone, or a few that are little together; so the least of
    the others are hidden with them. What is hidden never stands in a sum that is shown: `sum_of_shown`.

    >>> hide_small({"a": 40, "b": 12, "c": 3}, smallest=5, people=900)
    {'a': 40, 'b': None, 'c': None}
    >>> hide_small({"a": 40, "b": 12, "c": 3, "d": 2}, smallest=5, people=900)
    {'a': 40, 'b': 12, 'c': None, 'd': None}
    """
    if people < smallest:
        return dict.fromkeys(counts)
    in_order = sorted(counts, key=lambda key: counts[key])
    hidden = {key for key, count in counts.items() if count < smallest}
    while hidden and len(hidden) < len(counts) and not _is_safe([counts[key] for key in hidden], smallest):
        hidden.add(in_order[len(hidden)])
    return {key: None if key in hidden else count for key, count in counts.items()}


def _is_safe(hidden: Sequence[int], smallest: int) -> bool:
    return len(hidden) > 1 and sum(hidden) >= smallest


def sum_of_shown(counts: Mapping[Key, int | None]) -> int:
    return sum(count for count in counts.values() if count is not None)
