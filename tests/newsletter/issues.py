"""Objects for the tests of issues: a source of their own, so that no content app is needed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import User

from contacts.services import get_or_create_contact
from newsletter.models import Issue, Newsletter, Subscription
from newsletter.services.issues import IssueTexts, create_issue
from syndication.items import Item
from syndication.sources import Found

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TEXTS = {
    "fi": IssueTexts(
        "Marraskuun teot", "Viisi tekoa luettavaksi", "<p>Hyvää marraskuuta & lumia.</p>", "<p>Kiitos!</p>"
    ),
    "sv": IssueTexts("Gärningar i november", "Fem gärningar att läsa", "<p>God november.</p>", ""),
}


class StallSource:
    """Three items that exist in Finnish; the second has Swedish words as well."""

    key = "stall"
    label: Any = "Stall"

    def __init__(self) -> None:
        self.gone: set[str] = set()

    def _item(self, ref: str, language: str) -> Item:
        shown = "sv" if (ref, language) == ("2", "sv") else "fi"
        return Item(
            guid=f"stall-{ref}-{shown}",
            kind="stall",
            url=f"http://testserver/{shown}/stall/{ref}/",
            title={"fi": f"Teko {ref} > työ", "sv": f"Gärning {ref}"}[shown],
            summary="Mitä tehtiin & mitä saatiin",
            html="",
            language=shown,
            published_at=NOON,
            updated_at=NOON,
            topics=("sector:education",) if ref == "1" else (),
        )

    def items(
        self, *, language: str, limit: int | None = None, offset: int = 0, **more: Any
    ) -> Sequence[Item]:
        return [self._item(ref, language) for ref in "123" if ref not in self.gone][offset:][:limit]

    def count(self, *, language: str, **filters: str) -> int:
        return 3 - len(self.gone)

    def last_modified(self, *, language: str, **filters: str) -> datetime | None:
        return NOON

    def get_items(self, refs: Sequence[str], *, language: str) -> dict[str, Item]:
        return {ref: self._item(ref, language) for ref in refs if ref in "123" and ref not in self.gone}

    def search(self, text: str, *, language: str, limit: int) -> Sequence[Found]:
        return [Found(ref, f"Teko {ref}", NOON) for ref in "123"][:limit]


def make_newsletter(slug: str = "tori") -> Newsletter:
    return Newsletter.objects.create(
        slug=slug,
        name_fi="Torikirje",
        name_sv="Torgbrevet",
        name_en="The letter",
        from_name="Tori",
        from_address="kirje@tekotori.example",
    )


def make_issue(newsletter: Newsletter, **changes: Any) -> Issue:
    fields: dict[str, Any] = {
        "name": "Marraskuu",
        "items": [("stall", "1"), ("stall", "2")],
        "texts": TEXTS,
        "user": None,
    }
    return create_issue(newsletter=newsletter, now=NOON, **{**fields, **changes})


def make_reader(newsletter: Newsletter, name: str, **changes: Any) -> Subscription:
    language = changes.pop("language", "fi")
    contact = get_or_create_contact(address=f"{name}@example.org", language=language, now=NOON)
    fields: dict[str, Any] = {"state": "active", "asked_at": NOON, "confirmed_at": NOON}
    return Subscription.objects.create(
        newsletter=newsletter, contact=contact, language=language, **{**fields, **changes}
    )


def make_user(name: str = "approver") -> User:
    return User.objects.create_user(username=name, email=f"{name}@tekotori.example")
