"""Cells that say one of a few things: the code of what people write, in any language."""

import re
from collections.abc import Mapping
from functools import cache

from django.utils import translation
from django.utils.translation import gettext as _

from deeds.facts import participant_names
from deeds.models.shared import PARTICIPANTS, CostBand, HoursBand, Scale, Stage
from deeds.models.words import LANGUAGES
from registers.names import folded

BANDS = {"stage": Stage, "scale": Scale, "cost_band": CostBand, "hours_band": HoursBand}
YES, NO = {"1", "x", "true", "yes", "kylla", "ja"}, {"0", "false", "no", "ei", "nej"}


@cache  # of the five targets
def words_of(target: str) -> Mapping[str, str]:
    """What may stand in a cell -> code; of a label like "small: one team" its first word too."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            labels = participant_names() if target == "participants" else dict(BANDS[target].choices)
            for code, label in labels.items():
                shown = str(label)
                found |= {folded(text): str(code) for text in (code, shown, shown.partition(":")[0])}
    return found


def one_of(target: str, label: str, text: str) -> str:
    """Raises ValueError with a sentence."""
    code = words_of(target).get(folded(text))
    if code is None:
        raise ValueError(_("“%(value)s” is not among: %(register)s") % {"value": text, "register": label})
    return code


def who_took_part(label: str, text: str) -> list[str]:
    found = {one_of("participants", label, part) for part in re.split(r"[;,\n]", text) if part.strip()}
    return [code for code in PARTICIPANTS if code in found]


def flag(text: str) -> bool:
    said = folded(text)
    if said not in YES | NO:
        raise ValueError(_("“%(value)s” is neither yes nor no") % {"value": text})
    return said in YES
