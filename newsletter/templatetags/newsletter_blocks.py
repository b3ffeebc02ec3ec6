"""What the templates of an issue's blocks say of an item."""

from dataclasses import replace

from django import template

from syndication.items import Item

register = template.Library()


@register.filter
def facts_line(item: Item, mark: str = "") -> str:
    """Whose it is, its facts, and the language that it leads to, on one line; each value once."""
    facts = [f"{fact.label}: {fact.value}" for fact in item.facts if fact.value != item.organisation]
    return " · ".join(part for part in (item.organisation, *facts, mark) if part)


@register.filter
def with_summary_unless(item: Item, words: str) -> Item:
    """The item, without its summary where the editor's own words stand in its place."""
    return replace(item, summary="") if words else item
