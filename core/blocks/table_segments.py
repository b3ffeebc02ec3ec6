"""How wagtail-localize takes a table apart and puts its translation together again.

Paths: "caption", "heading.<column>", "cell.<row>.<column>". Numbers are the same in every language.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.rich_text import RichText
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import quote_path_component
from wagtail_localize.segments.ingest import organise_template_segments
from wagtail_localize.strings import extract_strings, restore_strings


def table_segments(table: TypedTable) -> list[Any]:
    segments = [StringSegmentValue("caption", table.caption or "")]
    segments += [
        StringSegmentValue(f"heading.{number}", column["heading"] or "")
        for number, column in enumerate(table.columns)
    ]
    for row_number, row in enumerate(table.row_data):
        for column_number, cell in enumerate(row["values"]):
            segments += _cell_segments(f"cell.{row_number}.{column_number}", cell)
    return segments


def _cell_segments(path: str, cell: Any) -> Iterator[Any]:
    if isinstance(cell, RichText):
        template, strings = extract_strings(cell.source)
        yield TemplateSegmentValue(path, "html", template, len(strings))
        hrefs: set[str] = set()
        for string, attrs in strings:
            yield StringSegmentValue(path, string, attrs=attrs)
            hrefs |= {values["href"] for values in attrs.values() if "href" in values}
        for href in sorted(hrefs):
            yield OverridableSegmentValue(f"{path}.{quote_path_component(href)}", href)
    elif isinstance(cell, str):
        yield StringSegmentValue(path, cell)


def restore_table(table: TypedTable, segments: Sequence[Any]) -> TypedTable:
    by_place: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for segment in segments:
        place, rest = _split(segment)
        by_place[place].append(rest)
    columns = [dict(column) for column in table.columns]
    rows = [{"values": list(row["values"])} for row in table.row_data]
    caption = table.caption
    for place, found in by_place.items():
        if place[0] == "caption":
            caption = found[0].render_text()
        elif place[0] == "heading":
            columns[int(place[1])]["heading"] = found[0].render_text()
        else:
            values = rows[int(place[1])]["values"]
            values[int(place[2])] = _restore_cell(values[int(place[2])], found)
    return TypedTable(columns=columns, row_data=rows, caption=caption)


def _split(segment: Any) -> tuple[tuple[str, ...], Any]:
    kind, rest = segment.unwrap()
    place: tuple[str, ...] = (kind,)
    for _step in range({"caption": 0, "heading": 1, "cell": 2}[kind]):
        step, rest = rest.unwrap()
        place += (step,)
    return place, rest


def _restore_cell(cell: Any, segments: list[Any]) -> Any:
    if not isinstance(cell, RichText):
        return segments[0].render_text()
    _format, template, strings = organise_template_segments(segments)
    return RichText(restore_strings(template, strings))
