"""Adoptions of a record, once all deeds are here to which they may lead."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from deeds.importing.foreign import adoptions_of
from deeds.models import Deed
from deeds.opendata.records import Record, record_of
from deeds.spreading.adopting import AdoptionWord, record_adoption
from deeds.spreading.errors import AdoptionImpossible
from deeds.spreading.forms import sentence
from deeds.staying.services import take_over_answer
from registers.models import Organisation

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def apply_adoptions(
    *, record: Record, number: int | None, user: "AbstractBaseUser | None", now: datetime
) -> tuple[int, list[str]]:
    """Take over those that are not here yet, once all deeds are; how many, and what was left out, in sentences."""
    deed = Deed.objects.live().filter(number=number or 0).first()
    if deed is None or not record.get("adoptions"):
        return 0, []
    current = record_of(deed)
    known = {row["organisation"] for row in current["adoptions"]} if current else set()
    new = [row for row in adoptions_of(record) if row["organisation"] not in known]
    notes = [note for row in new if (note := _adopt(deed, row, user, now))]
    return len(new) - len(notes), notes


def _adopt(deed: Deed, row: Record, user: "AbstractBaseUser | None", now: datetime) -> str:
    organisation = Organisation.objects.filter(code=row["organisation"]).first()
    if organisation is None:
        return str(
            _("An adoption by “%(code)s” was left out: no such organisation.") % {"code": row["organisation"]}
        )
    result = Deed.objects.filter(number=row["resulting_deed"]).first() if row["resulting_deed"] else None
    word = AdoptionWord(deed=deed, organisation=organisation, kind=row["kind"], resulting_deed=result)
    try:
        adoption = record_adoption(word=word, user=user, now=now)
    except AdoptionImpossible as problem:
        return str(sentence(problem.problem))
    if stayed := row.get("stayed"):
        take_over_answer(adoption=adoption, stage=stayed["stage"], kept=stayed["kept"], now=now)
    return ""
