"""Imports in the background: a task wakes, the rows say what is left."""

from django.utils import timezone
from django_tasks import task

from core.tasks import Sweep, enqueue
from deeds.importing.jobs import tidy_imports
from deeds.importing.rounds import run_import
from deeds.models import DeedImport

RUNNING = (DeedImport.State.CHECKING, DeedImport.State.APPLYING)


@task()
def run(job: int) -> None:
    if found := DeedImport.objects.filter(pk=job).first():
        run_import(job=found, now=timezone.now())


@task()
def run_all() -> None:
    """Each in a task of its own: one that fails keeps none of the others waiting."""
    for job in DeedImport.objects.filter(state__in=RUNNING).order_by("pk"):
        enqueue(run, job=job.pk)


@task()
def tidy() -> None:
    tidy_imports(now=timezone.now())


RUN_IMPORTS = Sweep(key="deeds.run_imports", cron="*/10 * * * *", task=run_all)
TIDY_IMPORTS = Sweep(key="deeds.tidy_imports", cron="50 3 * * *", task=tidy)
