"""Periodic work of saved searches."""

from django.utils import timezone
from django_tasks import task

from core.tasks import Sweep
from deeds.saving.services import tidy_searches
from deeds.saving.telling import tell_due_searches


@task()
def tell() -> None:
    tell_due_searches(now=timezone.now())


@task()
def tidy() -> None:
    tidy_searches(now=timezone.now())


# Every hour of the day, so that a morning without a worker costs nobody a day; each search is due once a day or a week.
TELL = Sweep(key="deeds.tell_searches", cron="15 7-18 * * *", task=tell)
TIDY = Sweep(key="deeds.tidy_searches", cron="45 3 * * *", task=tidy)
