"""What the relay registers when the app starts, and its periodic work."""

from collections.abc import Mapping
from typing import Any

from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from core.slots import Slot
from core.tasks import Sweep


@task()
def tidy_threads_now() -> None:
    from deeds.relay.threads import tidy_threads

    tidy_threads(now=timezone.now())


TIDY_THREADS = Sweep(key="deeds.tidy_threads", cron="55 3 * * *", task=tidy_threads_now)


def render_write(context: Context, values: Mapping[str, Any]) -> str:
    """The way to write to the author, where one takes messages."""
    from deeds.relay.threads import author_to_write_to

    page = values["page"]
    if author_to_write_to(page.deed) is None:
        return ""
    shown = {"number": page.deed.number, "language": page.language_code}
    return render_to_string("deeds/slots/write.html", shown)


def register() -> None:
    from contacts.holdings import holdings
    from core.slots import slots
    from core.tasks import sweeps
    from deeds.relay.holdings import THREADS

    holdings.register(THREADS)
    sweeps.register(TIDY_THREADS)
    slots.register(Slot("deeds.write", "deed.actions", render_write))
