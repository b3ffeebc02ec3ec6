"""Writes a version when what readers see of a deed's page has changed. Called where a page's publishing is recorded."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from django.db import transaction

from deeds.models import Deed, DeedPage, DeedSubmission, DeedVersion
from deeds.versioning.values import Values, fingerprint, page_values


class Publishing(NamedTuple):
    """What a service knows about the publishing that it has begun."""

    now: datetime
    submission: DeedSubmission | None = None


# Between a service and the page's save() stands Wagtail's action, which takes the clock's time and passes nothing on.
_current: ContextVar[Publishing | None] = ContextVar("tekotori_publishing", default=None)


@contextmanager
def publishing(*, now: datetime, submission: DeedSubmission | None = None) -> Iterator[None]:
    """Versions written inside carry this time, and the submission that they come from."""
    token = _current.set(Publishing(now, submission))
    try:
        yield
    finally:
        _current.reset(token)


# A deed that comes from elsewhere keeps the numbers that its versions had there: language -> number.
_first_numbers: ContextVar[Mapping[str, int]] = ContextVar(
    "tekotori_first_numbers", default=MappingProxyType({})
)


@contextmanager
def first_versions_numbered(numbers: Mapping[str, int]) -> Iterator[None]:
    """The first version of a page that is written inside has this number; its earlier ones stand elsewhere."""
    token = _first_numbers.set(numbers)
    try:
        yield
    finally:
        _first_numbers.reset(token)


@transaction.atomic
def record_versions(*, deed: Deed, now: datetime) -> list[DeedVersion]:
    """A version for each public page of a deed whose values differ from its latest one; returns what was written.

    The caller holds the lock on the deed's row, so that two publishings at once get two numbers. A change of what all
    languages share is a version in each of them.
    """
    if not deed.is_live:
        return []
    latest = _latest_versions(deed)
    made = [
        version
        for page in _live_pages(deed)
        if (version := _next_version(deed, page, latest.get(page.locale.language_code), now)) is not None
    ]
    return DeedVersion.objects.bulk_create(made)


def _live_pages(deed: Deed) -> list[DeedPage]:
    pages = DeedPage.objects.live().filter(translation_key=deed.translation_key, alias_of__isnull=True)
    return list(pages.select_related("locale").order_by("pk"))


def _latest_versions(deed: Deed) -> dict[str, DeedVersion]:
    return {version.language: version for version in deed.versions.defer("values").order_by("number")}


def _next_version(
    deed: Deed, page: DeedPage, latest: DeedVersion | None, now: datetime
) -> DeedVersion | None:
    values: Values = page_values(page, deed)
    sha256 = fingerprint(values)
    if latest is not None and latest.sha256 == sha256:
        return None
    current = _current.get() or Publishing(now)
    return DeedVersion(
        deed=deed,
        language=page.locale.language_code,
        number=latest.number + 1 if latest else _first_numbers.get().get(page.locale.language_code, 1),
        values=values,
        sha256=sha256,
        published_at=current.now,
        submission=current.submission,
    )


def record_first_versions(*, dry_run: bool = False) -> int:
    """Version 1 of every public page that has none, as of its last publishing; how many are (or would be) written.

    For deeds that were published before versions were kept. A second run finds nothing to do.
    """
    total = 0
    for number in Deed.objects.live().order_by("number").values_list("number", flat=True).iterator():
        total += _record_first(number, dry_run)
    return total


@transaction.atomic
def _record_first(number: int, dry_run: bool) -> int:
    deed = Deed.objects.select_for_update().get(number=number)
    known = set(deed.versions.values_list("language", flat=True))
    missing = [page for page in _live_pages(deed) if page.locale.language_code not in known]
    made = [_next_version(deed, page, None, page.last_published_at or deed.changed_at) for page in missing]
    if not dry_run:
        DeedVersion.objects.bulk_create(version for version in made if version is not None)
    return len(made)
