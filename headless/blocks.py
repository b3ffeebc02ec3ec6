"""JSON Schemas of streams. Our own blocks say their shape here; a block of another library is any value."""

from typing import Any

from wagtail import blocks

from core import blocks as ours

_TEXT = {"type": ["string", "null"]}
_HTML = {"type": "string", "contentMediaType": "text/html"}
_PAGE = {"type": ["object", "null"]}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


_SECTIONS = {"type": "array", "items": _object(title=_TEXT, text=_HTML)}
_COLUMNS = {"type": "array", "items": _object(type={"enum": ["text", "number", "rich_text"]}, heading=_TEXT)}
_ROWS = {"type": "array", "items": {"type": "array", "items": {"type": ["string", "number", "null"]}}}
_IMAGE = {"$ref": "#/components/schemas/Image"}
_SHAPES: dict[type[blocks.Block], dict[str, Any]] = {
    ours.HeadingBlock: _object(text=_TEXT, level={"enum": ["h2", "h3"]}, anchor=_TEXT),
    ours.ParagraphBlock: _HTML,
    ours.ImageBlock: _object(image=_IMAGE, decorative={"type": "boolean"}),
    ours.QuoteBlock: _object(text=_TEXT, source=_TEXT),
    ours.FigureBlock: _object(number=_TEXT, unit=_TEXT, text=_TEXT, source=_TEXT),
    ours.ButtonBlock: _object(text=_TEXT, url=_TEXT, page=_PAGE),
    ours.FileBlock: _object(title=_TEXT, url=_TEXT, file_type=_TEXT, size_bytes={"type": "integer"}),
    ours.AccordionBlock: _object(items=_SECTIONS),
    ours.TableBlock: _object(caption=_TEXT, columns=_COLUMNS, rows=_ROWS),
    ours.MediaBlock: _object(
        kind=_TEXT, url=_TEXT, content_type=_TEXT, duration_seconds={"type": "integer"}, poster=_TEXT,
        captions_url=_TEXT, title=_TEXT, transcript=_HTML,
    ),
    ours.EmbedBlock: _object(url=_TEXT, host=_TEXT, title=_TEXT, poster=_IMAGE, transcript=_HTML),
}  # fmt: skip


def block_schema(block: blocks.Block) -> dict[str, Any]:
    return next((shape for kind, shape in _SHAPES.items() if isinstance(block, kind)), {})


def stream_schema(stream: blocks.StreamBlock) -> dict[str, Any]:
    """A list of `{"type", "id", "value"}`, told apart by `type`."""
    kinds = [
        _object(type={"const": name}, id={"type": ["string", "null"]}, value=block_schema(block))
        for name, block in stream.child_blocks.items()
    ]
    return {"type": "array", "items": {"oneOf": kinds} if kinds else {}}
