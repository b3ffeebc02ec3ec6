"""Submissions in any state, for tests of what becomes of them."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from wagtail.models import GroupPagePermission, Page

from contacts.models import Contact
from contacts.services import get_or_create_contact
from deeds.models import Decision, DeedSubmission
from deeds.moderating.deciding import refuse_submission
from tests.deeds.factories import (
    NOON,
    DeedIndexPageFactory,
    OrganisationFactory,
    SectorFactory,
    ThemeFactory,
)

FINNISH = {
    "title": "Kävelypalaverit käyttöön",
    "goal": "Istuimme liikaa ja palaverit venyivät.",
    "result": "Puolet palavereista pidetään kävellen.",
    "what_we_did": "Sovimme reitit.\n\nKokeilimme kuukauden.\nSitten jatkoimme.",
}
SWEDISH = {
    "title": "Vi börjar gå på möten",
    "goal": "Vi satt för mycket och mötena drog ut på tiden.",
    "result": "Hälften av mötena hålls till fots.",
    "what_we_did": "Vi kom överens om rutter.",
}


def make_submission(
    state: str = "pending",
    *,
    texts: dict[str, dict[str, str]] | None = None,
    facts: dict[str, Any] | None = None,
    address: str = "kirjoittaja@mallila.example",
    now: datetime = NOON,
    **values: Any,
) -> DeedSubmission:
    """A submission of Mallila in Finnish, sent in now; the list of deeds and the codes stand ready."""
    DeedIndexPageFactory(language=values.get("language", "fi"))
    SectorFactory(), ThemeFactory()
    contact = get_or_create_contact(address=address, language="fi", now=now) if address else None
    sent = state not in {"draft", "expired", "withdrawn"}
    defaults = {
        "language": "fi",
        "contact": contact,
        "organisation": OrganisationFactory(),
        "facts": {
            "sectors": ["education"],
            "themes": ["wellbeing"],
            "participants": ["staff"],
            **(facts or {}),
        },
        "terms_version": "1",
        "terms_accepted_at": now if sent else None,
        "submitted_at": now if sent else None,
        "decided_at": now if state in {"accepted", "refused"} else None,
        "created_at": now - timedelta(hours=1),
        "changed_at": now,
        "revision": 3,
    }
    return DeedSubmission.objects.create(state=state, texts=texts or {"fi": FINNISH}, **(defaults | values))


def make_moderator(name: str = "moderator") -> User:
    """Somebody of the staff who may moderate."""
    user = User.objects.create_user(name, f"{name}@tekotori.example", "x")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "moderate"]))
    group, _created = Group.objects.get_or_create(name="Moderators of the tests")
    user.groups.add(group)
    for permission in Permission.objects.filter(codename__in=["add_page", "change_page", "publish_page"]):
        GroupPagePermission.objects.get_or_create(
            group=group, page=Page.get_first_root_node(), permission=permission
        )
    return user


def refused(*, user: User | None = None, now: datetime = NOON, **values: Any) -> Decision:
    submission = make_submission(**values)
    return refuse_submission(
        submission=submission,
        revision=submission.revision,
        ground="advertisement",
        reason="Teksti mainostaa tuotetta.",
        user=user,
        now=now,
    )


def author(address: str = "kirjoittaja@mallila.example") -> Contact:
    return Contact.objects.get(address=address)
