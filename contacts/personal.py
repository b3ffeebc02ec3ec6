"""What contacts hold of a person, and until when."""

from contacts.address_changes import KEEP_DONE, KEEP_OPEN
from contacts.checks import CONTACT
from contacts.services import IDLE_FOR, KEEP_ENDED_LINKS
from core import personal
from core.personal import Ends, Table

IDLE = Ends(IDLE_FOR, "it came, once no app holds anything of it", "contacts.forget_idle")
ENDED = Ends(KEEP_ENDED_LINKS, "the link's end", "contacts.expire_links")
OPEN = Ends(KEEP_OPEN, "somebody asked, where not both confirmed", "contacts.expire_links")
DONE = Ends(KEEP_DONE, "it was done", "contacts.expire_links")


def register() -> None:
    personal.register(
        Table(
            "tekotori_contacts.Contact",
            holding=CONTACT,
            personal={"address subject language": (IDLE,)},
            is_person=True,
        ),
        Table(
            "tekotori_contacts.AddressChange",
            holding=CONTACT,
            personal={"contact key old_address new_address": (OPEN, DONE)},
        ),
        Table(
            "tekotori_contacts.AccessLink",
            holding=CONTACT,
            personal={"contact reference token_hash": (ENDED,)},
            others="purpose",
        ),
    )
