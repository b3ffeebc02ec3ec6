"""Throttles: token buckets in a table, so that several workers together keep to them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mail import conf
from mail.pace.models import Allowance

WHOLE = "*"  # every mail, whatever its domain


@dataclass
class Purse:
    """What may be taken now, held under a lock until the transaction ends."""

    rows: dict[str, Allowance]

    def most(self, limit: int) -> int:
        return min(limit, self._whole(WHOLE)) if WHOLE in self.rows else limit

    def empty_domains(self) -> set[str]:
        return {name for name in self.rows if name != WHOLE and not self._whole(name)}

    def take(self, domains: Iterable[str]) -> list[bool]:
        """For each in turn whether it may go; what may is paid for."""
        spent: Counter[str] = Counter()
        allowed = []
        for domain in domains:
            names = [name for name in (WHOLE, domain) if name in self.rows]
            may_go = all(spent[name] < self._whole(name) for name in names)
            spent.update(names if may_go else [])
            allowed.append(may_go)
        for name, number in spent.items():
            self.rows[name].tokens -= number
            self.rows[name].save(update_fields=["tokens", "filled_at"])
        return allowed

    def _whole(self, name: str) -> int:
        return int(self.rows[name].tokens)


def open_purse(*, now: datetime) -> Purse:
    """Fill the buckets up to `now`: a second's worth at most, and never less than one mail."""
    rows = {}
    for name, rate in sorted(conf.throttles().items()):  # in one order, so that no two workers lock crosswise
        full = max(1.0, rate)
        row, _created = Allowance.objects.select_for_update().get_or_create(
            name=name, defaults={"tokens": full, "filled_at": now}
        )
        # A clock that was set back gives nothing, one that jumped ahead no more than a full bucket.
        passed = max(0.0, (now - row.filled_at).total_seconds())
        row.tokens, row.filled_at = min(full, row.tokens + rate * passed), now
        rows[name] = row
    return Purse(rows)
