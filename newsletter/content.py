"""What an issue holds: its items, its blocks in each channel, and what they lack in a language."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from core.figures import figures
from core.rendering import render_block
from newsletter.blocks import ItemsBlock
from newsletter.blocks.base import IssueBlock
from newsletter.blocks.words import WordsBlock
from newsletter.models import Issue
from syndication.blocks import Choice
from syndication.items import Item

MARK_LENGTH = 8  # of a block's uuid, in the class by which a finding in the mail names its block


def choices_by_block(issue: Issue) -> Iterator[tuple[str, Choice]]:
    """Every chosen item in the order of reading, with the uuid of the block that it stands in."""
    for child in issue.items:
        if isinstance(child.block, ItemsBlock):
            for choice in child.block.choices(child.value):
                yield child.id or "", choice


def block_class(block_id: str | None) -> str:
    """The class of a block's place in the mail: "b-1f0c22aa"."""
    return f"b-{(block_id or '')[:MARK_LENGTH]}"


def count_figures(issue: Issue) -> dict[str, int]:
    """The site's own figures that the issue shows, as they stand now."""
    keys = {child.value["figure"] for child in issue.items if child.block_type == "figure"}
    found = [figure for figure in figures if figure.key in keys]
    return {figure.key: figure.number() for figure in found}


def render_content(
    issue: Issue,
    channel: str,
    *,
    language: str,
    items: Mapping[tuple[str, str], Item],
    counted: Mapping[str, int],
) -> SafeString:
    """The blocks of an issue in one channel and language, with the items that may be shown there.

    The language must be active. `counted` are figures by key, as they were when the mail was made. A block without words in it is left out.
    """
    parts = []
    level = 2  # titles of items stand below a heading, once there is one
    for child in issue.items:
        if not _is_shown(child, language):
            continue
        context = {"language": language, "items": items, "figures": counted, "item_level": level}
        context["block_class"] = block_class(child.id)
        parts.append(render_block(child.block, child.value, channel, context).strip())
        level = 3 if child.block_type == "heading" else level
    joint = "\n\n" if channel == "text" else "\n"
    return mark_safe(joint.join(part for part in parts if part))  # noqa: S308 — the templates escape what editors write


def _is_shown(child: Any, language: str) -> bool:
    return not isinstance(child.block, IssueBlock) or child.block.is_shown(child.value, language)


def untranslated(issue: Issue, language: str) -> tuple[tuple[str, str], ...]:
    """Blocks that lack words in a language, as (uuid, label): left out of its mail, or shown with a gap."""
    return tuple(
        (child.id or "", str(child.block.label))
        for child in issue.items
        if isinstance(child.block, IssueBlock) and child.block.is_untranslated(child.value, language)
    )


def stored_content(issue: Issue, language: str) -> list[Any]:
    """The stream as it is stored, for one language: equal where the editor chose the same and wrote the same in it."""
    # Not the stream's own raw data: what was never looked at lacks the values of fields that came later.
    return [[child.block_type, _without_ids(_in_one_language(child, language))] for child in issue.items]


def _in_one_language(child: Any, language: str) -> Any:
    stored = child.block.get_prep_value(child.value)
    if not isinstance(child.block, IssueBlock):
        return stored
    words = [name for name, block in child.block.child_blocks.items() if isinstance(block, WordsBlock)]
    return {**stored, **{name: stored[name].get(language) for name in words}}


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_ids(entry) for name, entry in value.items() if name != "id"}
    return [_without_ids(entry) for entry in value] if isinstance(value, list) else value
