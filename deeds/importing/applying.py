"""One record of the open data becomes a deed here: created, brought up to date, left as it is, or refused with a reason.

Everything is written by the services that publish deeds. What a record refers to (the deed that gave the idea, the one in its
place) must be here already: `order` sees to that. Adoptions come when all deeds are there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Locale

from core.html import absolute_url
from core.translation import StructureDiffers
from deeds.authoring.authors import take_over_author
from deeds.authoring.retiring import retire_deed, take_over_retired
from deeds.errors import DeedsError, DraftInTheWay, StoryNotPlain
from deeds.front import front_index
from deeds.importing.foreign import as_ours, is_foreign
from deeds.models import Deed, DeedLead, DeedPage
from deeds.moderating.converting import joined, paragraph_block, paragraphs
from deeds.opendata.names import REGISTERS
from deeds.opendata.records import CHOICES, CODE_LISTS, TEXTS, Record, record_of
from deeds.publication import keep_times
from deeds.services import (
    DeedFields,
    DeedTexts,
    create_deed,
    publish_deed,
    review_lead,
    set_lead,
    translate_deed,
)
from deeds.versioning.correcting import write_values
from deeds.versioning.recording import first_versions_numbered
from deeds.versioning.values import FIELD, story_text
from registers.models import Goal, Organisation

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"
# What a site says of itself, or works out: no reason to write a deed anew.
OWN = {"address", "changed_at", "published_at", "version", "adopters", "image"}


FARTHEST = 100_000


class Refused(Exception):
    """Why a row is not taken; a sentence for whoever imports."""


@dataclass(frozen=True)
class Outcome:
    kind: str
    number: int | None = None
    notes: tuple[str, ...] = ()


@dataclass
class Taking:
    """One record on its way in."""

    record: Record
    user: "AbstractBaseUser | None"
    now: datetime
    notes: list[str] = field(default_factory=list)


def apply_record(*, record: Record, user: "AbstractBaseUser | None", now: datetime) -> Outcome:
    """Write what the record says, all of it or nothing; what could not be taken along stands in the notes."""
    taking = Taking(record, user, now)
    number = None if is_foreign(record) else record["number"]
    try:
        with transaction.atomic():
            if is_foreign(record):
                _make_ours(taking)
            kind, deed = _apply(taking)
    except (Refused, DeedsError, StructureDiffers) as problem:
        return Outcome(REFUSED, number, (_sentence(problem),))
    except ValidationError as problem:
        return Outcome(REFUSED, number, tuple(_sentences(problem)))
    return Outcome(kind, deed.number, tuple(taking.notes))


def _sentence(problem: Exception) -> str:
    """What a service refused, for whoever imports."""
    if isinstance(problem, StructureDiffers):
        return _("The pages of its languages have other paragraphs and links than each other.")
    if isinstance(problem, StoryNotPlain):
        return _("“What we did” holds pictures, tables or formatting here: change it in the page's editor.")
    if isinstance(problem, DraftInTheWay):
        return _("Its page has a draft that is not published. Publish or discard it first.")
    return str(problem)


def _sentences(problem: ValidationError) -> list[str]:
    if not hasattr(problem, "error_dict"):
        return [str(message) for message in problem.messages]
    return [
        f"{_called(name)}{message}" for name, messages in problem.message_dict.items() for message in messages
    ]


def _called(name: str) -> str:
    """A field as people know it."""
    return f"{capfirst(str(FIELD[name].label))}: " if name in FIELD else ""


def _make_ours(taking: Taking) -> None:
    if taking.record["state"] == "retired":
        raise Refused(_("It was retired on another site: there is nothing to take in."))
    taking.record, taking.notes = as_ours(taking.record)


def _apply(taking: Taking) -> tuple[str, Deed]:
    record = taking.record
    number = record["number"]
    if number and number in {record.get("inspired_by"), record.get("replaced_by")}:
        raise Refused(_("It refers to itself as to another deed."))
    deed = Deed.objects.select_for_update().filter(number=number).first() if number else None
    current = record_of(deed) if deed else None
    if deed and current is None:
        raise Refused(
            _("Deed %(number)s has been withdrawn here. Publish it by hand.") % {"number": deed.number}
        )
    if record["state"] == "published":
        _check_codes(record)
    if deed is None or current is None:
        _check_number(number)
        return CREATED, (_take_over_retired if record["state"] == "retired" else _create)(taking)
    if comparable(record) == comparable(current):
        return UNCHANGED, deed
    if record["state"] == "retired":
        return UPDATED, _retire(taking, deed)
    if not deed.is_live:
        raise Refused(_("Deed %(number)s is retired here. Bring it back first.") % {"number": deed.number})
    updated = _update(taking, deed, current)
    # What a file leaves out stays: such a row differs and changes nothing.
    return UPDATED if record_of(updated) != current else UNCHANGED, updated


def _check_number(number: int | None) -> None:
    """The next deed of this site gets the number after the highest: one slip of the finger would decide all to come."""
    highest = Deed.objects.aggregate(highest=Max("number"))["highest"] or 0
    if number and number > highest + FARTHEST:
        values = {"number": number, "highest": highest}
        raise Refused(_("Number %(number)s is far beyond the highest here, %(highest)s.") % values)


def _check_codes(record: Record) -> None:
    """Raises Refused with the first register that lacks a code."""
    wanted = {
        Organisation: [record["organisation"]],
        Goal: [record["goal"]] if record["goal"] else [],
        **{REGISTERS[name]: record[name] for name in CODE_LISTS},
    }
    for model, codes in wanted.items():
        known = set(model._default_manager.filter(code__in=codes).values_list("code", flat=True))
        if missing := sorted(set(codes) - known):
            values = {"register": model._meta.verbose_name_plural, "codes": ", ".join(missing) or "–"}
            raise Refused(_("Not among %(register)s of this site: %(codes)s.") % values)


def comparable(record: Record) -> Any:
    """A record without what a site says of itself; adoptions are compared where they are taken over."""
    own = OWN | ({"adoptions"} if record["state"] == "published" else set())

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: strip(part) for name, part in value.items() if name not in own}
        return value

    return strip(record)


# --- New deeds


def _create(taking: Taking) -> Deed:
    record = taking.record
    language = record["language"]
    index = front_index(language)
    if index is None:
        raise Refused(_("There is no list of deeds in “%(language)s”.") % {"language": language})
    texts = _texts_of(record["pages"])
    page = create_deed(
        parent=index, fields=_fields(taking, texts[language]), user=taking.user, now=taking.now
    )
    with first_versions_numbered(_versions(record)):
        publish_deed(page=page, user=taking.user, now=_published_at(taking, language))
        deed = Deed.objects.get(source_page=page)
        for code in record["pages"]:
            if code != language:
                _translate(taking, deed, code, texts[code], now=_published_at(taking, code))
    _set_leads(taking, deed)
    for author in record["authors"]:
        take_over_author(deed=deed, name=author["name"], role=author["role"], now=taking.now)
    published_at = moment(record["published_at"]) or _published_at(taking, language)
    keep_times(deed, published_at=published_at, changed_at=moment(record["changed_at"]) or published_at)
    return deed


def _fields(taking: Taking, texts: DeedTexts) -> DeedFields:
    record = taking.record
    image = record.get("image")
    shared = {name: record[name] for name in (*CODE_LISTS, *CHOICES, "participants", "whole_organisation")}
    own = {name: getattr(texts, name) for name in texts.__dataclass_fields__}
    picture = _picture(taking, image["address"]) if image else None
    if picture is None:
        own["image_alt"] = ""
    return DeedFields(
        **own,
        **shared,
        organisation=record["organisation"],
        number=record["number"],
        goal_code=record["goal"],
        start_date=_date(record["start_date"]),
        end_date=_date(record["end_date"]),
        inspired_by=_idea(taking),
        image=picture,
        image_credit=image["credit"] if image and picture else "",
    )


def _idea(taking: Taking) -> int | None:
    number = taking.record["inspired_by"]
    if number and not Deed.objects.filter(number=number).exists():
        taking.notes.append(_("Deed %(number)s, which gave the idea, is not here.") % {"number": number})
        return None
    return number or None


def _picture(taking: Taking, address: str) -> Any:
    """The picture, where this very site has its file: nothing is fetched from elsewhere."""
    media = absolute_url(settings.MEDIA_URL)
    name = unquote(address.removeprefix(media)) if address.startswith(media) else ""
    image = get_image_model().objects.filter(file=name).first() if name else None
    if image is None:
        taking.notes.append(
            _("The picture is not here: add it on the page. %(address)s") % {"address": address}
        )
    return image


def _texts_of(pages: dict[str, Record]) -> dict[str, DeedTexts]:
    """The texts of each page. A translation has its source's paragraphs: where it has fewer, the last takes in the rest."""
    told = {code: paragraphs(page["what_we_did"]) for code, page in pages.items()}
    most = min((len(parts) for parts in told.values() if parts), default=0)
    found = {}
    for code, page in pages.items():
        words = {name: page[name] for name in TEXTS if name != "what_we_did"}
        body = [paragraph_block(joined(told[code], most))] if told[code] else []
        found[code] = DeedTexts(**words, slug=_slug(page), body=body)
    return found


