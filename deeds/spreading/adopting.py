"""Every write of adoptions: said, confirmed by mail, accepted or refused. Keeps `Deed.adopters` equal to a recount."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce

from contacts.models import AccessLink, Contact
from contacts.services import (
    forget_if_idle,
    get_or_create_contact,
    issue_access_link,
    look_up_access_link,
    use_access_link,
)
from core.html import clean_words
from deeds.facets import keep_facet_values
from deeds.models import Adoption, Decision, Deed
from deeds.moderating.recording import record_decision
from deeds.opendata.changes import record_change
from deeds.screening.guard import refuse_identity_codes
from deeds.spreading import letters
from deeds.spreading.errors import AdoptionImpossible, AlreadyDecided
from registers.models import Organisation

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

PURPOSE = "deeds.adoption"
LINK_FOR = timedelta(days=7)
KEEP_REFUSED = timedelta(days=30)
KEEP_CONTACT = timedelta(days=550)  # a year and a half: long enough to ask what stayed
State = Adoption.State
# A merged organisation's word counts for the one that carries on.
CURRENT = Coalesce("organisation__merged_into", "organisation")


@dataclass(frozen=True, kw_only=True)
class AdoptionWord:
    """What somebody says for an organisation."""

    deed: Deed
    organisation: Organisation
    kind: str
    resulting_deed: Deed | None = None


def check_word(word: AdoptionWord) -> None:
    """Raises AdoptionImpossible."""
    result = word.resulting_deed
    organisation = word.organisation.current
    problems = {
        "not_published": not word.deed.is_live,
        "own_deed": word.deed.organisation is not None and word.deed.organisation.current == organisation,
        "known": _shown(word.deed).filter(current=organisation.pk).exists(),
        "result_not_published": result is not None and not result.is_live,
        "result_is_deed": result == word.deed,
        "result_of_others": result is not None and _current_of(result) != organisation,
        "cycle": result is not None and came_of(word.deed, result),
    }
    for problem, holds in problems.items():
        if holds:
            raise AdoptionImpossible(problem=problem, deed=word.deed.number)


def _current_of(deed: Deed) -> Organisation | None:
    return deed.organisation.current if deed.organisation else None


def _shown(deed: Deed) -> "QuerySet[Any]":
    return deed.adoptions.filter(state=State.ACCEPTED).annotate(current=CURRENT)


def came_of(deed: Deed, other: Deed) -> bool:
    """Whether a deed came of another over any number of adoptions; one query a generation."""
    seen: set[int] = set()
    generation = {deed.pk}
    while generation:
        seen |= generation
        rows = Adoption.objects.filter(state=State.ACCEPTED, resulting_deed__in=generation)
        generation = set(rows.values_list("deed", flat=True)) - seen
        if other.pk in generation:
            return True
    return False


@transaction.atomic
def ask_adoption(*, word: AdoptionWord, address: str, language: str, now: datetime) -> Adoption:
    """Write down who adopted what, and mail a link that confirms it. Raises AdoptionImpossible, InvalidAddress."""
    check_word(word)
    contact = get_or_create_contact(address=address, language=language, now=now)
    adoption = Adoption.objects.create(
        deed=word.deed,
        organisation=word.organisation.current,
        kind=word.kind,
        resulting_deed=word.resulting_deed,
        contact=contact,
        language=language,
        mail_domain=contact.address.rpartition("@")[2],
        asked_at=now,
    )
    token = issue_access_link(
        contact=contact, purpose=PURPOSE, reference=adoption.reference, valid_for=LINK_FOR, now=now
    )
    letters.send_confirmation(adoption=adoption, token=token, now=now)
    return adoption


def look_up_adoption(*, token: str, now: datetime) -> Adoption:
    """For showing the page behind the link. Raises as `contacts.services.look_up_access_link`."""
    return _adoption_of(look_up_access_link(purpose=PURPOSE, token=token, now=now))


def _adoption_of(link: AccessLink) -> Adoption:
    rows = Adoption.objects.select_related(
        "deed__organisation__merged_into", "organisation__merged_into", "resulting_deed", "contact"
    )
    return rows.get(reference=link.reference)


@transaction.atomic
def confirm_adoption(*, token: str, now: datetime) -> Adoption:
    """The person has read the mail: accepted at once from the organisation's own domain, else a moderator's.

    Raises AdoptionImpossible where it cannot stand any more; then the link works again.
    """
    adoption = _adoption_of(use_access_link(purpose=PURPOSE, token=token, now=now))
    adoption.confirmed_at = now
    check_word(_word_of(adoption))
    if adoption.contact and adoption.organisation.owns_address(adoption.contact.address):
        return _accept(adoption, Decision.Origin.DOMAIN, user=None, now=now)
    adoption.state = State.WAITING
    adoption.save(update_fields=["state", "confirmed_at"])
    return adoption


@transaction.atomic
def record_adoption(*, word: AdoptionWord, user: "AbstractBaseUser | None", now: datetime) -> Adoption:
    """An adoption that the staff know of by other ways: shown at once, and nobody is mailed. Raises AdoptionImpossible."""
    adoption = Adoption(
        deed=word.deed,
        organisation=word.organisation.current,
        kind=word.kind,
        resulting_deed=word.resulting_deed,
        language=settings.LANGUAGE_CODE,
        state=State.WAITING,
        asked_at=now,
        confirmed_at=now,
    )
    adoption.save()
    return _accept(adoption, Decision.Origin.OWN, user=user, now=now)


@transaction.atomic
def accept_adoption(*, adoption: Adoption, user: "AbstractBaseUser", now: datetime) -> Adoption:
    """A moderator believes the person. Raises AlreadyDecided, AdoptionImpossible."""
    accepted = _accept(_locked(adoption, State.WAITING), Decision.Origin.ADOPTION, user=user, now=now)
    letters.send_accepted(adoption=accepted, now=now)
    return accepted


@transaction.atomic
def refuse_adoption(*, adoption: Adoption, reason: str, user: "AbstractBaseUser", now: datetime) -> Adoption:
    """A moderator refuses, or takes back what was shown, with a reason that the person gets. Raises AlreadyDecided."""
    refuse_identity_codes(reason=reason)
    row = _locked(adoption, State.WAITING, State.ACCEPTED)
    was_shown = row.state == State.ACCEPTED
    row.state, row.reason, row.decided_at = State.REFUSED, clean_words(reason.strip()), now
    row.decided_by = user  # type: ignore[assignment]  # the project's user model, whichever it is
    row.full_clean(exclude=["contact", "resulting_deed", "confirmed_at"])
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    _record(row, Decision.Origin.OWN if was_shown else Decision.Origin.ADOPTION, user, now)
    recount([row.deed_id])
    letters.send_refused(adoption=row, now=now)
    return row


def _locked(adoption: Adoption, *states: str) -> Adoption:
    row = (
        Adoption.objects.select_for_update(of=("self",))
        .select_related("deed__organisation", "organisation", "resulting_deed", "contact")
        .get(pk=adoption.pk)
    )
    if row.state not in states:
        raise AlreadyDecided(reference=row.reference, state=row.state)
    return row


def _accept(adoption: Adoption, origin: str, *, user: "AbstractBaseUser | None", now: datetime) -> Adoption:
    adoption.state, adoption.decided_at = State.ACCEPTED, now
    adoption.decided_by = user  # type: ignore[assignment]  # as above
    # The ledger's head is locked until this transaction ends, so of two adoptions that together would close a circle,
    # or be one organisation's twice, the second sees the first.
    _record(adoption, origin, user, now)
    check_word(_word_of(adoption))
    adoption.save(update_fields=["state", "confirmed_at", "decided_at", "decided_by"])
    recount([adoption.deed_id])
    return adoption


def _word_of(adoption: Adoption) -> AdoptionWord:
    return AdoptionWord(
        deed=adoption.deed,
        organisation=adoption.organisation,
        kind=adoption.kind,
        resulting_deed=adoption.resulting_deed,
    )


def _record(adoption: Adoption, origin: str, user: "AbstractBaseUser | None", now: datetime) -> None:
    """One of the moderators' decisions: in their list, their ledger and their yearly report."""
    is_shown, result = adoption.state == State.ACCEPTED, adoption.resulting_deed
    record_decision(
        kind=Decision.Kind.ADOPTED if is_shown else Decision.Kind.NOT_ADOPTED,
        origin=origin,
        deed=adoption.deed,
        # who was given reasons, so that these can be shown to them and erased
        contact=None if is_shown else adoption.contact,
        reason=adoption.reason,
        language=adoption.language,
        waited_since=adoption.confirmed_at if origin == Decision.Origin.ADOPTION else None,
        more_facts={
            "adoption": adoption.reference,
            "organisation": adoption.organisation.code,
            "how": adoption.kind,
            "resulting_deed": result.number if result else None,
        },
        user=user,
        now=now,
    )


