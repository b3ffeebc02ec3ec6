"""Charts as numbers that a template draws as SVG: bars with their names above them, columns for years."""

from collections.abc import Sequence
from dataclasses import dataclass

from deeds.spreading.statistics import Table

WIDTH = 340  # as wide as a phone's page, so that its words can be read there
BAR, LINE = 14, 40  # height of a bar, and of a row with its name
ROOM = 40  # right of the longest bar, for its number
COLUMNS_HEIGHT, BASE = 150, 22  # of the columns, and of the line of years below


@dataclass(frozen=True)
class Bar:
    """One value, drawn: `sector` is the class that colours it, "" for the chart's own colour."""

    name: str
    count: int
    sector: str
    x: float
    y: float
    width: float
    height: float
    shows_name: bool = True


@dataclass(frozen=True)
class Chart:
    key: str
    label: str
    is_columns: bool
    width: float
    height: float
    bars: Sequence[Bar]
    description: str  # the whole chart in words, for who does not see it


def chart_of(table: Table, language: str) -> Chart:
    is_columns = table.key in ("year", "week")
    bars = _columns(table, language) if is_columns else _bars(table, language)
    height = COLUMNS_HEIGHT + BASE if is_columns else LINE * len(bars)
    words = ", ".join(f"{row.names[language]} {row.count}" for row in table.rows)
    return Chart(table.key, table.label, is_columns, WIDTH, height, bars, words)


def _bars(table: Table, language: str) -> list[Bar]:
    most = max((row.count for row in table.rows), default=0) or 1
    return [
        Bar(
            name=row.names[language],
            count=row.count,
            sector=row.code if table.key == "sector" else "",
            x=0,
            y=place * LINE + 20,
            width=round((WIDTH - ROOM) * row.count / most, 1),
            height=BAR,
        )
        for place, row in enumerate(table.rows)
    ]


def _columns(table: Table, language: str) -> list[Bar]:
    most = max((row.count for row in table.rows), default=0) or 1
    step = WIDTH / max(len(table.rows), 5)
    every = max(1, -(-40 // int(step or 1)))  # a year's name is 40 wide
    last = len(table.rows) - 1
    columns = []
    for place, row in enumerate(table.rows):
        height = round((COLUMNS_HEIGHT - 24) * row.count / most, 1)
        x, y = round(place * step + step * 0.14, 1), round(COLUMNS_HEIGHT - height, 1)
        columns.append(
            Bar(
                row.names[language],
                row.count,
                "",
                x,
                y,
                round(step * 0.72, 1),
                height,
                (last - place) % every == 0,
            )
        )
    return columns
