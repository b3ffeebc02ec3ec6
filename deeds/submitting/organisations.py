"""Whose deed it is: found by any name, or described by the author; a row of the register once a moderator agrees."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from deeds.models import DeedSubmission
from registers.models import County, Municipality, Organisation, Register, Unit
from registers.names import called, folded, is_named_after, like, own_names
from registers.services import Names, create_organisation

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

# Helsinki and Åland run their services themselves: their areas are no employers beside the city and the province.
NO_EMPLOYERS = ("90", "91")
# What people write after a municipality's name, as `folded` has it.
_KINDS = re.compile(r"( (kaupunki|kunta|stad|kommun))+$")


@dataclass(frozen=True)
class Found:
    """One employer: `key` is "organisation:<code>", "municipality:<code>", "county:<code>", or "unit:<code>" of a part
    of an organisation."""

    key: str
    name: str
    kind: str  # a value of Organisation.Type, or "unit"


def search(text: str, *, language: str, limit: int = 8) -> list[Found]:
    """Employers and units by any name of theirs, or by one that is nearly so; known organisations first."""
    employers, written = _employers(), _words(text)
    exact = [row for words in written for row in called(employers, words)]
    # The bare name first: "Espoon kaupunki" is nearer to "Espoo" than to other towns' full names.
    near = [row for words in reversed(written) for row in like(employers, words, limit=limit)]
    return [_found(row, language) for row in list(dict.fromkeys([*exact, *near]))[:limit]]


def only_match(text: str, *, language: str) -> Found | None:
    """The one employer or unit that is called exactly so; None where none or several are.

    A unit's own name is not enough: every county has a "home care", whether it stands in the register or not.
    """
    employers = _employers()
    for words in _words(text):
        rows = called(employers, words)
        if rows:
            is_bare_unit = isinstance(rows[0], Unit) and words in own_names(rows[0])
            return _found(rows[0], language) if len(rows) == 1 and not is_bare_unit else None
    return None


def chosen(key: str) -> dict[str, Any]:
    """What a submission keeps of a choice: its columns `organisation` and `new_organisation`. Unknown keys: {}."""
    register, _colon, code = key.partition(":")
    if register in {"organisation", "unit"}:
        unit = Unit.of_employers().filter(code=code).first() if register == "unit" else None
        codes = [unit.organisation.current.code if unit else code]
        row = Organisation.objects.filter(code__in=codes, status=Organisation.Status.ACTIVE).first()
        return {"organisation": row, "new_organisation": {}} if row else {}
    model: type[Register] | None = {"municipality": Municipality, "county": County}.get(register)
    area = model._default_manager.filter(code=code).first() if model else None
    if area is None:
        return {}
    names = {"name_fi": area.name_fi, "name_sv": area.name_sv}
    given = {**names, "type": register, "business_id": "", register: code, "key": key}
    return {"organisation": None, "new_organisation": given}


def unit_texts(submission: DeedSubmission, key: str) -> dict[str, dict[str, str]]:
    """What a choice writes into the texts: a unit its names, another employer takes away the unit chosen before."""
    unit = (
        Unit.of_employers().filter(code=key.removeprefix("unit:")).first()
        if key.startswith("unit:")
        else None
    )
    if unit is None and unit_of(submission) is None:
        return {}
    written = (code for code, texts in submission.texts.items() if any(map(str.strip, texts.values())))
    languages = dict.fromkeys([submission.language, *written])
    return {code: {"unit": unit.name_in(code) if unit else ""} for code in languages}


def unit_of(submission: DeedSubmission) -> Unit | None:
    """The unit of the register that a submission names by its words."""
    words = str(submission.words.get("unit", ""))
    organisation = submission.organisation
    if not words or organisation is None:
        return None
    own = Q(organisation=organisation.current) | Q(organisation__merged_into=organisation.current)
    return next(iter(called(Unit.of_employers().filter(own), words)), None)


def described(values: Mapping[str, str]) -> dict[str, Any]:
    """What a submission keeps of an employer that the author describes."""
    names = ("name_fi", "name_sv", "type", "business_id", "municipality")
    return {"organisation": None, "new_organisation": {name: values.get(name, "") for name in names}}


def key_of(submission: DeedSubmission) -> str:
    """The key of what a submission names, "new" for one that the author described, "" for none."""
    if submission.organisation is not None:
        unit = unit_of(submission)
        return f"unit:{unit.code}" if unit else f"organisation:{submission.organisation.code}"
    given = submission.new_organisation
    return str(given.get("key") or ("new" if given.get("name_fi") else ""))


def name_of(submission: DeedSubmission, language: str) -> str:
    if submission.organisation is not None:
        return submission.organisation.label_in(language)
    given = submission.new_organisation
    return str(given.get("name_sv" if language == "sv" else "name_fi") or given.get("name_fi", ""))


@transaction.atomic
def settle_organisation(
    *, submission: DeedSubmission, user: "AbstractBaseUser | None", now: datetime
) -> Organisation | None:
    """The register's row of whom a submission names; made if there is none yet. None where it names nobody."""
    row = submission.organisation or _known(submission.new_organisation) or _create(submission, user, now)
    if row is not None and submission.organisation_id != row.pk:
        submission.organisation, submission.new_organisation = row, {}
        submission.save(update_fields=["organisation", "new_organisation"])
    return row.current if row else None


