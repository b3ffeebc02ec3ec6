"""What submissions hold about a person: shown, taken along and erased with the rest."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.holdings import Holding
from contacts.models import Contact
from deeds.models import DeedSubmission
from deeds.submitting.access import BY_MAIL, IN_BROWSER
from deeds.submitting.keeping import empty

State = DeedSubmission.State


def export_submissions(contact: Contact) -> list[dict[str, Any]]:
    rows = DeedSubmission.objects.filter(contact=contact).select_related("organisation", "deed")
    return [_exported(row) for row in rows.order_by("created_at", "pk")]


def erase_submissions(contact: Contact, now: datetime) -> None:
    """What is published stays with its organisation, without the person; everything else goes with its texts."""
    for row in DeedSubmission.objects.select_for_update().filter(contact=contact):
        is_decided = row.state in {State.ACCEPTED, State.REFUSED}
        empty(row, state=row.state if is_decided else State.EXPIRED, now=now)


def _exported(row: DeedSubmission) -> dict[str, Any]:
    times = {name: getattr(row, name) for name in ("created_at", "changed_at", "submitted_at", "decided_at")}
    return {
        "reference": row.reference,
        "kind": row.kind,
        "state": row.state,
        "language": row.language,
        "organisation": row.organisation.code if row.organisation else "",
        "new_organisation": row.new_organisation,
        "texts": row.texts,
        "facts": row.facts,
        "flags": row.flags,
        "author_name": row.author_name,
        "author_role": row.author_role,
        "shows_name": row.shows_name,
        "terms": row.terms_version,
        "deed": row.deed.number if row.deed else None,
        **{name: value.isoformat() if value else None for name, value in times.items()},
    }


SUBMISSIONS = Holding(
    key="deeds.submissions",
    label=_("Deeds that you wrote here"),
    export=export_submissions,
    erase=erase_submissions,
    words={
        "reference": _("reference"),
        "organisation": _("organisation"),
        "new_organisation": _("new organisation"),
        "texts": _("texts"),
        "facts": _("facts"),
        "flags": _("notes about the texts"),
        "author_name": _("author's name"),
        "author_role": _("author's role"),
        "shows_name": _("name and role are shown"),
        "terms": _("version of the terms"),
        "licence": _("licence"),
        "submission": _("reference"),
        "deed": _("deed"),
        "changed_at": _("changed"),
        "submitted_at": _("sent in"),
        "decided_at": _("decided"),
    },
    values={
        BY_MAIL: _("to your deed"),
        IN_BROWSER: _("to go on writing in the same browser"),
        "deeds.terms": _("terms and licence accepted"),
        **{state.value: state.label for state in State},
        **{kind.value: kind.label for kind in DeedSubmission.Kind},
    },
)
