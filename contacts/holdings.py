"""What the apps hold about a contact: each says how to show it and how to erase it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from contacts.models import Contact
from core.registry import Registry


@dataclass(frozen=True)
class Way:
    """A page on which a person corrects something of their own, behind a link as fresh as one in a mail."""

    label: str
    url: str


@dataclass(frozen=True, eq=False)
class Holding:
    """One kind of data. `export` gives plain JSON rows; `erase` deletes or unties them, in the caller's transaction.

    `words` names the rows' keys for people, `values` what stands in them; the file that they download keeps both
    as they are. `shown`, where given, are the rows as the page says them instead, under the same rules.
    """

    key: str  # "newsletter.subscriptions"
    label: str | Promise
    export: Callable[[Contact], list[dict[str, Any]]]
    erase: Callable[[Contact, datetime], None]
    words: Mapping[str, str | Promise]
    erasing: str | Promise  # what becomes of it then, in whole sentences: people read them before they erase
    values: Mapping[str, str | Promise] = field(default_factory=dict)
    names: Callable[[], Mapping[str, str]] | None = None  # further values: names that are stored by a code
    shown: Callable[[Contact], list[dict[str, Any]]] | None = None
    ways: Callable[[Contact, datetime], Sequence[Way]] | None = None  # called by a POST: it may issue links
    # Whether it is a reason to know the address: what is found by a keyed hash of it is none.
    keeps_contact: bool = True
    # Whether it holds something of an address that may have no contact, such as by a keyed hash of it.
    knows: Callable[[str], bool] | None = None


holdings: Registry[Holding] = Registry("holdings")
