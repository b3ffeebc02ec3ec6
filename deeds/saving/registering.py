"""What following registers when the app starts, and its button on the pages of deeds."""

from collections.abc import Mapping
from typing import Any

from django.template import Context
from django.template.loader import render_to_string

from deeds.models import DeedPage


def render_follow(context: Context, values: Mapping[str, Any]) -> str:
    page: DeedPage = values["page"]
    if page.deed is None or not page.deed.is_live:
        return ""
    shown = {"number": page.deed.number, "language": page.language_code}
    return render_to_string("deeds/slots/follow.html", shown)


def register() -> None:
    from contacts.holdings import holdings
    from core.slots import Slot, slots
    from core.tasks import sweeps
    from deeds.saving.holdings import SEARCHES
    from deeds.saving.tasks import TELL, TIDY

    holdings.register(SEARCHES)
    sweeps.register(TELL)
    sweeps.register(TIDY)
    slots.register(Slot("deeds.follow", "deed.actions", render_follow))
