"""What our blocks share: channels and a JSON shape that asks the database once for many blocks."""

from collections.abc import Mapping
from typing import Any

from wagtail.blocks import StructBlock

from core.batch import Batch
from core.rendering import ChannelMixin

RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]


def with_batch(context: Mapping[str, Any] | None) -> tuple[Batch, bool]:
    """The batch of the caller, or one of our own that must be resolved here (Wagtail's own API has none)."""
    batch = (context or {}).get("batch")
    return (batch, False) if batch is not None else (Batch(), True)


class StoryBlock(ChannelMixin, StructBlock):
    """A struct with a template per channel; `json(value, batch)` is its shape in the API."""

    def json(self, value: Any, batch: Batch) -> Any:
        return {name: value.get(name) for name in self.child_blocks}

    def get_api_representation(self, value: Any, context: Mapping[str, Any] | None = None) -> Any:
        batch, is_own = with_batch(context)
        shape = self.json(value, batch)
        return batch.resolve(shape) if is_own else shape
