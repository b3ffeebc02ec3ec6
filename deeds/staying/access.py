"""The one link by which an author or an adopter answers."""

from datetime import datetime, timedelta

from django.urls import reverse

from contacts.errors import LinkUnknown
from contacts.models import Contact
from contacts.services import issue_access_link, look_up_access_link
from core.html import absolute_url
from deeds.models import FollowUp

PURPOSE = "deeds.stayed"
LINK_FOR = timedelta(days=60)


def answer_url(*, follow_up: FollowUp, contact: Contact, now: datetime) -> str:
    """For the mail to that person and nowhere else."""
    token = issue_access_link(
        contact=contact,
        purpose=PURPOSE,
        reference=follow_up.reference,
        valid_for=LINK_FOR,
        is_single_use=False,
        now=now,
    )
    return absolute_url(reverse("deeds:stayed", args=[token]))


def open_follow_up(*, token: str, now: datetime) -> FollowUp:
    """What is asked behind a link, answered or not. Changes nothing. Raises contacts.errors.LinkUnknown or LinkExpired."""
    link = look_up_access_link(purpose=PURPOSE, token=token, now=now)
    rows = FollowUp.objects.select_related(
        "contact", "deed__source_page", "adoption__organisation__merged_into"
    )
    follow_up = rows.filter(reference=link.reference).first()
    if follow_up is None or (follow_up.answered_at is None and follow_up.contact_id != link.contact_id):
        raise LinkUnknown(purpose=PURPOSE)
    return follow_up