def _slug(page: Record) -> str:
    """As its address ends, so that it stays."""
    last = unquote(urlsplit(page["address"]).path).rstrip("/").rpartition("/")[2]
    return last if last and last == slugify(last, allow_unicode=True) else ""


def _versions(record: Record) -> dict[str, int]:
    return {code: page["version"] for code, page in record["pages"].items() if page["version"]}


def _published_at(taking: Taking, language: str) -> datetime:
    return moment(taking.record["pages"][language]["published_at"]) or taking.now


def _translate(taking: Taking, deed: Deed, language: str, texts: DeedTexts, *, now: datetime) -> None:
    if deed.source_page is not None and deed.source_page.image is None:
        texts = replace(texts, image_alt="")
    translate_deed(
        deed=deed, locale=_locale(language), texts=texts, user=taking.user, may_differ=True, now=now
    )


def _locale(language: str) -> Locale:
    found = Locale.objects.filter(language_code=language).first()
    if found is None:
        raise Refused(_("This site has no language “%(language)s”.") % {"language": language})
    return found


def _set_leads(taking: Taking, deed: Deed) -> None:
    for language, lead in taking.record["leads"].items():
        words = {"title": lead["title"], "text": lead["text"], "origin": lead["origin"]}
        row = set_lead(deed=deed, locale=_locale(language), **words, now=taking.now)
        if row.origin == DeedLead.Origin.MACHINE:
            review_lead(lead=row, now=taking.now)  # the other site shows it: somebody has read it there


