"""Periodic work of the site as a whole; each app registers its own."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task, task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from cms.models import Beat
from core.tasks import Sweep, sweeps

STUCK_AFTER = timedelta(hours=1)


@task()
def beat() -> None:
    """Written by the worker because the scheduler asked: one row shows that both are alive."""
    Beat.record(name="worker", now=timezone.now())


@task()
def publish_scheduled() -> None:
    call_command("publish_scheduled")


@task()
def tidy() -> None:
    """Forget old sessions and task results, and close tasks whose worker died in the middle.

    The database backend leaves such a task RUNNING for ever; the truth stands in our tables, so it is only closed.
    """
    call_command("clearsessions")
    queue: object = task_backends["default"]
    if not isinstance(queue, DatabaseBackend):
        return  # another queue (TASKS_BACKEND) keeps its own house
    call_command("prune_db_task_results", min_age_days=7)
    DBTaskResult.objects.filter(status="RUNNING", started_at__lt=timezone.now() - STUCK_AFTER).update(
        status="FAILED", finished_at=timezone.now()
    )


def register() -> None:
    sweeps.register(Sweep(key="cms.beat", cron="* * * * *", task=beat))
    sweeps.register(Sweep(key="cms.publish_scheduled", cron="* * * * *", task=publish_scheduled))
    sweeps.register(Sweep(key="cms.tidy", cron="20 3 * * *", task=tidy))
