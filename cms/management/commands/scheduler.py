import os
import signal
import socket
from functools import partial
from typing import Any

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from cms.models import Lease
from core.tasks import Sweep, sweeps

LEASE_SECONDS = 50  # shorter than the shortest period, so that a second scheduler takes over within a minute


def enqueue(sweep: Sweep, owner: str) -> bool:
    """Queue one sweep if this process holds the scheduler's lease; several schedulers then do no harm."""
    if not Lease.hold(name="scheduler", owner=owner, now=timezone.now(), seconds=LEASE_SECONDS):
        return False
    sweep.task.enqueue()
    return True


def run(sweep: Sweep, owner: str) -> None:
    """One turn, on whichever thread APScheduler gives it."""
    close_old_connections()
    enqueue(sweep, owner)


class Command(BaseCommand):
    help = "Queue the periodic work of every app, by their cron lines in Helsinki time, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="List the periodic work and stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for sweep in sweeps:
                self.stdout.write(f"{sweep.key:34} {sweep.cron}")
            return
        owner = f"{socket.gethostname()}:{os.getpid()}"[:64]
        scheduler = BlockingScheduler(timezone=settings.TIME_ZONE)
        for sweep in sweeps:
            scheduler.add_job(
                partial(run, sweep, owner),
                CronTrigger.from_crontab(sweep.cron, timezone=settings.TIME_ZONE),
                id=sweep.key,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        signal.signal(signal.SIGTERM, lambda *_: scheduler.shutdown(wait=False))
        signal.signal(signal.SIGINT, lambda *_: scheduler.shutdown(wait=False))
        self.stdout.write(f"Scheduler: {len(sweeps)} periodic jobs.")
        # Once at the start, so that nothing waits for the first minute and /readyz answers soon.
        for sweep in sweeps:
            if sweep.cron.startswith("*"):
                enqueue(sweep, owner)
        scheduler.start()
