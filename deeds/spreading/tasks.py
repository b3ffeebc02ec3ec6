"""Periodic work of spreading."""

from django.utils import timezone
from django_tasks import task

from core.tasks import Sweep
from deeds.spreading.adopting import tidy_adoptions


@task()
def tidy() -> None:
    tidy_adoptions(now=timezone.now())


TIDY_ADOPTIONS = Sweep(key="deeds.tidy_adoptions", cron="40 3 * * *", task=tidy)
