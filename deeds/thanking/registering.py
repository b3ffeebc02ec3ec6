"""What thanks register when the app starts: the button and the number on a deed's page, the number on its author's."""

from collections.abc import Mapping
from typing import Any

from django.template import Context
from django.template.loader import render_to_string

from deeds.models import DeedPage


def render_thank(context: Context, values: Mapping[str, Any]) -> str:
    page: DeedPage = values["page"]
    if page.deed is None or not page.deed.is_live:
        return ""
    shown = {
        "number": page.deed.number,
        "language": page.language_code,
        "total": page.deed.thanks.count(),
    }
    return render_to_string("deeds/slots/thank.html", shown)


def render_thanks(context: Context, values: Mapping[str, Any]) -> str:
    """For the authors of a deed."""
    return render_to_string("deeds/slots/thanks.html", {"total": values["deed"].thanks.count()})


def register() -> None:
    from contacts.holdings import holdings
    from core.slots import Slot, slots
    from deeds.thanking.holdings import THANKS

    holdings.register(THANKS)
    slots.register(Slot("deeds.thank", "deed.actions", render_thank))
    slots.register(Slot("deeds.thanks", "deed.author_page", render_thanks))
