"""What the tests of open submission share: a person who writes through the pages, and drafts in a state."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import time_machine
from django.http import HttpResponse
from django.test import Client

from contacts.services import get_or_create_contact
from deeds.models import DeedSubmission
from deeds.submitting import access, drafting, sending
from deeds.submitting.drafting import Part
from deeds.submitting.sending import Acceptance
from mail.models import Message
from tests.deeds.factories import OrganisationFactory

NOON = datetime(2026, 11, 23, 10, tzinfo=UTC)
ADDRESS = "Aino.Erikoinen@mallila.example"
BEGIN = "/d/fi/new/"
GOAL = "Halusimme, että vuoron vaihtuessa kaikki tietävät, mikä on kesken."
RESULT = "Tieto kulkee nyt vuorosta toiseen, ja iltavuoro pääsee ajoissa kotiin."
DEED = {"title": "Viiden minuutin vuoronvaihto", "goal": GOAL, "result": RESULT}
ACCEPTANCE = Acceptance("1", "Hyväksyn.")


class Author:
    """Somebody in a browser. Follows the site's redirects by hand, so that each answer can be looked at."""

    def __init__(self, client: Client, clock: Any, language: str = "fi") -> None:
        self.client, self.clock, self.language = client, clock, language
        self.home = ""

    def begin(self, address: str = ADDRESS, employer: str = "Mallila", **more: Any) -> HttpResponse:
        path = f"/d/{self.language}/new/"
        token = hidden(self.client.get(path), "form_token")
        self.clock.shift(10)
        data = {"form_token": token, "address": address, "employer": employer, **more}
        answer = self.client.post(path, data)
        self.remember(answer)
        return answer

    def remember(self, answer: HttpResponse) -> None:
        if answer.status_code == 303:
            self.home = "/".join(urlsplit(answer["Location"]).path.split("/")[:4]) + "/"

    def see(self, step: str = "") -> HttpResponse:
        return self.client.get(self.home + (f"{step}/" if step else ""))

    def save(self, step: str, **data: Any) -> HttpResponse:
        """Open a screen and send it; what is not named is sent as the screen shows it."""
        page = self.see(step)
        shown = page.context["form"].initial if page.status_code == 200 else {}
        kept = {name: value for name, value in shown.items() if value is not None and value is not False}
        return self.client.post(f"{self.home}{step}/", kept | data)

    def act(self, action: str, **data: Any) -> HttpResponse:
        answer = self.client.post(self.home, {"action": action, **data})
        self.remember(answer)
        return answer

    def open_mail(self, message: Message | None = None) -> HttpResponse:
        """Go on by the link in a mail, by default in the last one."""
        self.home = link_in(message or Message.objects.latest("pk"))
        return self.see()

    @property
    def submission(self) -> DeedSubmission:
        return DeedSubmission.objects.latest("pk")


def hidden(page: HttpResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, page.content.decode()[-2000:]
    return found[1]


def link_in(message: Message) -> str:
    found = re.search(r"http://testserver(/d/s/\S+)", message.text)
    assert found, message.text
    return found[1]


def draft(
    *, state: str = "draft", address: str = ADDRESS, now: datetime = NOON, **values: Any
) -> DeedSubmission:
    """A submission through the services: "draft" is confirmed, "unconfirmed" is not, "waits" is sent without that."""
    OrganisationFactory(code="mallila")
    row = drafting.begin(
        address=address, language="fi", employer="Mallila", key=str(values.pop("key", "")) or access_key(), may_mail=True, now=now,
    )  # fmt: skip
    texts = values.pop("texts", {"fi": DEED})
    row = drafting.save_part(submission=row, part=Part(texts=texts, **values), revision=0, now=now)
    if state in {"draft", "pending"}:
        row = sending.confirm_address(submission=row, now=now)
    if state in {"waits", "pending"}:
        row = sending.send_in(
            submission=row, part=Part(), revision=row.revision, acceptance=ACCEPTANCE, now=now
        )
    return row


def access_key() -> str:
    return f"key-{DeedSubmission.objects.count()}"


def mail_link(row: DeedSubmission, now: datetime = NOON) -> str:
    return urlsplit(access.mail_url(submission=row, now=now)).path


def travel(moment: datetime = NOON) -> Any:
    return time_machine.travel(moment, tick=False)


__all__ = ["ADDRESS", "BEGIN", "DEED", "NOON", "Author", "draft", "get_or_create_contact", "timedelta"]
