"""Every write to awards, rounds, winners and nominations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from awards.errors import AlreadyNominated, DeedNotPublished, NotAllowed, NoWinners, WindowClosed
from awards.models import Award, AwardPage, Category, Nomination, Round, RoundPage, Winner
from deeds.models import Deed

NOMINATE = "tekotori_awards.nominate"
Texts = Mapping[str, str]  # language -> text


@dataclass(frozen=True)
class CategoryFields:
    """One category of a new round; it closes with the round unless it says its own time."""

    code: str
    names: Texts
    descriptions: Texts = field(default_factory=dict)
    closes_at: datetime | None = None


@dataclass(frozen=True)
class WinnerFields:
    """One winner: `category` is a category's code, `place` one of Winner.Place."""

    category: str
    deed: Deed
    place: str
    reasons: Texts


def _by_language(name: str, texts: Texts) -> dict[str, str]:
    return {f"{name}_{language}": text for language, text in texts.items()}


# --- Awards and rounds.


def create_award(*, code: str, names: Texts, now: datetime) -> Award:
    """A new award; raises ValidationError if its code is taken or a name is missing."""
    award = Award(code=code, **_by_language("name", names))
    award.full_clean()
    award.save()
    return award


@transaction.atomic
def create_round(
    *,
    award: Award,
    year: int,
    opens_at: datetime,
    closes_at: datetime,
    categories: Sequence[CategoryFields],
    now: datetime,
) -> Round:
    """A round with its categories in their order. Raises ValidationError where times or codes contradict."""
    round = Round(award=award, year=year, opens_at=opens_at, closes_at=closes_at)
    round.full_clean()
    round.save()
    for position, fields in enumerate(categories, start=1):
        category = Category(
            round=round,
            code=fields.code,
            position=position,
            closes_at=fields.closes_at,
            **_by_language("name", fields.names),
            **_by_language("description", fields.descriptions),
        )
        category.full_clean()
        category.save()
    return round


@transaction.atomic
def set_winners(*, round: Round, winners: Sequence[WinnerFields], now: datetime) -> list[Winner]:
    """Replace the winners of a round. Nobody sees them before the round is published.

    Raises DeedNotPublished for a deed that readers can't see, ValidationError for an unknown place or no reason.
    """
    categories = {category.code: category for category in round.categories.all()}
    Winner.objects.filter(category__round=round).delete()
    return [_create_winner(categories[fields.category], fields) for fields in winners]


def _create_winner(category: Category, fields: WinnerFields) -> Winner:
    if not fields.deed.is_live:
        raise DeedNotPublished(deed=fields.deed)
    reasons = _by_language("reason", fields.reasons)
    winner = Winner(category=category, deed=fields.deed, place=fields.place, **reasons)
    winner.full_clean()
    winner.save()
    return winner


@transaction.atomic
def publish_winners(*, round: Round, now: datetime, at: datetime | None = None) -> Round:
    """Show the winners from `at` on, at once without it. Raises NoWinners, or ValidationError while it is open."""
    if not Winner.objects.filter(category__round=round).exists():
        raise NoWinners(round=round)
    round.published_at = at or now
    round.full_clean()
    round.save(update_fields=["published_at"])
    return round


# --- Nominations.


@transaction.atomic
def nominate(*, deed: Deed, category: Category, juror: User, reason: str, now: datetime) -> Nomination:
    """Nominate a deed in a category of an open round.

    Raises NotAllowed without the right to, WindowClosed before and after the category's time, DeedNotPublished,
    AlreadyNominated if this juror has a standing nomination of it there; ValidationError without a reason.
    """
    _check_window(juror, category, now)
    if not Deed.objects.live().filter(pk=deed.pk).exists():
        raise DeedNotPublished(deed=deed)
    nomination = Nomination(
        round=category.round, category=category, deed=deed, juror=juror, reason=reason.strip(), created_at=now
    )
    nomination.clean_fields()
    _save_once(nomination)
    return nomination


@transaction.atomic
def withdraw(*, nomination: Nomination, juror: User, now: datetime) -> Nomination:
    """Take a nomination back while its category is open; a second time changes nothing.

    Raises NotAllowed for another juror's nomination, WindowClosed afterwards.
    """
    _check_own(nomination, juror, now)
    Nomination.objects.standing().filter(pk=nomination.pk).update(withdrawn_at=now)
    nomination.refresh_from_db()
    return nomination


@transaction.atomic
def restore(*, nomination: Nomination, juror: User, now: datetime) -> Nomination:
    """Undo a withdrawal while the category is open. Raises as `withdraw`, and AlreadyNominated, DeedNotPublished."""
    _check_own(nomination, juror, now)
    if not nomination.deed.is_live:
        raise DeedNotPublished(deed=nomination.deed)
    nomination.withdrawn_at = None
    _save_once(nomination)
    return nomination


def _check_own(nomination: Nomination, juror: User, now: datetime) -> None:
    if nomination.juror_id != juror.pk:
        raise NotAllowed(nomination=nomination)
    _check_window(juror, nomination.category, now)


def _check_window(juror: User, category: Category, now: datetime) -> None:
    if not juror.has_perm(NOMINATE):
        raise NotAllowed()
    if not category.is_open(now):
        raise WindowClosed(category=category, now=now)


def _save_once(nomination: Nomination) -> None:
    # The constraint decides, so that of two clicks at once exactly one is saved.
    try:
        with transaction.atomic():
            nomination.save()
    except IntegrityError as error:
        raise AlreadyNominated(category=nomination.category, deed=nomination.deed) from error


# --- Pages.


@dataclass(frozen=True)
class PageTexts:
    """The page of an award or a round in one language."""

    title: str
    intro: str
    slug: str = ""
    search_description: str = ""
    show_in_menus: bool = False


def award_values(texts: PageTexts) -> AwardPage:
    """An unsaved page; also what `core.translation.translate_page` takes as translated values."""
    return AwardPage(**texts.__dict__)


def round_values(texts: PageTexts) -> RoundPage:
    return RoundPage(**texts.__dict__)


@transaction.atomic
def create_award_page(
    *, parent: Any, award: Award, texts: PageTexts, user: User | None, now: datetime
) -> AwardPage:
    """A draft of an award's page under a front page, in the parent's language."""
    page = award_values(texts)
    page.award = award
    return _add(parent, page, user)


@transaction.atomic
def create_round_page(
    *, parent: AwardPage, round: Round, texts: PageTexts, user: User | None, now: datetime
) -> RoundPage:
    """A draft of a round's page under its award's."""
    page = round_values(texts)
    page.round = round
    return _add(parent, page, user)


def _add(parent: Any, page: Any, user: User | None) -> Any:
    page.live = False
    page.locale = parent.locale
    page.full_clean(exclude=["path", "depth", "slug"])
    parent.add_child(instance=page)
    page.save_revision(user=user)
    return page


@transaction.atomic
def publish_page(
    *,
    page: AwardPage | RoundPage,
    user: User | None,
    now: datetime,
    published_at: datetime | None = None,
) -> Any:
    """Publish a page; `published_at` is when it was first published elsewhere (an import)."""
    if page.first_published_at is None:
        page.first_published_at = published_at or now
        page.save(update_fields=["first_published_at"])
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return page
