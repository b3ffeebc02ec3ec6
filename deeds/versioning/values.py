"""What readers see of a deed's page, as plain values: the contents of a version, and where a correction begins."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.rendering import render_stream
from deeds.facts import iso_date
from deeds.models import Deed, DeedPage

Values = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One value of a version. `kind` says how it is shown and compared: text, codes (of register rows or groups),
    code (one), choice, flag, date, number, picture."""

    code: str
    label: Promise
    kind: str = "text"
    is_shared: bool = False  # the same in every language of the deed

    @property
    def is_text(self) -> bool:
        return self.kind == "text"


# In the order in which a reader meets them. Left out: who took the picture, and everything else that names a person.
FIELDS = (
    Field("title", _("title")),
    Field("goal", _("goal")),
    Field("result", _("result")),
    Field("measure_indicator", _("what was measured")),
    Field("measure_before", _("before")),
    Field("measure_after", _("after")),
    Field("measure_unit", _("unit of measure")),
    Field("measure_period", _("period")),
    Field("what_we_did", _("what we did")),
    Field("did_not_work", _("what did not work")),
    Field("conditions", _("conditions for adopting it")),
    Field("after_year", _("after a year")),
    Field("image", _("image"), "picture", is_shared=True),
    Field("image_alt", _("alt text")),
    Field("organisation", _("organisation"), "code", is_shared=True),
    Field("unit", _("unit")),
    Field("municipalities", _("municipalities"), "codes", is_shared=True),
    Field("participants", _("who took part"), "codes", is_shared=True),
    Field("whole_organisation", _("whole organisation"), "flag", is_shared=True),
    Field("sectors", _("sectors"), "codes", is_shared=True),
    Field("themes", _("themes"), "codes", is_shared=True),
    Field("client_groups", _("client groups"), "codes", is_shared=True),
    Field("goal_code", _("programme goal"), "code", is_shared=True),
    Field("start_date", _("start date"), "date", is_shared=True),
    Field("end_date", _("end date"), "date", is_shared=True),
    Field("stage", _("stage"), "choice", is_shared=True),
    Field("scale", _("scale"), "choice", is_shared=True),
    Field("cost_band", _("costs"), "choice", is_shared=True),
    Field("hours_band", _("hours of work"), "choice", is_shared=True),
    Field("cost_hours", _("costs and work in words")),
    Field("inspired_by", _("inspired by"), "number", is_shared=True),
    Field("licence", _("licence"), "choice", is_shared=True),
)
FIELD = {field.code: field for field in FIELDS}


def page_values(page: DeedPage, holder: "DeedPage | Deed") -> Values:
    """A page's texts with what its holder (the source page, or the row that follows it) says for every language."""
    texts = page_texts(page)
    if not texts["after_year"]:
        del texts["after_year"]  # so that a page of before there was this field equals its latest version
    return texts | shared_values(holder) | {"image": page.image_id or 0}


def page_texts(page: DeedPage) -> dict[str, str]:
    """What a page says in its own language, as plain text."""
    own = (field.code for field in FIELDS if not field.is_shared)
    return {code: story_text(page) if code == "what_we_did" else getattr(page, code).strip() for code in own}


def shared_values(holder: "DeedPage | Deed") -> Values:
    choices = ("whole_organisation", "stage", "scale", "cost_band", "hours_band", "licence")
    relations = ("sectors", "themes", "client_groups", "municipalities")
    return {
        **{name: getattr(holder, name) for name in choices},
        **{name: sorted(row.code for row in getattr(holder, name).all()) for name in relations},
        "participants": holder.participants,
        "organisation": holder.organisation.code if holder.organisation else "",
        "goal_code": holder.programme_goal.code if holder.programme_goal else "",
        "inspired_by": holder.inspired_by.number if holder.inspired_by else 0,
        "start_date": iso_date(holder.start_date),
        "end_date": iso_date(holder.end_date),
    }


def story_text(page: DeedPage) -> str:
    # Sizes and numbers in the text form follow the language that is active.
    with translation.override(page.locale.language_code):
        return render_stream(page.body, "text", {}).strip()


def fingerprint(values: Mapping[str, Any]) -> str:
    """SHA-256 of the values as canonical JSON: equal values, equal fingerprint."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Field]:
    """Which fields differ, in the order of the page; a field that an older version lacks counts as empty."""
    return [field for field in FIELDS if (before.get(field.code) or "") != (after.get(field.code) or "")]
