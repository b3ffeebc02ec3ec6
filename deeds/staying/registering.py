"""What the question registers when the app starts, and its periodic work."""

from django.utils import timezone
from django_tasks import task

from core.tasks import Sweep


@task()
def ask() -> None:
    from deeds.staying.services import ask_what_stayed

    ask_what_stayed(now=timezone.now())


# In office hours, when a mail is read at work.
ASK = Sweep(key="deeds.ask_what_stayed", cron="20 9 * * 1-5", task=ask)


def register() -> None:
    from contacts.holdings import holdings
    from core.tasks import sweeps
    from deeds.staying.holdings import FOLLOW_UPS

    holdings.register(FOLLOW_UPS)
    sweeps.register(ASK)
