"""Sums that many add to at once: a row a day and thing, and nothing of whoever was counted."""

from typing import Any

from django.db import models
from django.db.models import F


def add_to_sum(model: type[models.Model], *, field: str = "count", amount: int = 1, **key: Any) -> None:
    """Add to the sum of one row: one UPDATE, and an INSERT where it is the first."""
    rows = model._default_manager.filter(**key)
    more = {field: F(field) + amount}
    if rows.update(**more):
        return
    _row, is_new = model._default_manager.get_or_create(**key, defaults={field: amount})
    if not is_new:
        rows.update(**more)
