"""What is sample content, and how to be rid of it."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import QuerySet
from wagtail.models import Page

from awards.models import Award, Category, Nomination, Round, Winner
from cms.demo.own_pages import restart_own_pages
from cms.models import SampleObject
from contacts.models import Contact
from contacts.services import erase_contact
from deeds.models import Adoption, Appeal, Decision, Deed, DeedNotice, DeedSubmission
from deeds.moderating.recording import void
from deeds.spreading.adopting import remove_adoptions
from mail.models import Message
from mail.services import lift_suppression
from newsletter.models import DispatchMail, Issue
from registers.models import Organisation, OrganisationEvent, Unit


def remember(rows: Iterable[models.Model]) -> None:
    """Mark rows as sample content; marking one twice changes nothing."""
    SampleObject.objects.bulk_create(
        [
            SampleObject(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
            for row in rows
        ],
        ignore_conflicts=True,
    )


def has_samples() -> bool:
    return SampleObject.objects.exists()


def count_samples() -> Counter[str]:
    """How many pieces of each kind are marked, by the kind's name."""
    marks = SampleObject.objects.values_list("content_type", flat=True)
    kinds = {kind.pk: kind.model_class() for kind in ContentType.objects.filter(pk__in=set(marks))}
    return Counter(str(kind._meta.verbose_name_plural) for pk in marks if (kind := kinds[pk]))


@transaction.atomic
def remove_samples(*, keep_user: AbstractBaseUser | None, now: datetime) -> Counter[str]:
    """Delete all that was loaded as sample content, whatever was made of it since; how many of each kind.

    The site's own pages (front page, lists, statements) stay; where nobody has rewritten the sample's words they get
    those of a new site, and statements are drafts again. `keep_user` is whoever asked and needs to stay signed in.
    """
    removed: Counter[str] = Counter()
    for row in sorted(_marked_rows(), key=_turn):
        if row != keep_user:
            removed[str(row._meta.verbose_name_plural)] += 1
            _remover(row)(row, now)
    SampleObject.objects.all().delete()
    restart_own_pages(user=keep_user, now=now)
    return removed


def _marked_rows() -> list[models.Model]:
    marks = SampleObject.objects.select_related("content_type").order_by("-pk")
    rows = (mark.content_type.get_all_objects_for_this_type(pk=mark.object_id).first() for mark in marks)
    return [row for row in rows if row is not None]


def _turn(row: models.Model) -> int:
    """What refers to others goes before them: the order of the table below, everything else last."""
    return next(
        (turn for turn, (kind, _remove) in enumerate(_REMOVERS) if isinstance(row, kind)), len(_REMOVERS)
    )


def _remover(row: models.Model) -> Callable[[Any, datetime], None]:
    return next((remove for kind, remove in _REMOVERS if isinstance(row, kind)), _remove_plainly)


def _remove_plainly(row: models.Model, now: datetime) -> None:
    row.delete()


def _remove_issue(issue: Issue, now: datetime) -> None:
    for dispatch in issue.dispatches.all():
        DispatchMail.objects.filter(part__dispatch=dispatch).delete()  # holds the compilation
        Message.objects.filter(group=dispatch.group).delete()
        dispatch.delete()
    issue.delete()


def _remove_contact(contact: Contact, now: datetime) -> None:
    address = contact.address
    erase_contact(contact=contact, now=now)
    lift_suppression(address=address)  # nobody's address: it need not be kept from anyone


def _remove_page(page: Page, now: datetime) -> None:
    for translation in page.get_translations(inclusive=True):
        translation.specific.delete()


def _remove_adoption(adoption: Adoption, now: datetime) -> None:
    remove_adoptions(adoptions=Adoption.objects.filter(pk=adoption.pk))


def _remove_submission(submission: DeedSubmission, now: datetime) -> None:
    """With what a moderator made of it since: decisions, the deed, an organisation that it brought along."""
    deed, organisation = submission.deed, submission.organisation
    if deed is not None and submission.kind == DeedSubmission.Kind.NEW:
        if deed.source_page is not None:
            _remove_page(deed.source_page, now)
        _remove_deed(deed, now)
    _void(submission.decisions.all(), now)
    submission.delete()
    if organisation is not None and _came_with(organisation, submission):
        _remove_organisation(organisation, now)


def _came_with(organisation: Organisation, submission: DeedSubmission) -> bool:
    return organisation.events.filter(kind="created", recorded_at__gt=submission.created_at).exists()


def _remove_notice(notice: DeedNotice, now: datetime) -> None:
    _void(notice.decisions.all(), now)
    void([notice], now=now)


def _void(decisions: "QuerySet[Decision]", now: datetime) -> None:
    rows = [*decisions, *Decision.objects.filter(about__in=decisions)]
    void(Appeal.objects.filter(decision__in=rows), now=now)
    void(dict.fromkeys(rows), now=now)


def _remove_deed(deed: Deed, now: datetime) -> None:
    _void(deed.decisions.all(), now)
    for notice in deed.notices.all():
        _remove_notice(notice, now)
    Nomination.objects.filter(deed=deed).delete()
    Winner.objects.filter(deed=deed).delete()
    deed.delete()


def _remove_award(award: Award, now: datetime) -> None:
    rounds = Round.objects.filter(award=award)
    for model in (Nomination, Winner):
        model.objects.filter(category__round__in=rounds).delete()
    Category.objects.filter(round__in=rounds).delete()
    rounds.delete()
    award.delete()


def _remove_organisation(organisation: Organisation, now: datetime) -> None:
    named = (
        Deed.objects.filter(organisation=organisation),
        Adoption.objects.filter(organisation=organisation),
    )
    if any(rows.exists() for rows in named):
        return  # a real deed or adoption names it by now
    OrganisationEvent.objects.filter(organisation=organisation).delete()
    organisation.delete()


_REMOVERS: list[tuple[type[models.Model], Callable[[Any, datetime], None]]] = [
    (DeedSubmission, _remove_submission),
    (DeedNotice, _remove_notice),
    (Adoption, _remove_adoption),
    (Issue, _remove_issue),
    (Contact, _remove_contact),
    (Page, _remove_page),
    (Award, _remove_award),
    (Deed, _remove_deed),
    (Unit, _remove_plainly),
    (Organisation, _remove_organisation),
]
