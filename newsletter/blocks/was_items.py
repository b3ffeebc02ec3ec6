"""How an issue of items alone becomes one of blocks, in a migration: the first item large, the others as cards."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from wagtail.blocks.migrations.operations import BaseBlockOperation


class ItemsToBlocks(BaseBlockOperation):
    def apply(self, block_value: Any) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = []
        for block in block_value:
            blocks += self._blocks(block, is_first=not blocks) if block["type"] == "items" else [block]
        return blocks

    def _blocks(self, block: dict[str, Any], *, is_first: bool) -> list[dict[str, Any]]:
        items = list(block["value"].get("items") or [])
        made = []
        if is_first and items:
            # Lists were stored bare before Wagtail gave their entries an id.
            first = items.pop(0)
            made.append({"type": "lead", "id": _lead_id(block), "value": {"item": first.get("value", first)}})
        if items:
            made.append({**block, "type": "cards", "value": {"layout": "one", "items": items}})
        return made

    @property
    def operation_name_fragment(self) -> str:
        return "items_to_blocks"


def _lead_id(block: dict[str, Any]) -> str:
    """The same for the row and for its revisions, in which the block has one uuid."""
    return str(uuid5(UUID(block["id"]), "lead") if block.get("id") else uuid4())
