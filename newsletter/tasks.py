"""Background work of the newsletter: what the scheduler and the admin ask, the services do."""

from django.utils import timezone
from django_tasks import task

from newsletter.models import Issue
from newsletter.services.link_checking import ask_links
from newsletter.services.progress import finish_dispatches
from newsletter.services.releasing import start_due


@task()
def run_dispatches() -> None:
    """Start the dispatches whose time has come, and close those that are through."""
    now = timezone.now()
    start_due(now=now)
    finish_dispatches(now=now)


@task()
def check_links(issue: int) -> None:
    """Ask what answers at the links of an issue as last edited; a lost one is asked again by the button."""
    found = Issue.objects.filter(pk=issue).first()
    if found is not None:
        ask_links(issue=found.get_latest_revision_as_object())
