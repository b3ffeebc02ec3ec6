"""What apps above tell the outbox: whether a queued delivery is still wanted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.registry import Registry


@dataclass(frozen=True, eq=False)
class ClaimCheck:
    """Asked for each batch just before it is sent.

    `cancel(references)` gets the references of the claimed deliveries (empty ones left out, others' included) and
    returns those that must not be sent any more, e.g. because their subscription ended.
    """

    key: str  # "newsletter.subscription"
    cancel: Callable[[Sequence[str]], set[str]]


claim_checks: Registry[ClaimCheck] = Registry("claim checks")
