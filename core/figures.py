"""Figures: numbers that the site shows, each with a recount that a test compares with what is shown."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from core.registry import Registry


@dataclass(frozen=True, eq=False)
class Figure:
    key: str  # "deeds.published"
    label: str | Promise  # translated when it is shown
    number: Callable[[], int]  # quick, may read a stored sum
    recount: Callable[[], int]  # slow, from the rows themselves


figures: Registry[Figure] = Registry("figures")
