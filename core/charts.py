"""Charts as numbers that a template draws as SVG (core/chart.html): bars, columns, and bars of several parts.

No script and no inline style. Names and numbers stand in the drawing as words; colours only help.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.formats import number_format

WIDTH = 340  # as wide as a phone's page, so that its words can be read there
BAR, LINE = 14, 40  # height of a bar, and of a row with its name
ROOM = 40  # right of the longest bar, for its number
COLUMNS_HEIGHT, BASE = 150, 22  # of the columns, and of the line of names below
LONGEST_NAME = 46  # letters; a longer name would leave the drawing


@dataclass(frozen=True)
class Value:
    """One thing counted: `look` is the class that colours it, "" for the chart's own colour."""

    name: str
    count: int
    look: str = ""
    is_hidden: bool = False  # known to be little, and not told


@dataclass(frozen=True)
class Word:
    text: str
    x: float
    y: float
    is_number: bool = False


@dataclass(frozen=True)
class Bar:
    """One rectangle with its words, as they stand in the drawing."""

    look: str
    x: float
    y: float
    width: float
    height: float
    words: Sequence[Word] = field(default_factory=list)


@dataclass(frozen=True)
class Chart:
    key: str  # unique on its page: its title and description are found by it
    label: str
    height: float
    bars: Sequence[Bar]
    description: str  # the whole chart in words, for who does not see it
    words: Sequence[Word] = ()  # those of no single bar
    width: float = WIDTH


def bar_chart(key: str, label: str, values: Sequence[Value]) -> Chart:
    """A row for each value, its name above the bar and its number behind."""
    most = _most(values)
    bars = [_row(place, value, most) for place, value in enumerate(values)]
    return Chart(key, label, LINE * len(bars), bars, _in_words(values))


def column_chart(key: str, label: str, values: Sequence[Value]) -> Chart:
    """A column for each value, for what follows in time."""
    step = WIDTH / max(len(values), 5)
    most, last = _most(values), len(values) - 1
    every = max(1, -(-40 // int(step or 1)))  # a name is 40 wide
    bars = [
        _column(place, value, step, most, shows_name=(last - place) % every == 0)
        for place, value in enumerate(values)
    ]
    return Chart(key, label, COLUMNS_HEIGHT + BASE, bars, _in_words(values))


def stacked_chart(key: str, label: str, rows: Sequence[tuple[str, Sequence[Value]]]) -> Chart:
    """A bar of full width for each row, cut by the shares of its values; the row's sum stands with its name."""
    bars = [bar for place, (_name, values) in enumerate(rows) for bar in _stack(place, values)]
    heads = [Word(_head(name, values), 0, place * LINE + 15) for place, (name, values) in enumerate(rows)]
    described = "; ".join(f"{name}: {_in_words(values)}" for name, values in rows)
    return Chart(key, label, LINE * len(rows), bars, described, heads)


def _most(values: Sequence[Value]) -> int:
    return max((value.count for value in values), default=0) or 1


def _number(value: Value) -> str:
    return "–" if value.is_hidden else number_format(value.count, force_grouping=True)


def _in_words(values: Sequence[Value]) -> str:
    return ", ".join(f"{value.name} {_number(value)}" for value in values)


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def _row(place: int, value: Value, most: int) -> Bar:
    y, width = place * LINE + 20, round((WIDTH - ROOM) * value.count / most, 1)
    words = [Word(_cut(value.name), 0, y - 5), Word(_number(value), width + 6, y + 12, is_number=True)]
    return Bar(value.look, 0, y, width, BAR, words)


def _column(place: int, value: Value, step: float, most: int, *, shows_name: bool) -> Bar:
    height = round((COLUMNS_HEIGHT - 24) * value.count / most, 1)
    x, y = round(place * step + step * 0.14, 1), round(COLUMNS_HEIGHT - height, 1)
    words = []
    # Where columns are narrow their numbers would run into each other: the highest one gives the scale.
    if step >= 24 or value.count == most:
        words.append(Word(_number(value), x, y - 5, is_number=True))
    if shows_name:
        words.append(Word(value.name, x, COLUMNS_HEIGHT + 18))
    return Bar(value.look, x, y, round(step * 0.72, 1), height, words)


def _head(name: str, values: Sequence[Value]) -> str:
    return f"{_cut(name)}: {number_format(sum(value.count for value in values), force_grouping=True)}"


def _stack(place: int, values: Sequence[Value]) -> list[Bar]:
    total, x = sum(value.count for value in values) or 1, 0.0
    bars = []
    for value in values:
        width = WIDTH * value.count / total
        if value.count:
            bars.append(Bar(value.look, round(x, 1), place * LINE + 20, round(width, 1), BAR))
        x += width
    return bars
