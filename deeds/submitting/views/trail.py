"""Where one is: the three screens that every deed needs, and the ones that may follow."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from deeds.models import DeedSubmission
from deeds.pictures.services import picture_of
from deeds.submitting.access import page_path
from deeds.submitting.forms.words import StoryForm, other_languages

NEEDED = ("who", "deed", "check")


@dataclass(frozen=True)
class Trail:
    """ "Step 2 of 3: The deed"."""

    number: int
    total: int
    title: str


@dataclass(frozen=True)
class Extra:
    """A screen that nobody needs: its name, where it is, how much of it is filled in."""

    title: str
    url: str
    text: str
    is_begun: bool


def titles() -> dict[str, str]:
    return {"who": _("You and your organisation"), "deed": _("The deed"), "check": _("Check and send")}


def trail(step: str) -> Trail:
    return Trail(NEEDED.index(step) + 1, len(NEEDED), titles()[step])


def extras(submission: DeedSubmission, token: str) -> list[Extra]:
    facts = submission.facts
    found = [
        Extra(_("What we did, and what others should know"), page_path(token, "story"), _("Steps, figures, conditions, costs."), _any(submission.words, StoryForm.text_names)),
        Extra(_("Sectors, themes and client groups"), page_path(token, "topics"), _("By these others find it."), _any(facts, ("sectors", "whole_organisation", "themes", "client_groups", "goal_code"))),
        Extra(_("Time, place and people"), page_path(token, "facts"), _("When, where, who took part, how far, links."), _any(facts, ("municipalities", "participants", "start_date", "end_date", "cost_band", "hours_band", "links"))),
        Extra(_("A picture"), page_path(token, "picture"), _("A photo, from the camera or from what you have."), picture_of(submission) is not None),
    ]  # fmt: skip
    for code in other_languages(submission):
        name = get_language_info(code)["name_local"].capitalize()
        is_begun = _any(submission.texts.get(code, {}), ("title", "goal", "result"))
        text = _("More readers understand it.")
        found.append(Extra(_("The same in another language: %(language)s") % {"language": name}, page_path(token, f"in-{code}"), text, is_begun))  # fmt: skip
    name_text = _("Not shown unless you say so.")
    found.append(Extra(_("Your name and role"), page_path(token, "author"), name_text, submission.shows_name))
    return found


def _any(values: Any, names: Any) -> bool:
    return any(values.get(name) for name in names)
