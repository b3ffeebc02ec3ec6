"""The daily export of ledger heads: one line a chain, appended to a file that backups carry away."""

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from core import ledger
from core.tasks import Sweep, sweeps

logger = logging.getLogger(__name__)


def heads_file() -> Path | None:
    """Where heads are kept; None where LEDGER_DIR is not set, and then the log is the only export."""
    folder = getattr(settings, "LEDGER_DIR", None)
    return Path(folder) / "heads.jsonl" if folder else None


def write_heads(*, now: datetime) -> list[ledger.Head]:
    """Append the head of every chain to the file, and to the log, which often lives on another machine."""
    heads = [ledger.export_head(chain=chain) for chain in ledger.chains()]
    lines = [ledger.head_line(head, now=now) for head in heads]
    path = heads_file()
    if path is not None and lines:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    for line in lines:
        logger.info("ledger head %s", line)
    return heads


@task()
def export_heads() -> None:
    write_heads(now=timezone.now())


def register() -> None:
    sweeps.register(DAILY)


DAILY = Sweep(key="core.export_ledger_heads", cron="5 3 * * *", task=export_heads)
