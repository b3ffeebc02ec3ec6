"""The last screen: what the site noticed, what the author confirms, and the terms."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deeds.languages import Shown, shown_in
from deeds.models import Deed, DeedSubmission, TermsVersion
from deeds.similar import Similar, similar_deeds
from deeds.submitting.drafting import Part
from deeds.submitting.forms.facts import (
    at_most_five,
    many,
    register_choices,
    sector_choices,
    sector_facts,
)
from deeds.submitting.forms.steps import StepForm
from deeds.submitting.rules import REQUIRED
from deeds.submitting.sending import Acceptance
from deeds.suggesting import Suggestions, suggest
from deeds.terms import current_terms
from registers.models import Theme


class CheckForm(StepForm):
    """Sectors and themes as suggested or chosen before, the deed that inspired it, and the terms."""

    sectors = many(gettext_lazy("Sectors"))
    themes = many(gettext_lazy("Themes"))
    inspired_by = forms.TypedChoiceField(
        label=gettext_lazy("Did one of these give you the idea?"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    accepted = forms.BooleanField(
        error_messages={"required": gettext_lazy("Accept the terms and the licence to send the deed in.")}
    )

    def __init__(self, data: Any = None, *, submission: DeedSubmission) -> None:
        self.similar = similar_to(submission)
        self.suggested = suggested_for(submission)
        self.terms = current_terms(now=timezone.now())
        super().__init__(data, submission=submission)
        self.statement = statement(self.terms)
        self.fields["accepted"].label = self.statement
        self.known = self._known()
        self._offer("sectors", sector_choices(submission.language))
        self._offer("themes", register_choices(Theme, submission.language))
        self._offer_inspiration()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Only what was suggested or chosen: the whole list stands on its own screen."""
        offered = set(self.initial[name])
        shown = [(code, label) for code, label in choices if code in offered]
        if shown:
            self.fields[name].choices = shown  # type: ignore[attr-defined]  # a ChoiceField has them
        else:
            del self.fields[name]

    def _known(self) -> dict[int, Shown]:
        """What may have given the idea, as the author's language calls it: look-alikes, and what was named."""
        named = Deed.objects.live().filter(number=self.submission.facts.get("inspired_by"))
        rows = dict.fromkeys([*(each.deed for each in self.similar), *named])
        return {shown.deed.number: shown for shown in shown_in(rows, self.submission.language)}

    @property
    def look_alikes(self) -> list[tuple[Similar, Shown]]:
        return [
            (each, self.known[each.deed.number]) for each in self.similar if each.deed.number in self.known
        ]

    def _offer_inspiration(self) -> None:
        if not self.known:
            del self.fields["inspired_by"]
            return
        offered = ((str(number), shown.title) for number, shown in self.known.items())
        choices = [("", _("No, it is our own")), *offered]
        self.fields["inspired_by"].choices = choices  # type: ignore[attr-defined]  # likewise

    def first_values(self) -> dict[str, Any]:
        facts = self.submission.facts
        whole = ["whole"] if facts.get("whole_organisation") else []
        sectors, themes = (
            [each.code for each in rows] for rows in (self.suggested.sectors, self.suggested.themes)
        )
        return {
            "sectors": [*whole, *facts["sectors"]] if "sectors" in facts else sectors,
            "themes": facts.get("themes", themes),
            "inspired_by": facts.get("inspired_by") or "",
        }

    @property
    def is_suggested(self) -> bool:
        """Whether what is ticked comes from the site, so that the author is asked to confirm it."""
        offered = {"sectors", "themes"} & self.fields.keys()
        return bool(offered - self.submission.facts.keys())

    def clean_themes(self) -> list[str]:
        return at_most_five(self.cleaned_data["themes"])

    def part(self) -> Part:
        cleaned = self.cleaned_data
        names = ("themes", "inspired_by")
        facts = {name: cleaned[name] for name in names if name in cleaned}
        return Part(facts={**facts, **sector_facts(cleaned)})

    @property
    def acceptance(self) -> Acceptance:
        return Acceptance(self.terms.label if self.terms else "", self.statement)


def similar_to(submission: DeedSubmission) -> list[Similar]:
    leave_out = submission.deed.number if submission.deed else None
    words = {name: str(text) for name, text in submission.words.items()}
    return similar_deeds(texts=words, language=submission.language, leave_out=leave_out)


def suggested_for(submission: DeedSubmission) -> Suggestions:
    text = "\n".join(str(submission.words.get(name, "")) for name in REQUIRED)
    return suggest(text=text, language=submission.language)


def statement(terms: TermsVersion | None) -> str:
    """What somebody accepts by the tick; the ledger keeps these words as they were shown."""
    licence = _("Others may copy and adapt the deed when they name the organisation (licence CC BY 4.0).")
    if terms is None:
        return _("I publish the deed for my organisation.") + " " + licence
    accepted = _("I accept the terms of publishing, version %(version)s.") % {"version": terms.label}
    return f"{accepted} {licence}"