# --- Deeds that are here


def _update(taking: Taking, deed: Deed, current: Record) -> Deed:
    """Only what differs is written, so that the formatting of a text that is the same stays."""
    record, language = taking.record, current["language"]
    if record["language"] != language:
        raise Refused(_("Deed %(number)s is written in another language here.") % {"number": deed.number})
    assert deed.source_page_id is not None  # noqa: S101 — readers see its page
    page = DeedPage.objects.get(pk=deed.source_page_id)
    if page.has_unpublished_changes:
        raise DraftInTheWay(number=deed.number)
    values = _changed(record["pages"][language], current["pages"][language], TEXTS)
    values |= _changed(record, current, (*CODE_LISTS, *CHOICES, "whole_organisation", "participants", "organisation", "inspired_by"))  # fmt: skip
    values |= {"goal_code": record["goal"]} if record["goal"] != current["goal"] else {}
    values |= {
        name: record[name] or "" for name in ("start_date", "end_date") if record[name] != current[name]
    }
    if page.image is None:
        values.pop("image_alt", None)
    if values:
        write_values(page, values)
        page.save_revision(user=taking.user)
        publish_deed(page=page, user=taking.user, now=taking.now)
    for code in record["pages"]:
        if code != language and _differs(record["pages"][code], current["pages"].get(code)):
            _retranslate(taking, deed, code)
    _set_leads(taking, deed)
    deed.refresh_from_db()
    return deed


def _differs(page: Record, current: Record | None) -> bool:
    return current is None or bool(_changed(page, current, TEXTS))


def _changed(record: Record, current: Record, names: Iterable[str]) -> Record:
    return {name: record[name] for name in names if record[name] != current[name]}


def _retranslate(taking: Taking, deed: Deed, language: str) -> None:
    texts = _texts_of(taking.record["pages"])[language]
    page = deed.source_page.get_translation_or_none(_locale(language)) if deed.source_page else None
    if page is not None and story_text(page) == taking.record["pages"][language]["what_we_did"]:
        texts = replace(texts, body=page.body.get_prep_value())
    _translate(taking, deed, language, texts, now=taking.now)


# --- Retired ones


def _take_over_retired(taking: Taking) -> Deed:
    record = taking.record
    return take_over_retired(
        number=record["number"],
        ground=record["ground"],
        reason=record["reason"],
        replaced_by=_successor(taking),
        published_at=moment(record["published_at"]),
        retired_at=moment(record["retired_at"]) or taking.now,
        now=taking.now,
    )


def _successor(taking: Taking) -> Deed | None:
    number = taking.record["replaced_by"]
    found = Deed.objects.filter(number=number).first() if number else None
    if number and found is None:
        taking.notes.append(_("Deed %(number)s, which took its place, is not here.") % {"number": number})
    return found


def _retire(taking: Taking, deed: Deed) -> Deed:
    record = taking.record
    return retire_deed(
        deed=deed,
        ground=record["ground"],
        reason=record["reason"],
        replaced_by=_successor(taking),
        user=taking.user,
        now=taking.now,
    )


# --- Reading values


def moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
