"""What pictures hold about who sent them."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.holdings import Holding
from contacts.models import Contact
from deeds.models import SubmissionPicture
from deeds.pictures.services import forget_person, remove_picture


def export_pictures(contact: Contact) -> list[dict[str, Any]]:
    rows = SubmissionPicture.objects.filter(submission__contact=contact).select_related("submission")
    return [_exported(row) for row in rows.order_by("created_at", "pk")]


def erase_pictures(contact: Contact, now: datetime) -> None:
    """A picture that is published stays with the organisation's deed, without who took it; every other one goes."""
    for picture in SubmissionPicture.objects.filter(submission__contact=contact).select_related("image"):
        if picture.image is None:
            remove_picture(picture=picture)
        else:
            forget_person(picture=picture)


def _exported(picture: SubmissionPicture) -> dict[str, Any]:
    return {
        "submission": picture.submission.reference if picture.submission else "",
        "alt": picture.alt,
        "other_alts": picture.other_alts,
        "credit": picture.credit,
        "people_agreed": picture.people_agreed,
        "width": picture.width,
        "height": picture.height,
        "created_at": picture.created_at.isoformat(),
        "is_public": picture.is_public,
    }


PICTURES = Holding(
    key="deeds.pictures",
    label=_("Pictures that you sent"),
    export=export_pictures,
    erase=erase_pictures,
    erasing=_("A published picture stays with its deed, without who took or drew it. Every other one goes."),
    words={
        "submission": _("reference"),
        "alt": _("what is in the picture"),
        "other_alts": _("what is in the picture, in other languages"),
        "credit": _("who took or drew it"),
        "people_agreed": _("the people shown agreed"),
        "width": _("width"),
        "height": _("height"),
        "is_public": _("public"),
    },
)
