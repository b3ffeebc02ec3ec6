"""What authoring registers when the app starts, and its periodic work."""

from collections.abc import Mapping
from typing import Any

from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from core.slots import Slot
from core.tasks import Sweep


@task()
def expire_invitations_now() -> None:
    from deeds.authoring.authors import expire_invitations

    expire_invitations(now=timezone.now())


@task()
def forget_authors_now() -> None:
    from deeds.authoring.authors import forget_authors

    forget_authors(now=timezone.now())


EXPIRE_INVITATIONS = Sweep(key="deeds.expire_invitations", cron="50 3 * * *", task=expire_invitations_now)
FORGET_AUTHORS = Sweep(key="deeds.forget_authors", cron="5 4 * * *", task=forget_authors_now)


def render_author_link(context: Context, values: Mapping[str, Any]) -> str:
    """How an author reaches their own page of a deed."""
    page = values["page"]
    if page.deed is None or not page.deed.is_live:
        return ""
    shown = {"number": page.deed.number, "language": page.language_code}
    return render_to_string("deeds/slots/author_link.html", shown)


def register() -> None:
    from contacts.holdings import holdings
    from core.slots import slots
    from core.tasks import sweeps
    from deeds.authoring.holdings import AUTHORSHIPS

    holdings.register(AUTHORSHIPS)
    sweeps.register(EXPIRE_INVITATIONS)
    sweeps.register(FORGET_AUTHORS)
    slots.register(Slot("deeds.author_link", "deed.actions", render_author_link))