def recount(deeds: Iterable[int]) -> None:
    """Bring `adopters` of some deeds up to date, and the kinds of adoption by which they are found."""
    for deed in Deed.objects.filter(pk__in=deeds):
        number = _shown(deed).aggregate(number=Count("current", distinct=True))["number"]
        Deed.objects.filter(pk=deed.pk).exclude(adopters=number).update(adopters=number)
        keep_facet_values(deed)
        record_change(deed)


def recount_after_merger(successor: Organisation) -> None:
    """Organisations that adopted the same deed have become one, which counts once."""
    touched = Adoption.objects.filter(state=State.ACCEPTED, organisation__merged_into=successor)
    recount(set(touched.values_list("deed", flat=True)))


@transaction.atomic
def remove_adoptions(*, adoptions: "QuerySet[Adoption]") -> int:
    """Delete rows, as sample content; returns how many."""
    deeds = set(adoptions.values_list("deed", flat=True))
    removed = adoptions.delete()[0]
    recount(deeds)
    return removed


@transaction.atomic
def tidy_adoptions(*, now: datetime) -> int:
    """Delete what nobody confirmed and what was refused a month ago; let go of the contacts of old adoptions."""
    late = Adoption.objects.filter(state=State.ASKED, asked_at__lt=now - LINK_FOR)
    refused = Adoption.objects.filter(state=State.REFUSED, decided_at__lt=now - KEEP_REFUSED)
    old = Adoption.objects.filter(state=State.ACCEPTED, decided_at__lt=now - KEEP_CONTACT)
    rows = (late | refused | old).filter(contact__isnull=False)
    contacts = list(Contact.objects.filter(pk__in=rows.values("contact")))
    removed = late.delete()[0] + refused.delete()[0]
    old.update(contact=None, mail_domain="")
    for contact in contacts:
        forget_if_idle(contact=contact)
    return removed
