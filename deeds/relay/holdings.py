"""What conversations hold about a person: on either side, one's own words only."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.holdings import Holding
from contacts.models import Contact
from deeds.models import DeedThread, ThreadBlock
from deeds.relay.threads import delete_threads


def export_threads(contact: Contact) -> list[dict[str, Any]]:
    rows = (
        DeedThread.objects.filter(_of(contact)).select_related("deed", "author").prefetch_related("messages")
    )
    return [_exported(row, row.author.contact_id == contact.pk) for row in rows.order_by("created_at", "pk")]


def _exported(row: DeedThread, is_author: bool) -> dict[str, Any]:
    return {
        "deed": row.deed.number,
        "side": "author" if is_author else "reader",
        "state": row.state,
        "created_at": row.created_at.isoformat(),
        "messages": [m.text for m in row.messages.all() if m.is_from_author == is_author],
    }


def erase_threads(contact: Contact, now: datetime) -> None:
    """A conversation goes whole: what one wrote makes no sense without the other."""
    delete_threads(DeedThread.objects.filter(_of(contact)), keep=contact)
    ThreadBlock.objects.filter(author=contact).delete()


def _of(contact: Contact) -> Q:
    return Q(reader=contact) | Q(author__contact=contact)


THREADS = Holding(
    key="deeds.threads",
    label=_("Conversations about deeds"),
    export=export_threads,
    erase=erase_threads,
    erasing=_("Conversations go as a whole, for the other side too."),
    words={"deed": _("deed"), "side": _("you are"), "messages": _("your messages")},
    values={
        "deeds.thread": _("to a conversation about a deed"),
        "deeds.author": _("to your page of a deed"),
        "deeds.co_author": _("to an invitation as an author"),
        **{state.value: state.label for state in DeedThread.State},
        **{side.value: side.label for side in DeedThread.Side},
    },
)
