"""What is personal and a person's own is shown and erased by a holding."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from contacts.holdings import holdings
from core.personal import personal_tables

CONTACT = "contact"  # what contacts.services itself shows and erases: the address, links, consents, mails


@register(Tags.models)
def personal_tables_have_holdings(**kwargs: Any) -> list[CheckMessage]:
    named = (table for table in personal_tables if table.holding not in ("", CONTACT))
    return [
        Error(
            f"{table.key} holds what {table.holding!r} should show and erase, and there is no such holding.",
            hint="Register it in contacts.holdings.",
            id="tekotori_contacts.E001",
        )
        for table in named
        if holdings.get(table.holding) is None
    ]
