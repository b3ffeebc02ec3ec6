"""What the tests of spreading share."""

from datetime import UTC, datetime
from typing import Any

from deeds.models import Adoption, Deed
from deeds.spreading.adopting import AdoptionWord, ask_adoption, confirm_adoption
from registers.models import Organisation
from tests.deeds.factories import DeedFactory, OrganisationFactory
from tests.newsletter.subscribing import last_mail, link_in, token_in

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def adopter(code: str = "kylala", **values: Any) -> Organisation:
    """An organisation that is known by its mail domain."""
    return OrganisationFactory(code=code, mail_domains=f"{code}.example", **values)


def ask(deed: Deed, by: Organisation, address: str = "", now: datetime = NOON, **changes: Any) -> str:
    """Ask as somebody of the organisation's own domain; the token of the mail that confirms it."""
    language = changes.pop("language", "fi")
    word = AdoptionWord(deed=deed, organisation=by, **{"kind": "copied"} | changes)
    ask_adoption(word=word, address=address or f"ada@{by.code}.example", language=language, now=now)
    return token_in(link_in(last_mail(), "confirm"))


def adopt(deed: Deed, by: Organisation, **values: Any) -> Adoption:
    """An adoption that is shown, or waits where the address is not the organisation's."""
    return confirm_adoption(token=ask(deed, by, **values), now=values.get("now", NOON))


def deed_of(code: str, number: int, **values: Any) -> Deed:
    OrganisationFactory(code=code, mail_domains=f"{code}.example")
    return DeedFactory(organisation=code, number=number, title=f"Teko {number}", **values)
