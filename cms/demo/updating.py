"""A database of an earlier version is given what migrations leave out: what is worked out from texts and files."""

from collections.abc import Callable
from datetime import datetime

from deeds.models import Deed
from deeds.similar import rebuild_fingerprints
from deeds.versioning.recording import record_first_versions
from finder.models import Entry
from finder.services import is_outdated, rebuild_index
from registers.loading import stale_data_sets
from registers.services import load_registers

Step = Callable[[str, int, int], None]


def bring_up_to_date(*, step: Step, now: datetime) -> list[str]:
    """Do what is needed and nothing else; answers with what was done. A new database needs nothing yet."""
    if not Deed.objects.exists():
        return []
    parts: dict[str, tuple[Callable[[], bool], Callable[[], object]]] = {
        "Registers": (lambda: bool(stale_data_sets()), lambda: load_registers(now=now)),
        "Search index": (is_outdated, lambda: _rebuild_index(step)),
        "Versions of deeds": (_lacks_versions, record_first_versions),
        "Likeness of deeds": (_lacks_fingerprints, rebuild_fingerprints),
    }
    done = []
    for what, (is_needed, mend) in parts.items():
        if is_needed():
            step(what, 0, 1)
            mend()
            step(what, 1, 1)
            done.append(what)
    return done


def _rebuild_index(step: Step) -> None:
    total = Entry.objects.count()
    before: dict[str, int] = {}

    def show(source: str, documents: int) -> None:
        before[source] = documents
        step("Search index", sum(before.values()), max(total, sum(before.values())) + 1)

    rebuild_index(progress=show)


def _lacks_versions() -> bool:
    return record_first_versions(dry_run=True) > 0


def _lacks_fingerprints() -> bool:
    return Deed.objects.live().filter(fingerprints__isnull=True).exists()
