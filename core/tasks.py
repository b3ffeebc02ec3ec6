"""The one way to put work into the background (design decision 13).

A task may be lost, delayed or run twice: it only wakes work up. What is to be done stands in tables, and a sweep
finds it again.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django_tasks.base import Task

from core.registry import Registry


def enqueue(task: Task[Any, Any], **keys: int | str) -> None:
    """Queue a task once the transaction has committed; only keys are passed, never objects."""
    transaction.on_commit(lambda: task.enqueue(**keys))


@dataclass(frozen=True, eq=False)
class Sweep:
    """Periodic work that the scheduler enqueues: `cron` is five fields in Europe/Helsinki."""

    key: str  # "mail.send_due"
    cron: str
    task: Task[Any, Any]  # takes no arguments


sweeps: Registry[Sweep] = Registry("sweeps")