def _known(given: Mapping[str, Any]) -> Organisation | None:
    """A row that carries the same business ID, or is the employer of the same municipality or county."""
    rows = Organisation.objects.filter(status=Organisation.Status.ACTIVE)
    if given.get("business_id") and (row := rows.filter(business_id=given["business_id"]).first()):
        return row
    kind = given.get("type", "")
    if kind in {"municipality", "county"} and given.get(kind):
        found = rows.filter(type=kind, **{f"{kind}__code": given[kind]}).select_related(kind)
        return next((row for row in found if _area_of(row, kind)), None)
    return None


def _area_of(row: Organisation, kind: str) -> Register | None:
    """The municipality or county that an organisation is, by its type and its name."""
    area: Register | None = getattr(row, kind)
    return area if row.type == kind and area is not None and is_named_after(row, area) else None


def _create(
    submission: DeedSubmission, user: "AbstractBaseUser | None", now: datetime
) -> Organisation | None:
    given = submission.new_organisation
    if not given.get("name_fi"):
        return None
    return create_organisation(
        code=_free_code(given["name_fi"]),
        names=Names(fi=given["name_fi"], sv=given.get("name_sv", "")),
        type=given.get("type") or Organisation.Type.OTHER,
        business_id=given.get("business_id", ""),
        municipality=Municipality.objects.filter(code=given.get("municipality") or "-").first(),
        county=County.objects.filter(code=given.get("county") or "-").first(),
        user=user,
        now=now,
    )


def _free_code(name: str) -> str:
    base = slugify(name)[:70] or "organisation"
    codes = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(code for code in codes if not Organisation.objects.filter(code=code).exists())


def _words(text: str) -> list[str]:
    """The words as written, and without "kaupunki" and the like after the name."""
    bare = _KINDS.sub("", folded(text))
    return list(dict.fromkeys(part for part in (folded(text), bare) if part))


def _employers() -> list[Register]:
    """Known organisations, the municipalities and counties that none of them stands for, and units."""
    today = timezone.localdate()
    rows = Organisation.objects.filter(status=Organisation.Status.ACTIVE).order_by()
    known = list(rows.select_related("municipality", "county"))
    return [
        *known,
        *_without(Municipality, known, "municipality", today),
        *_without(County, known, "county", today).exclude(code__in=NO_EMPLOYERS),
        *Unit.of_employers().current(on=today),
    ]


def _without(model: type[Register], known: list[Organisation], kind: str, today: date) -> Any:
    covered = [area.pk for row in known if (area := _area_of(row, kind))]
    return model._default_manager.current(on=today).exclude(pk__in=covered)


def _found(row: Register, language: str) -> Found:
    prefix = str(row._meta.model_name)
    if isinstance(row, Unit):
        return Found(key=f"unit:{row.code}", name=row.label_in(language), kind="unit")
    kind = row.type if isinstance(row, Organisation) else prefix
    return Found(key=f"{prefix}:{row.code}", name=row.name_in(language), kind=kind)
