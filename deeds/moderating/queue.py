"""The moderators' queue: what waits, filtered and sorted, in a handful of queries however many rows there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deeds.models import Appeal, DeedNotice, DeedSubmission
from deeds.moderating.changes import before_of, changes
from registers.domains import is_in_domains

PER_PAGE = 25
LATE_DAYS = 7
State = DeedSubmission.State
SENT_IN = (State.PENDING, State.RETURNED, State.ACCEPTED, State.REFUSED)
SORTS = {
    "oldest": (gettext_lazy("Longest waiting first"), ("submitted_at", "pk")),
    "newest": (gettext_lazy("Newest first"), ("-submitted_at", "-pk")),
    "organisation": (gettext_lazy("By organisation"), ("organisation__sort_fi", "submitted_at", "pk")),
    "language": (gettext_lazy("By language"), ("language", "submitted_at", "pk")),
    "flags": (gettext_lazy("With something to look at first"), ("-has_flags", "submitted_at", "pk")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One submission as the queue shows it."""

    submission: DeedSubmission
    days: int
    organisation: str
    is_new_organisation: bool
    domain: str  # "own", "other" or "unknown"
    changed: list[str]

    @property
    def is_late(self) -> bool:
        """Waits for longer than a week."""
        return self.days >= LATE_DAYS and self.submission.state == State.PENDING

    @property
    def look_alikes(self) -> int:
        return len(self.submission.look_alikes)

    @property
    def flags(self) -> int:
        return len(self.submission.flags)


@dataclass(frozen=True)
class Choice:
    """What was chosen in the form above the list; anything unknown counts as the default."""

    state: str = State.PENDING
    language: str = ""
    kind: str = ""
    look: str = ""  # "flags" or "alike"
    q: str = ""
    sort: str = "oldest"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Choice":
        given = {
            name: query.get(name, "").strip() for name in ("state", "language", "kind", "look", "q", "sort")
        }
        return cls(
            state=given["state"] if given["state"] in (*SENT_IN, "all") else State.PENDING,
            language=given["language"],
            kind=given["kind"],
            look=given["look"],
            q=given["q"][:100],
            sort=given["sort"] if given["sort"] in SORTS else "oldest",
        )


@dataclass(frozen=True)
class Waiting:
    """How much waits for a moderator."""

    submissions: int
    notices: int
    appeals: int

    @property
    def total(self) -> int:
        return self.submissions + self.notices + self.appeals


def waiting() -> Waiting:
    return Waiting(
        submissions=DeedSubmission.objects.filter(state=State.PENDING).count(),
        notices=DeedNotice.objects.filter(state=DeedNotice.State.OPEN).count(),
        appeals=Appeal.objects.filter(state=Appeal.State.OPEN).count(),
    )


def rows_of(choice: Choice, *, number: str, now: datetime) -> tuple["Page[DeedSubmission]", list[Row]]:
    """One page of the queue, and its rows."""
    page = Paginator(_chosen(choice), PER_PAGE).get_page(number)
    return page, [row_of(submission, now=now) for submission in page.object_list]


def neighbours(submission: DeedSubmission) -> tuple[DeedSubmission | None, DeedSubmission | None]:
    """What waits before and after it, in the order of the queue."""
    queue = DeedSubmission.objects.filter(state=State.PENDING).exclude(pk=submission.pk)
    at = submission.submitted_at
    if at is None:
        return None, None
    earlier = queue.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=submission.pk))
    later = queue.filter(Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=submission.pk))
    return earlier.order_by("-submitted_at", "-pk").first(), later.order_by("submitted_at", "pk").first()


def row_of(submission: DeedSubmission, *, now: datetime) -> Row:
    before = before_of(submission)
    return Row(
        submission=submission,
        days=(now - submission.submitted_at).days if submission.submitted_at else 0,
        organisation=organisation_name(submission),
        is_new_organisation=submission.organisation is None,
        domain=domain_of(submission),
        changed=[_named(change.label, change.language) for change in changes(submission, before)]
        if before
        else [],
    )


def _named(label: str, language: str) -> str:
    return f"{label} ({language})" if language else label


def organisation_name(submission: DeedSubmission) -> str:
    if submission.organisation is not None:
        return submission.organisation.label
    given = submission.new_organisation
    return str(given.get("name_fi") or given.get("name_sv") or _("none named"))


def domain_of(submission: DeedSubmission) -> str:
    """Whether the author's address is one of the organisation's; the address itself is not told."""
    organisation, contact = submission.organisation, submission.contact
    if organisation is None or contact is None or not organisation.current.mail_domains:
        return "unknown"
    return "own" if is_in_domains(contact.address, organisation.current.mail_domains) else "other"


def with_what_a_row_needs(rows: "QuerySet[DeedSubmission]") -> "QuerySet[DeedSubmission]":
    return rows.select_related(
        "contact", "organisation__merged_into", "base_version", "deed"
    ).prefetch_related("decisions", "deed__versions", "pictures")


def _chosen(choice: Choice) -> "QuerySet[DeedSubmission]":
    states = SENT_IN if choice.state == "all" else (choice.state,)
    filters: dict[str, Any] = {"state__in": states}
    for name in ("language", "kind"):
        if value := getattr(choice, name):
            filters[name] = value
    rows = DeedSubmission.objects.filter(**filters)
    if choice.look == "flags":
        rows = rows.exclude(flags=[])
    elif choice.look == "alike":
        rows = rows.exclude(look_alikes=[])
    if choice.q:
        rows = rows.filter(_called(choice.q))
    has_flags = Case(When(flags=[], then=Value(0)), default=Value(1), output_field=IntegerField())
    ordered = rows.annotate(has_flags=has_flags).order_by(*SORTS[choice.sort][1])
    return with_what_a_row_needs(ordered)


def _called(text: str) -> Q:
    names = ("reference", "organisation__name_fi", "organisation__name_sv", "author_name")
    condition = Q(pk__in=[])
    for name in names:
        condition |= Q(**{f"{name}__icontains": text})
    return condition
