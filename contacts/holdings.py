"""What the apps hold about a contact: each says how to show it and how to erase it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from contacts.models import Contact
from core.registry import Registry


@dataclass(frozen=True, eq=False)
class Holding:
    """One kind of data. `export` gives plain JSON rows; `erase` deletes or unties them, in the caller's transaction.

    `words` names the rows' keys for people; the file that they download keeps the keys.
    """

    key: str  # "newsletter.subscriptions"
    label: str | Promise
    export: Callable[[Contact], list[dict[str, Any]]]
    erase: Callable[[Contact, datetime], None]
    words: Mapping[str, str | Promise]


holdings: Registry[Holding] = Registry("holdings")
