"""Keeps the Deed row equal to its source page, and the versions that readers may compare.

Called in the transaction in which a page is saved or deleted.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from deeds.facets import keep_facet_values
from deeds.models.pages import DeedPage
from deeds.models.rows import Deed, DeedLanguage
from deeds.models.shared import SHARED_FIELDS, SHARED_RELATIONS
from deeds.pictures.publishing import follow_pictures
from deeds.versioning.recording import record_versions
from finder.services import index_document, remove_document
from registers.models import County

NUMBER_ATTEMPTS = 8


def new_deed(*, number: int | None, now: datetime, **values: Any) -> Deed:
    """A row with the wanted or the next free number. Rows are never deleted, so the highest number plus one is new."""
    if number is not None:
        return Deed.objects.create(number=number, changed_at=now, **values)
    for attempt in range(NUMBER_ATTEMPTS):
        highest = Deed.objects.aggregate(highest=Max("number"))["highest"] or 0
        try:
            # Another transaction may take the number between the question and the answer: then ask again.
            with transaction.atomic():
                return Deed.objects.create(number=highest + 1, changed_at=now, **values)
        except IntegrityError:
            if attempt == NUMBER_ATTEMPTS - 1:
                raise
    raise AssertionError("The loop returns or raises.")


def record_page(*, page: DeedPage, now: datetime) -> None:
    """Follow a page that was saved: publish, update or unpublish its deed, and bring the search index up to date."""
    if page.alias_of_id is not None:
        return  # an alias shows its source's words and has no deed of its own
    deed = Deed.objects.select_for_update().filter(translation_key=page.translation_key).first()
    if deed is None:
        if not page.live:
            return
        deed = new_deed(number=None, now=now, translation_key=page.translation_key, source_page=page)
    page.__dict__.pop("deed", None)  # what the page remembers of its deed is older than this
    if deed.state == Deed.State.DRAFT and not page.live:
        return  # nobody has seen it yet: there is nothing to follow
    if deed.source_page_id == page.pk:
        _follow_source(deed, page, now)
    elif deed.is_live:
        # A new or changed translation changes what lists and feeds show.
        touch(deed, now=page.last_published_at or now)
    record_versions(deed=deed, now=deed.changed_at)
    follow_pictures(deed)
    index_deed(deed)


def touch(deed: Deed, *, now: datetime) -> None:
    """Something that readers see of a deed has changed."""
    deed.changed_at = now
    deed.save(update_fields=["changed_at"])


def keep_times(deed: Deed, *, published_at: datetime, changed_at: datetime) -> None:
    """A deed that comes from elsewhere says when it was published and changed there."""
    Deed.objects.filter(pk=deed.pk).update(published_at=published_at, changed_at=changed_at)


def _follow_source(deed: Deed, page: DeedPage, now: datetime) -> None:
    if page.live:
        _copy_shared_values(deed, page, now)
    elif deed.is_live:
        deed.state, deed.changed_at = Deed.State.UNPUBLISHED, now
        deed.save(update_fields=["state", "changed_at"])
        _unpublish_translations(deed)


def _copy_shared_values(deed: Deed, page: DeedPage, now: datetime) -> None:
    for field in SHARED_FIELDS:
        setattr(deed, field, getattr(page, field))
    deed.title = page.title
    deed.state = Deed.State.LIVE
    deed.retired_at, deed.retired_ground, deed.retired_reason, deed.replaced_by = None, "", "", None
    deed.retired_languages = []
    deed.published_at = page.first_published_at or deed.published_at or now
    deed.changed_at = page.last_published_at or now
    deed.year = (page.start_date or timezone.localtime(deed.published_at).date()).year
    deed.save()
    for relation in SHARED_RELATIONS:
        getattr(deed, relation).set(getattr(page, relation).all())
    deed.counties.set(_counties(deed))


def _counties(deed: Deed) -> list[County]:
    """Where it was done; without municipalities, where the organisation is."""
    done_in = County.objects.filter(municipalities__deeds=deed).distinct()
    if done_in:
        return list(done_in)
    organisation = deed.organisation
    return [organisation.county] if organisation and organisation.county else []


def _unpublish_translations(deed: Deed) -> None:
    """What is withdrawn is withdrawn in every language."""
    for page in DeedPage.objects.filter(
        translation_key=deed.translation_key, live=True, alias_of__isnull=True
    ):
        if page.pk != deed.source_page_id:
            page.unpublish()


def record_deletion(*, page: DeedPage, now: datetime) -> None:
    """Follow a page that was deleted; the number stays, so that its address can say what happened."""
    deed = Deed.objects.filter(translation_key=page.translation_key).first()
    if deed is None or page.alias_of_id is not None:
        return
    # The database has emptied `source_page` already if it was this page.
    if deed.source_page_id in (None, page.pk) and deed.is_live:
        deed.source_page = None
        deed.state, deed.changed_at = Deed.State.UNPUBLISHED, now
        deed.save(update_fields=["source_page", "state", "changed_at"])
        _unpublish_translations(deed)
    follow_pictures(deed)
    index_deed(deed)


def index_deed(deed: Deed) -> None:
    """Put what is public of a deed into the search index, among what texts are compared with, and into the values of
    its facets; take out the rest. The log of the open data says that it changed."""
    from deeds.finding import documents_of
    from deeds.opendata.changes import record_change
    from deeds.similar import record_fingerprints

    documents = documents_of([deed])
    remove_document(source="deed", ref=str(deed.number), keep={document.language for document in documents})
    for document in documents:
        index_document(document)
    record_fingerprints(deeds=[deed], documents=documents)
    _record_languages(deed)
    keep_facet_values(deed)
    record_change(deed)


def _record_languages(deed: Deed) -> None:
    """Keep in which languages a live deed has a page."""
    pages = (
        DeedPage.objects.filter(translation_key=deed.translation_key, alias_of__isnull=True).live().public()
    )
    now = set(pages.values_list("locale__language_code", flat=True)) if deed.is_live else set()
    before = set(deed.languages.values_list("language", flat=True))
    if before - now:
        deed.languages.filter(language__in=before - now).delete()
    DeedLanguage.objects.bulk_create(
        [DeedLanguage(deed=deed, language=language) for language in sorted(now - before)],
        ignore_conflicts=True,
    )
