"""Slots: named places in a template ("deed.actions") that apps above fill without being known there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context

from core.registry import Registry


@dataclass(frozen=True, eq=False)
class Slot:
    """A filling of a place. `render(context)` returns safe HTML, or "" where it has nothing to show."""

    key: str  # unique: "awards.nominate"
    place: str  # "deed.actions"
    render: Callable[[Context, Mapping[str, Any]], str]


slots: Registry[Slot] = Registry("slots")


def fill(place: str, context: Context, values: Mapping[str, Any]) -> list[str]:
    """The non-empty fillings of a place, in the order of their keys."""
    filled = (slot.render(context, values) for slot in slots if slot.place == place)
    return [html for html in filled if html]
