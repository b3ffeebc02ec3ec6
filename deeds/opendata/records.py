"""What the open data say of a deed: one plain value per deed, the same for every format, the changes and the import.

Only what readers see: live deeds with their public pages, reviewed leads, authors who ticked that they are named; retired
deeds as a number with the reason. Codes stand for registers, numbers for deeds; no key of the database, no address of a
person.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F, Max, Value
from django.db.models.functions import Coalesce

from core.html import absolute_url
from core.pages import page_url
from deeds.languages import live_pages, original_of
from deeds.models import (
    Adoption,
    Decision,
    Deed,
    DeedAuthor,
    DeedLead,
    DeedPage,
    DeedVersion,
    FollowUp,
    Part,
)
from deeds.versioning.values import FIELDS, page_texts

Record = dict[str, Any]

CHUNK = 200
PUBLIC = (Deed.State.LIVE, Deed.State.RETIRED)
# The texts of a page, in the order in which a reader meets them.
TEXTS = (*(field.code for field in FIELDS if not field.is_shared), "search_description")
CODE_LISTS = ("sectors", "themes", "client_groups", "municipalities")
CHOICES = ("stage", "scale", "cost_band", "hours_band", "licence")


def records(*, after: int = 0) -> Iterator[Record]:
    """Every public deed in the order of numbers; never more than a few hundred of them in memory."""
    while chunk := rows_of(
        Deed.objects.filter(state__in=PUBLIC, number__gt=after).order_by("number")[:CHUNK]
    ):
        yield from records_of(chunk)
        after = chunk[-1].number


def rows_of(deeds: Any) -> list[Any]:
    """Deeds with the codes and numbers that stand in their records for other rows; those rows are not read."""
    rows = deeds.annotate(
        organisation_code=Coalesce("organisation__code", Value("")),
        goal_code=Coalesce("programme_goal__code", Value("")),
        inspired_by_number=F("inspired_by__number"),
        replaced_by_number=F("replaced_by__number"),
    )
    return list(rows.prefetch_related(*CODE_LISTS))


def record_of(deed: Deed) -> Record | None:
    """One deed as it is in the database now; None where readers see nothing of it."""
    return next(iter(records_of(rows_of(Deed.objects.filter(pk=deed.pk)))), None)


def records_of(deeds: Sequence[Any]) -> list[Record]:
    """The records of what `rows_of` gave, with a number of queries that does not grow with them."""
    around = _Around([deed for deed in deeds if deed.is_live], deeds)
    found = (_record(deed, around) for deed in deeds)
    return [record for record in found if record is not None]


class _Around:
    """What stands in other tables about live deeds, asked for once."""

    def __init__(self, live: Sequence[Deed], all_of_them: Sequence[Deed]) -> None:
        self.pages = live_pages(live)
        self.versions = _versions(live)
        self.leads = _grouped(
            DeedLead.objects.filter(deed__in=live, reviewed_at__isnull=False).select_related("locale")
        )
        shown = DeedAuthor.objects.filter(deed__in=live, is_shown=True, accepted_at__isnull=False)
        self.authors = _grouped(shown.exclude(name=""))
        self.adoptions = _grouped(
            Adoption.objects.filter(deed__in=live, state=Adoption.State.ACCEPTED)
            .select_related("follow_up")
            .annotate(
                # As `Organisation.current` has it.
                organisation_code=Coalesce("organisation__merged_into__code", "organisation__code"),
                resulting_number=F("resulting_deed__number"),
            )
            .order_by("decided_at", "pk")
        )
        hiding = Decision.objects.filter(
            deed__in=all_of_them, kind=Decision.Kind.RESTRICTED, part=Part.WHOLE, lifted_at__isnull=True
        )
        self.hidden = set(hiding.values_list("deed", flat=True))


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.deed_id].append(row)
    return found


def _versions(deeds: Sequence[Deed]) -> dict[int, dict[str, int]]:
    rows = DeedVersion.objects.filter(deed__in=deeds).order_by().values_list("deed", "language")
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for deed, language, newest in rows.annotate(newest=Max("number")):
        found[deed][language] = newest
    return found


def _record(deed: Any, around: _Around) -> Record | None:
    if deed.state == Deed.State.RETIRED:
        return _tombstone(deed, is_hidden=deed.pk in around.hidden)
    pages = around.pages.get(deed.translation_key, {})
    original = original_of(deed, pages)
    if original is None or not deed.is_live:
        return None
    versions = around.versions.get(deed.pk, {})
    order = [original.locale.language_code, *sorted(pages.keys() - {original.locale.language_code})]
    return {
        "number": deed.number,
        "state": "published",
        "address": absolute_url(deed.get_absolute_url()),
        "published_at": utc(deed.published_at),
        "changed_at": utc(deed.changed_at),
        "language": order[0],
        **_shared(deed),
        "image": _image(original),
        "pages": {code: _page(pages[code], versions.get(code, 1)) for code in order},
        "leads": {
            lead.locale.language_code: {"title": lead.title, "text": lead.text, "origin": lead.origin}
            for lead in sorted(around.leads.get(deed.pk, ()), key=lambda lead: str(lead.locale.language_code))
            if lead.locale.language_code not in pages
        },
        "authors": [{"name": row.name, "role": row.role} for row in around.authors.get(deed.pk, ())],
        "adoptions": _adoptions(around.adoptions.get(deed.pk, ())),
        "adopters": deed.adopters,
    }


def _tombstone(deed: Any, *, is_hidden: bool) -> Record:
    """A retired deed: that it was, why it went and what took its place; of one that is restricted not even why."""
    return {
        "number": deed.number,
        "state": "retired",
        "address": absolute_url(deed.get_absolute_url()),
        "published_at": utc(deed.published_at),
        "retired_at": utc(deed.retired_at),
        "ground": deed.retired_ground,
        "reason": "" if is_hidden else deed.retired_reason,
        "replaced_by": deed.replaced_by_number,
    }


def _shared(deed: Any) -> Record:
    return {
        "organisation": deed.organisation_code,
        **{name: sorted(row.code for row in getattr(deed, name).all()) for name in CODE_LISTS},
        "whole_organisation": deed.whole_organisation,
        "participants": deed.participants,
        "goal": deed.goal_code,
        "start_date": day(deed.start_date),
        "end_date": day(deed.end_date),
        **{name: getattr(deed, name) for name in CHOICES},
        "inspired_by": deed.inspired_by_number,
    }


def _image(page: DeedPage) -> Record | None:
    if page.image is None:
        return None
    return {"address": absolute_url(page.image.file.url), "credit": page.image_credit}


def _page(page: DeedPage, version: int) -> Record:
    texts = page_texts(page) | {"search_description": page.search_description}
    return {
        "address": page_url(page),
        "published_at": utc(page.first_published_at),
        "version": version,
        **{name: texts[name] for name in TEXTS},
    }


def _adoptions(rows: Sequence[Any]) -> list[Record]:
    """One an organisation, as the one that carries on; by its code, since the order of decisions is nobody's business."""
    found: dict[str, Record] = {}
    for row in rows:
        code = row.organisation_code
        line = {"organisation": code, "kind": row.kind, "resulting_deed": row.resulting_number}
        found.setdefault(code, line | {"stayed": _stayed(row)})
    return [found[code] for code in sorted(found)]


def _stayed(row: Adoption) -> Record | None:
    """What the adopter answered a year on, as the deed's page shows it."""
    follow_up: FollowUp | None = getattr(row, "follow_up", None)
    if follow_up is None or follow_up.answered_at is None:
        return None
    return {"stage": follow_up.stage, "kept": follow_up.kept}


def utc(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC; fractions of a second where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def line_of(record: Mapping[str, Any]) -> str:
    """One line of JSON Lines: keys in the order of the record, no spaces, letters as they are."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def fingerprint(record: Mapping[str, Any]) -> str:
    """Of what a record says, not of when: saving the same again is no change."""
    return hashlib.sha256(line_of(_timeless(record)).encode()).hexdigest()


def _timeless(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: _timeless(part)
            for name, part in value.items()
            if name not in {"published_at", "changed_at"}
        }
    return value
