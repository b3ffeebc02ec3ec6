"""Periodic work of the newsletter: what the scheduler asks, the services do."""

from django.utils import timezone
from django_tasks import task

from newsletter.services.dispatching import start_due
from newsletter.services.progress import finish_dispatches


@task()
def run_dispatches() -> None:
    """Start the dispatches whose time has come, and close those that are through."""
    now = timezone.now()
    start_due(now=now)
    finish_dispatches(now=now)
