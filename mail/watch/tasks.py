from django.utils import timezone
from django_tasks import task

from mail.watch.telling import watch


@task(priority=30)
def watch_outbox() -> None:
    watch(now=timezone.now())
