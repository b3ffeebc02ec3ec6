"""What submissions hold about a person: shown, taken along and erased with the rest."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.holdings import Holding, Way
from contacts.models import Contact
from deeds.models import DeedSubmission
from deeds.screening import Flag, flag_message
from deeds.submitting.access import BY_MAIL, IN_BROWSER, mail_url
from deeds.submitting.keeping import empty
from deeds.submitting.preview import preview

State = DeedSubmission.State


def export_submissions(contact: Contact) -> list[dict[str, Any]]:
    rows = DeedSubmission.objects.filter(contact=contact).select_related("organisation", "deed")
    return [_exported(row) for row in rows.order_by("created_at", "pk")]


def erase_submissions(contact: Contact, now: datetime) -> None:
    """What is published stays with its organisation, without the person; everything else goes with its texts."""
    for row in DeedSubmission.objects.select_for_update().filter(contact=contact):
        is_decided = row.state in {State.ACCEPTED, State.REFUSED}
        empty(row, state=row.state if is_decided else State.EXPIRED, now=now)


def show_submissions(contact: Contact) -> list[dict[str, Any]]:
    """The texts and facts as the author's preview names them, each by itself."""
    rows = DeedSubmission.objects.filter(contact=contact).select_related("organisation", "deed")
    return [_in_words(row, contact.language) for row in rows.order_by("created_at", "pk")]


def _in_words(row: DeedSubmission, language: str) -> dict[str, Any]:
    shown = _exported(row)
    for name in ("texts", "facts", "flags", "new_organisation"):
        del shown[name]
    said = preview(row, language)
    for words in said.words:
        texts = [(gettext("Title"), words.title), *words.texts]
        shown |= {f"{label} ({words.language_name})": text for label, text in texts}
    marks = [flag_message(Flag(**flag)) for flag in row.flags]
    links = [" ".join(link.values()) for link in said.links]
    return shown | dict(said.facts) | {"organisation": said.organisation, "flags": marks, "links": links}


def ways_to_correct(contact: Contact, now: datetime) -> list[Way]:
    """Of what is published the author's page leads on; what was decided otherwise or has ended can't be changed."""
    rows = DeedSubmission.objects.filter(
        contact=contact, state__in=(State.DRAFT, State.PENDING, State.RETURNED)
    )
    return [
        Way(gettext("What you wrote: %(title)s") % {"title": _title(row)}, mail_url(submission=row, now=now))
        for row in rows.select_related("contact").order_by("created_at", "pk")
    ]


def _title(row: DeedSubmission) -> str:
    return row.texts.get(row.language, {}).get("title") or row.reference


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
    erasing=_(
        "Drafts and deeds that wait go with all they say. What is published stays its organisation's, without you."
    ),
    shown=show_submissions,
    ways=ways_to_correct,
    words={
        "reference": _("reference"),
        "kind": _("kind"),
        "organisation": _("organisation"),
        "new_organisation": _("new organisation"),
        "texts": _("texts"),
        "facts": _("facts"),
        "flags": _("notes about the texts"),
        "links": _("links"),
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
