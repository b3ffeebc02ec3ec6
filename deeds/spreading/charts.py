"""Which tables of numbers become which charts."""

from core.charts import Chart, Value, bar_chart, column_chart
from deeds.spreading.statistics import Table

IN_TIME = ("year", "week")


def chart_of(table: Table, language: str) -> Chart:
    draw = column_chart if table.key in IN_TIME else bar_chart
    return draw(table.key, table.label, _values(table, language))


def _values(table: Table, language: str) -> list[Value]:
    """Sectors have colours of their own."""
    is_sector = table.key == "sector"
    return [
        Value(row.names[language], row.count, f"sector-{row.code}" if is_sector else "") for row in table.rows
    ]
