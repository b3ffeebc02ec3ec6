"""Beginning a submission and saving its parts. Every save is whole or nothing, and none overwrites another unseen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from contacts.models import Contact
from contacts.services import get_or_create_contact
from core.html import clean_words, visible
from deeds.models import Deed, DeedSubmission, DeedVersion
from deeds.screening import refusals
from deeds.screening.guard import refuse_identity_codes
from deeds.submitting import letters, organisations
from deeds.submitting.access import keep_links
from deeds.submitting.errors import AlreadyBegun, ChangedMeanwhile, IdentityCodeFound, SubmissionClosed
from deeds.submitting.rules import LONGEST_KEPT
from registers.models import Organisation

DRAFT_FOR = timedelta(days=30)
# How long a repeated form leads back into its draft: a double click, a reload, a slow line. Later the browser may be
# somebody else's.
REPEAT_FOR = timedelta(minutes=10)
COLUMNS = ("organisation", "new_organisation", "shows_name", "author_name", "author_role")


@dataclass(frozen=True)
class Part:
    """What one screen says: only the names in it are written, everything else of the submission stays.

    `texts` is language -> field -> words, `facts` and `columns` are by name.
    """

    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def begin(
    *, address: str, language: str, employer: str, key: str, may_mail: bool, now: datetime
) -> DeedSubmission:
    """A new draft, with a mail that holds its link; the same form sent again gives the same draft and no mail.

    Args:
        employer: the words written for the organisation; kept for the next screen where they name no one employer.
        key: of the form as it was shown, so that a double click begins one draft.
        may_mail: False once an address has had its mails of the day; the draft's pages say so (`lacks_mail`).
    Raises mail.errors.InvalidAddress, AlreadyBegun, or ValidationError for an identity code.
    """
    refuse_identity_codes(employer=employer)
    contact = get_or_create_contact(address=address, language=language, now=now)
    submission, created = DeedSubmission.objects.get_or_create(
        idempotency_key=key,
        defaults={
            "contact": contact,
            "language": language,
            **_employer(employer, language),
            "created_at": now,
            "changed_at": now,
            "expires_at": now + DRAFT_FOR,
        },
    )
    if not created and (submission.contact_id != contact.pk or now - submission.created_at > REPEAT_FOR):
        raise AlreadyBegun
    if created and may_mail:
        letters.send_link(submission=submission, now=now)
    return submission


def _employer(words: str, language: str) -> dict[str, Any]:
    found = organisations.only_match(words, language=language)
    if found is None:
        asked = {"asked": clean_words(words.strip())[:200]} if words.strip() else {}
        return {"organisation": None, "new_organisation": asked}
    texts = organisations.unit_texts(DeedSubmission(language=language), found.key)
    return {**organisations.chosen(found.key), "texts": texts}


@transaction.atomic
def start_from_deed(
    *,
    kind: str,
    deed: Deed,
    contact: Contact,
    language: str,
    texts: Mapping[str, Mapping[str, str]],
    facts: Mapping[str, Any],
    organisation: Organisation | None,
    base_version: DeedVersion | None,
    other_bases: Mapping[str, int] | None = None,
    goes_on: bool = True,
    now: datetime,
) -> DeedSubmission:
    """A draft about a published deed, filled in with what stands there, by an author who came by a link in a mail.

    A second call for the same author, deed, kind and version gives the draft that is still open, unless
    `goes_on` is false. Lead the author to
    `access.page_path(access.browser_token(submission=..., now=now), "deed")`.
    """
    open_drafts = DeedSubmission.objects.select_for_update().filter(
        kind=kind, deed=deed, contact=contact, base_version=base_version, state=DeedSubmission.State.DRAFT
    )
    return (open_drafts.first() if goes_on else None) or DeedSubmission.objects.create(
        kind=kind,
        deed=deed,
        contact=contact,
        language=language,
        texts={code: dict(words) for code, words in texts.items()},
        facts=dict(facts),
        organisation=organisation,
        base_version=base_version,
        other_bases=dict(other_bases or {}),
        created_at=now,
        changed_at=now,
        confirmed_at=now,
        expires_at=now + DRAFT_FOR,
    )


@transaction.atomic
def save_part(*, submission: DeedSubmission, part: Part, revision: int, now: datetime) -> DeedSubmission:
    """Write one screen's part into an open submission and count the save.

    Raises SubmissionClosed, IdentityCodeFound, or ChangedMeanwhile where another device has saved since `revision`
    and the part would change what stands there now. The same part sent twice is one save.
    """
    row = locked(submission)
    if not row.is_open:
        raise SubmissionClosed(row)
    part = _bounded(clean_words(part))
    if not _differs(row, part):
        return row
    if row.revision != revision:
        raise ChangedMeanwhile(row)
    _refuse_identity_codes(row, part)
    write(row, part)
    row.revision += 1
    row.changed_at = now
    if row.state == DeedSubmission.State.DRAFT:
        row.expires_at = now + DRAFT_FOR
        keep_links(submission=row, until=row.expires_at, now=now)
    row.save()
    return row


def locked(submission: DeedSubmission) -> DeedSubmission:
    """The row as it is now; nobody else changes it before the transaction ends."""
    rows = DeedSubmission.objects.select_for_update(of=("self",)).select_related(
        "contact", "organisation", "deed"
    )
    return rows.get(pk=submission.pk)


def write(row: DeedSubmission, part: Part) -> None:
    """Put a part into a row, unsaved."""
    row.texts = {**row.texts, **{code: _merged(row, code, words) for code, words in part.texts.items()}}
    row.facts = {**row.facts, **part.facts}
    for name in COLUMNS:
        if name in part.columns:
            setattr(row, name, part.columns[name])


def _refuse_identity_codes(row: DeedSubmission, part: Part) -> None:
    columns = {name: text for name, text in part.columns.items() if isinstance(text, str)}
    described = part.columns.get("new_organisation") or {}
    links = {f"links {n}": " ".join(link.values()) for n, link in enumerate(part.facts.get("links") or (), 1)}
    if found := refusals({**part.texts, "": {**columns, **described, **links}}):
        raise IdentityCodeFound(reference=row.reference, fields=sorted({flag.field for flag in found}))


def _merged(row: DeedSubmission, language: str, words: Mapping[str, str]) -> dict[str, str]:
    return {**row.texts.get(language, {}), **words}


def _differs(row: DeedSubmission, part: Part) -> bool:
    return (
        any(
            row.texts.get(code, {}).get(name, "") != text
            for code, words in part.texts.items()
            for name, text in words.items()
        )
        or any(name not in row.facts or row.facts[name] != value for name, value in part.facts.items())
        or any(getattr(row, name) != value for name, value in part.columns.items())
    )


def _bounded(part: Part) -> Part:
    texts = {
        code: {name: visible(text)[:LONGEST_KEPT] for name, text in words.items()}
        for code, words in part.texts.items()
    }
    return Part(texts, part.facts, part.columns)
