"""What the tests of subscribing share."""

import re
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse

from mail.models import Message
from newsletter.models import Newsletter, Subscription
from newsletter.services.subscriptions import ImportRow, SignUp, import_confirmed, subscribe

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
STATEMENT = "I order the newsletter."


def make_newsletter(slug: str = "uutiskirje") -> Newsletter:
    return Newsletter.objects.create(
        slug=slug,
        name_fi="Torin uutiskirje",
        name_sv="Torgets nyhetsbrev",
        name_en="The square's newsletter",
        from_name="Tori",
        from_address="uutiskirje@tori.example",
    )


def sign_up(newsletter: Newsletter, address: str = "ada@example.org", **changes: Any) -> Subscription:
    values = {"language": "fi", "statement": STATEMENT, "page": "/fi/"} | changes
    now = values.pop("now", NOON)
    return subscribe(sign_up=SignUp(newsletter=newsletter, address=address, **values), now=now)


def active(newsletter: Newsletter, address: str = "ada@example.org", **changes: Any) -> Subscription:
    row = ImportRow(address=address, confirmed_at=NOON, **{"language": "fi"} | changes)
    import_confirmed(newsletter=newsletter, rows=[row], evidence="test", now=NOON)
    return Subscription.objects.get(newsletter=newsletter, contact__address=address.lower())


def last_mail() -> Message:
    return Message.objects.latest("pk")


def link_in(message: Message, name: str) -> str:
    """The path of the link to a page ("confirm", "preferences", "data") in a mail's text."""
    found = re.search(rf"http://testserver(/[nca]/{name}/\S+)", message.text)
    assert found, message.text
    return found[1]


def unsubscribe_link(message: Message) -> str:
    return message.headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")


def token_in(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def main_of(response: HttpResponse) -> str:
    """The page's main part as plain words."""
    html = response.content.decode()
    words = re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main")])
    return re.sub(r"\s+", " ", words).strip()
