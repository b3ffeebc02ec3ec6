"""Imports and changes of many in the background: a task wakes, the tables say what is left."""

from django.utils import timezone
from django_tasks import task

from core.tasks import Sweep, enqueue
from newsletter.importing.jobs import State, tidy_imports
from newsletter.importing.running import run_import
from newsletter.models import SubscriberImport, SubscriberOperation
from newsletter.services.operations import run_operation, tidy_changes

UNDER_WAY = (SubscriberOperation.State.RUNNING, SubscriberOperation.State.UNDOING)


@task()
def run(job: int) -> None:
    if found := SubscriberImport.objects.select_related("newsletter").filter(pk=job).first():
        run_import(job=found, now=timezone.now())


@task()
def run_all() -> None:
    """Each in a task of its own: one that fails keeps none of the others waiting."""
    for job in SubscriberImport.objects.filter(state__in=(State.TRYING, State.RUNNING)).order_by("pk"):
        enqueue(run, job=job.pk)
    for operation in SubscriberOperation.objects.filter(state__in=UNDER_WAY).order_by("pk"):
        enqueue(run_changes, operation=operation.pk)


@task()
def run_changes(operation: int) -> None:
    if found := SubscriberOperation.objects.filter(pk=operation).first():
        run_operation(operation=found, now=timezone.now())


@task()
def tidy() -> None:
    tidy_imports(now=timezone.now())
    tidy_changes(now=timezone.now())


RUN_IMPORTS = Sweep(key="newsletter.run_imports", cron="*/10 * * * *", task=run_all)
TIDY_IMPORTS = Sweep(key="newsletter.tidy_imports", cron="53 3 * * *", task=tidy)
