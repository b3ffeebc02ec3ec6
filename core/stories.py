"""A stream written by hand, as services, demo content and imports give it.

    [{"type": "heading", "text": "Aluksi"}, {"type": "paragraph", "html": "<p>…</p>"}]

`paragraph` takes `html`; an accordion with one section may give `title` and `text`; every other block takes its own
fields by name. Blocks get ids from their place, so that the same list makes the same stream.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from wagtail.blocks import CharBlock, StreamValue, TextBlock

_NAMESPACE = uuid.UUID("6f1c9d5e-6f0a-4a0f-9a4e-1f3b2c7d8e90")


class UnknownBlock(ValueError):
    """A block type that the stream does not have."""

    def __init__(self, *, kind: str, known: Sequence[str]) -> None:
        super().__init__(f"{kind!r} is not a block of this stream. Choose one of {', '.join(known)}.")
        self.kind = kind


def _paragraph(fields: Mapping[str, Any]) -> Any:
    return fields["html"]


def _heading(fields: Mapping[str, Any]) -> Any:
    return {"level": "h2", **fields}


def _button(fields: Mapping[str, Any]) -> Any:
    return {"page": None, "url": "", **fields}


def _accordion(fields: Mapping[str, Any]) -> Any:
    sections = fields.get("items") or [{"title": fields["title"], "text": fields["text"]}]
    return {
        "items": [{"type": "item", "id": _id("section", n), "value": dict(s)} for n, s in enumerate(sections)]
    }


_SHORT_FORMS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "button": _button,
    "accordion": _accordion,
}


def _id(*parts: object) -> str:
    return str(uuid.uuid5(_NAMESPACE, ":".join(map(str, parts))))


def story_of(model: type[Model], field_name: str, blocks: Sequence[Mapping[str, Any]]) -> StreamValue:
    """The value of a model's StreamField from short forms. Raises UnknownBlock; KeyError where a field is missing."""
    stream = model._meta.get_field(field_name).stream_block  # type: ignore[union-attr]  # a StreamField
    return stream.to_python([_raw(stream, number, block) for number, block in enumerate(blocks)])


def _raw(stream: Any, number: int, block: Mapping[str, Any]) -> dict[str, Any]:
    kind = block["type"]
    if kind not in stream.child_blocks:
        raise UnknownBlock(kind=kind, known=list(stream.child_blocks))
    fields = {key: value for key, value in block.items() if key != "type"}
    value = _SHORT_FORMS.get(kind, dict)(fields)
    if isinstance(value, dict):
        value = {**_empty_texts(stream.child_blocks[kind]), **value}
    return {"type": kind, "id": _id(number, kind), "value": value}


def _empty_texts(block: Any) -> dict[str, str]:
    """What a form gives for texts left empty; a missing one would be None, which wagtail-localize cannot take."""
    children = getattr(block, "child_blocks", {}).items()
    return {name: "" for name, child in children if isinstance(child, (CharBlock, TextBlock))}
