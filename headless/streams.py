"""Streams of many pages read together: the images, documents and pages in them come with one query per kind."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from wagtail.fields import StreamField


def preload_streams(model: type[models.Model], pages: Sequence[Any]) -> None:
    """Bind the blocks of every stream of these pages (all of one model)."""
    for field in model._meta.get_fields():
        if isinstance(field, StreamField):
            _preload(field, pages)


def _preload(field: StreamField, pages: Sequence[Any]) -> None:
    streams = [getattr(page, field.name) for page in pages]
    together = field.stream_block.to_python([block for stream in streams for block in stream.raw_data])
    children = list(together)  # the first block of a kind loads all of its kind
    start = 0
    for stream in streams:
        count = len(stream)
        # Wagtail has no public way to hand over blocks that are already bound.
        stream._bound_blocks = children[start : start + count]
        start += count
