"""Every write of deeds: draft, publish, translate, lead. Retiring is in `deeds.authoring.retiring`. The Deed row follows in `deeds.publication`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import slugify
from wagtail.models import Locale, Page

from core.html import clean_words
from core.translation import translate_page
from deeds.errors import DeedNotPublished, DeedRestricted, IndexNotTranslated, NumberTaken, UnknownCodes
from deeds.facets import keep_facet_values
from deeds.models import PARTICIPANTS, Decision, Deed, DeedIndexPage, DeedLead, DeedPage, DeedSubmission
from deeds.publication import index_deed, new_deed, touch
from deeds.screening.guard import refuse_identity_codes
from deeds.telling import story
from deeds.versioning.recording import publishing
from registers.models import ClientGroup, Goal, Municipality, Organisation, Register, Sector, Theme

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from wagtail.images.models import AbstractImage


@dataclass(frozen=True, kw_only=True)
class DeedTexts:
    """What a deed says in one language. `what_we_did` is plain text as `deeds.telling` reads it; `body`, the
    stored form of a stream ([{"type": "paragraph", "value": "<p>…</p>"}]), takes its place where given."""

    title: str
    goal: str
    result: str
    slug: str = ""
    unit: str = ""
    what_we_did: str = ""
    body: Sequence[Mapping[str, Any]] = ()
    conditions: str = ""
    did_not_work: str = ""
    after_year: str = ""
    measure_indicator: str = ""
    measure_before: str = ""
    measure_after: str = ""
    measure_unit: str = ""
    measure_period: str = ""
    cost_hours: str = ""
    image_alt: str = ""
    search_description: str = ""


@dataclass(frozen=True, kw_only=True)
class DeedFields(DeedTexts):
    """A whole deed: the texts of its own language and what all languages share. Rows are named by their codes."""

    organisation: str
    number: int | None = None
    sectors: Sequence[str] = ()
    whole_organisation: bool = False
    themes: Sequence[str] = ()
    client_groups: Sequence[str] = ()
    municipalities: Sequence[str] = ()
    goal_code: str = ""
    participants: Sequence[str] = ()
    stage: str = ""
    scale: str = ""
    cost_band: str = ""
    hours_band: str = ""
    start_date: date | None = None
    end_date: date | None = None
    image: "AbstractImage | None" = None
    image_credit: str = ""
    inspired_by: int | None = None
    licence: str = "CC-BY-4.0"


def _rows(model: type[Register], codes: Sequence[str]) -> list[Any]:
    """Register rows by code; raises UnknownCodes."""
    rows = list(model._default_manager.filter(code__in=codes))
    missing = set(codes) - {row.code for row in rows}
    if missing:
        raise UnknownCodes(register=str(model._meta.verbose_name_plural), codes=missing)
    return rows


def _row(model: type[Register], code: str) -> Any:
    return _rows(model, [code])[0] if code else None


def _refuse_identity_codes(texts: DeedTexts) -> None:
    words = {field.name: getattr(texts, field.name) for field in fields(texts)}
    words["body"] = " ".join(strip_tags(str(block["value"])) for block in texts.body)
    refuse_identity_codes(**{name: text for name, text in words.items() if isinstance(text, str)})


def _text_values(texts: DeedTexts) -> dict[str, Any]:
    names = {field.name for field in fields(DeedTexts)} - {"what_we_did", "body"}
    values = {name: getattr(texts, name).strip() for name in names}
    values["slug"] = texts.slug or slugify(texts.title)
    return values | {"body": list(texts.body) or story(texts.what_we_did)}


def _shared_values(given: DeedFields) -> dict[str, Any]:
    taking_part = {field: code in given.participants for code, field in PARTICIPANTS.items()}
    unknown = set(given.participants) - PARTICIPANTS.keys()
    if unknown:
        raise UnknownCodes(register="participants", codes=unknown)
    return {
        **taking_part,
        "organisation": _row(Organisation, given.organisation),
        "programme_goal": _row(Goal, given.goal_code),
        "inspired_by": Deed.objects.get(number=given.inspired_by) if given.inspired_by else None,
        **{name: getattr(given, name) for name in (
            "whole_organisation", "stage", "scale", "cost_band", "hours_band", "start_date", "end_date",
            "image", "image_credit", "licence",
        )},
    }  # fmt: skip


def _set_relations(page: DeedPage, given: DeedFields) -> None:
    page.sectors = _rows(Sector, given.sectors)
    page.themes = _rows(Theme, given.themes)
    page.client_groups = _rows(ClientGroup, given.client_groups)
    page.municipalities = _rows(Municipality, given.municipalities)


@transaction.atomic
def create_deed(
    *, parent: DeedIndexPage, fields: DeedFields, user: "AbstractBaseUser | None", now: datetime
) -> DeedPage:
    """A draft under an index, in the index's language, with its number.

    Raises NumberTaken, UnknownCodes, or ValidationError where a text is missing, too long or holds an identity code; then
    nothing is written.
    """
    fields = clean_words(fields)
    _refuse_identity_codes(fields)
    if fields.number is not None and Deed.objects.filter(number=fields.number).exists():
        raise NumberTaken(number=fields.number)
    deed = new_deed(number=fields.number, now=now, title=fields.title)
    page = DeedPage(
        **_text_values(fields),
        **_shared_values(fields),
        live=False,
        owner=user,  # type: ignore[misc]  # the project's user model, whichever it is
        locale=parent.locale,
        translation_key=deed.translation_key,
    )
    _set_relations(page, fields)
    page.slug = _free_slug(parent, page.slug)
    parent.add_child(instance=page)
    Deed.objects.filter(pk=deed.pk).update(source_page=page, organisation=page.organisation)
    page.save_revision(user=user)  # it looks at every field first
    return page


def _free_slug(parent: Page, slug: str) -> str:
    """The slug, or the slug with the first free number after it."""
    taken = set(parent.get_children().filter(slug__startswith=slug).values_list("slug", flat=True))
    candidates = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(name for name in candidates if name not in taken)


@transaction.atomic
def publish_deed(
    *,
    page: DeedPage,
    user: "AbstractBaseUser | None",
    submission: DeedSubmission | None = None,
    now: datetime,
) -> DeedPage:
    """Publish the latest revision as of `now`; its Deed row goes live in the same transaction.

    A version that readers see from now on names the submission that it comes from. Raises DeedRestricted.
    """
    refuse_if_restricted(page)
    first = page.first_published_at or now
    # Wagtail's action takes the clock's time; what counts for readers, feeds and figures is the caller's.
    DeedPage.objects.filter(pk=page.pk).update(first_published_at=first)
    revision = page.get_latest_revision() or page.save_revision(user=user)
    with publishing(now=now, submission=submission):
        revision.publish(user=user)
    _set_published_at(page, first=first, now=now)
    page.refresh_from_db()
    page.__dict__.pop("deed", None)
    return page


def refuse_if_restricted(page: DeedPage) -> None:
    """Raises DeedRestricted where moderators have hidden the deed: only lifting the restriction shows it again."""
    deed = Deed.objects.filter(translation_key=page.translation_key).first()
    if deed is not None and Decision.objects.hiding(deed).exists():
        raise DeedRestricted(number=deed.number)


def _set_published_at(page: DeedPage, *, first: datetime, now: datetime) -> None:
    DeedPage.objects.filter(pk=page.pk).update(first_published_at=first, last_published_at=now)
    Deed.objects.filter(source_page=page).update(published_at=first, changed_at=now)
    # Without a start the year is that of publishing, which the row took from the clock a moment ago.
    undated = Deed.objects.filter(source_page=page, start_date__isnull=True)
    if undated.update(year=timezone.localtime(first).year):
        keep_facet_values(undated.get())


@transaction.atomic
def set_lead(
    *, deed: Deed, locale: Locale, title: str, text: str, origin: str = DeedLead.Origin.EDITOR, now: datetime
) -> DeedLead:
    """Write a deed's lead in a language. What people wrote counts as reviewed; a machine's lead waits for review."""
    reviewed_at = None if origin == DeedLead.Origin.MACHINE else now
    title, text = clean_words((title.strip(), text.strip()))
    refuse_identity_codes(title=title, text=text)
    values = {"title": title, "text": text, "origin": origin, "reviewed_at": reviewed_at}
    lead = DeedLead.objects.filter(deed=deed, locale=locale).first() or DeedLead(deed=deed, locale=locale)
    for name, value in values.items():
        setattr(lead, name, value)
    lead.full_clean()
    lead.save()
    _leads_changed(deed, now)
    return lead


@transaction.atomic
def review_lead(*, lead: DeedLead, now: datetime) -> DeedLead:
    """A person has read a lead: from now on readers see it."""
    lead.reviewed_at = now
    lead.save(update_fields=["reviewed_at"])
    _leads_changed(lead.deed, now)
    return lead


@transaction.atomic
def remove_lead(*, lead: DeedLead, now: datetime) -> None:
    deed = lead.deed
    lead.delete()
    _leads_changed(deed, now)


def _leads_changed(deed: Deed, now: datetime) -> None:
    touch(deed, now=now)
    index_deed(deed)


@transaction.atomic
def translate_deed(
    *,
    deed: Deed,
    locale: Locale,
    texts: DeedTexts,
    user: "AbstractBaseUser | None",
    submission: DeedSubmission | None = None,
    may_differ: bool = False,
    now: datetime,
) -> DeedPage:
    """Publish a deed in another language through wagtail-localize.

    `may_differ`: the page may lack texts that its source has, or the other way round, as pages do whose source was changed
    after they were translated. Raises DeedNotPublished, IndexNotTranslated, ValidationError, and without `may_differ`
    core.translation.StructureDiffers.
    """
    source = deed.source_page
    if source is None or not source.live:
        raise DeedNotPublished(number=deed.number)
    parent = source.get_parent().get_translation_or_none(locale)
    if parent is None:
        raise IndexNotTranslated(language=locale.language_code)
    texts = clean_words(texts)
    _refuse_identity_codes(texts)
    values = DeedPage(**_text_values(texts))
    existing = source.get_translation_or_none(locale)
    values.slug = existing.slug if existing else _free_slug(parent, values.slug)
    own = _take_out_differences(source, values) if may_differ else {}
    first = (existing and existing.first_published_at) or now
    with publishing(now=now, submission=submission):
        page = translate_page(
            source=source, locale=locale, target_values=values, user=user, now=now, publish=not own
        )
        if own:
            _publish_with(page, own, user)
    DeedPage.objects.filter(pk=page.pk).update(first_published_at=first, last_published_at=now)
    Deed.objects.filter(pk=deed.pk).update(changed_at=now)
    return DeedPage.objects.get(pk=page.pk)


def _take_out_differences(source: DeedPage, values: DeedPage) -> dict[str, Any]:
    """Give a translation the source's text where only one of both has any; returns what it says itself there."""
    names = {field.name for field in fields(DeedTexts)} - {"what_we_did", "slug"}
    differing = [name for name in names if bool(getattr(source, name)) != bool(getattr(values, name))]
    own = {name: getattr(values, name) for name in differing}
    for name in differing:
        setattr(values, name, getattr(source, name))
    return own


def _publish_with(page: DeedPage, own: Mapping[str, Any], user: "AbstractBaseUser | None") -> None:
    for name, value in own.items():
        setattr(page, name, value)
    page.full_clean()
    page.save_revision(user=user).publish(user=user)
