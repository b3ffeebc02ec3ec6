"""Thousands of published deeds in a minute: the one place beside the services that writes.

tests/benchmarks/test_bulk.py compares one deed of these with one of the services, field by field. What is left out is
history that no reader's page asks for: revisions, log entries, Wagtail's index of references.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from datetime import datetime
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from wagtail.models import Page

from deeds.facets.keeping import facet_values
from deeds.models import PARTICIPANTS, SHARED_FIELDS, Deed, DeedIndexPage, DeedLanguage, DeedPage
from deeds.services import DeedFields, DeedTexts
from registers.models import ClientGroup, Municipality, Organisation, Sector, Theme

BATCH = 500
RELATIONS = {"sectors": Sector, "themes": Theme, "client_groups": ClientGroup, "municipalities": Municipality}
# Texts of DeedTexts that stand on the page under another name or in another shape.
_RESHAPED = {"what_we_did", "body", "slug", "title", "search_description"}
# Fields of the page that are given as they are.
_AS_GIVEN = (
    "whole_organisation", "stage", "scale", "cost_band", "hours_band", "start_date", "end_date", "image",
    "image_credit", "licence",
)  # fmt: skip

Row = tuple[DeedFields, datetime]  # a deed and when it was published


class Registers:
    """Rows by their codes, asked for once."""

    def __init__(self) -> None:
        self.rows = {
            name: {row.code: row for row in model.objects.all()} for name, model in RELATIONS.items()
        }
        chosen = Organisation.objects.select_related("county", "municipality__county")
        self.organisations = {row.code: row for row in chosen}
        municipalities = Municipality.objects.select_related("county")
        self.counties = {row.code: row.county for row in municipalities}

    def related(self, fields: DeedFields) -> dict[str, list[Any]]:
        """What a deed's relations lead to, by name."""
        found = {name: [rows[code] for code in getattr(fields, name)] for name, rows in self.rows.items()}
        done_in = {self.counties[code] for code in fields.municipalities} - {None}
        own = {self.organisations[fields.organisation].county} - {None}
        return {**found, "counties": sorted(done_in or own, key=lambda county: county.pk)}


def build_deeds(*, index: DeedIndexPage, rows: Iterable[Row]) -> int:
    """Publish deeds under an index that has none, without the search's index; returns how many.

    Raises ValueError if the index has children: their paths would be taken.
    """
    if index.numchild:
        raise ValueError("Bulk deeds need an index page without children.")
    registers, left, done = Registers(), iter(rows), 0
    while batch := list(islice(left, BATCH)):
        with transaction.atomic():
            _build_batch(index, registers, batch, first=done + 1)
        done += len(batch)
    Page.objects.filter(pk=index.pk).update(numchild=done)
    index.refresh_from_db()
    return done


def _build_batch(index: DeedIndexPage, registers: Registers, batch: Sequence[Row], *, first: int) -> None:
    bases = Page.objects.bulk_create(
        [_base(index, fields, at, first + place) for place, (fields, at) in enumerate(batch)]
    )
    pages = [_page(base, fields, registers) for base, (fields, _at) in zip(bases, batch, strict=True)]
    _insert_children(pages)
    related = [registers.related(fields) for fields, _at in batch]
    deeds = Deed.objects.bulk_create(
        [_deed(page, fields, at) for page, (fields, at) in zip(pages, batch, strict=True)]
    )
    DeedLanguage.objects.bulk_create(
        [DeedLanguage(deed=deed, language=index.locale.language_code) for deed in deeds]
    )
    for name in RELATIONS:
        _relate(DeedPage, name, pages, related)
    for name in (*RELATIONS, "counties"):
        _relate(Deed, name, deeds, related)
    _keep_facet_values(deeds, related, index.locale.language_code)


def _base(index: DeedIndexPage, fields: DeedFields, at: datetime, step: int) -> Page:
    depth = index.depth + 1
    return Page(
        path=Page._get_path(index.path, depth, step),
        depth=depth,
        numchild=0,
        title=fields.title,
        draft_title=fields.title,
        slug=fields.slug,
        url_path=f"{index.url_path}{fields.slug}/",
        content_type=ContentType.objects.get_for_model(DeedPage),
        locale_id=index.locale_id,
        translation_key=uuid.uuid4(),
        search_description=fields.search_description,
        live=True,
        has_unpublished_changes=False,
        first_published_at=at,
        last_published_at=at,
        latest_revision_created_at=at,
    )


def _page(base: Page, fields: DeedFields, registers: Registers) -> DeedPage:
    texts = {field.name for field in dataclass_fields(DeedTexts)} - _RESHAPED
    page = DeedPage(
        page_ptr=base,
        organisation=registers.organisations[fields.organisation],
        body=list(fields.body),
        **{name: getattr(fields, name) for name in (*texts, *_AS_GIVEN)},
        **{field: code in fields.participants for code, field in PARTICIPANTS.items()},
    )
    for field in Page._meta.concrete_fields:  # what `Page` keeps stands on the child as well, in memory
        setattr(page, field.attname, getattr(base, field.attname))
    return page


def _insert_children(pages: Sequence[DeedPage]) -> None:
    """The child's own table. Django's bulk_create refuses models of two tables; one at a time is what is slow."""
    rows = DeedPage._base_manager.all()
    rows._for_write = True
    rows._batched_insert(pages, DeedPage._meta.local_concrete_fields, batch_size=BATCH)


def _deed(page: DeedPage, fields: DeedFields, at: datetime) -> Deed:
    return Deed(
        number=fields.number,
        translation_key=page.translation_key,
        source_page=page,
        title=page.title,
        state=Deed.State.LIVE,
        published_at=at,
        changed_at=at,
        year=(fields.start_date or at.date()).year,
        **{name: getattr(page, name) for name in SHARED_FIELDS},
    )


def _keep_facet_values(
    deeds: Sequence[Deed], related: Sequence[Mapping[str, Sequence[Any]]], language: str
) -> None:
    for deed, rows in zip(deeds, related, strict=True):
        # As if its relations had been read already.
        read = {**rows, "languages": [DeedLanguage(language=language)], "adoptions": []}
        deed._prefetched_objects_cache = read  # type: ignore[attr-defined]  # Django's own, of any instance
        deed.facet_values = facet_values(deed)
    # Ten times as quick as bulk_update, which builds a CASE of all rows.
    with connection.cursor() as cursor:
        sql = f"UPDATE {Deed._meta.db_table} SET facet_values = %s WHERE id = %s"
        cursor.executemany(sql, [(deed.facet_values, deed.pk) for deed in deeds])


def _relate(
    model: type[models.Model],
    name: str,
    owners: Sequence[models.Model],
    related: Sequence[Mapping[str, Sequence[Any]]],
) -> None:
    through: Any = getattr(model, name).through
    field: Any = model._meta.get_field(name)
    own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    through.objects.bulk_create(
        [
            through(**{own: owner.pk, other: row.pk})
            for owner, rows in zip(owners, related, strict=True)
            for row in rows[name]
        ],
        batch_size=BATCH * 4,
    )
