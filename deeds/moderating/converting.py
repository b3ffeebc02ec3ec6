"""A submission's texts and facts as the fields of a deed, in every language that its author wrote."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import normalize_newlines
from django.utils.translation import gettext as _

from core.pages import LANGUAGE_NAMES
from core.validators import web_address
from deeds.models import Deed, DeedSubmission
from deeds.pictures.services import picture_of
from deeds.services import DeedFields, DeedTexts
from deeds.submitting.organisations import unit_of
from deeds.submitting.rules import REQUIRED, whole_languages

if TYPE_CHECKING:
    from wagtail.images.models import AbstractImage

# Names and numbers: where one language lacks them, the other's are better than none.
SAME = (
    "unit", "measure_indicator", "measure_before", "measure_after", "measure_unit", "measure_period", "image_alt",
)  # fmt: skip
# Prose: where one language lacks it, the page says in which language it is told.
PROSE = ("conditions", "did_not_work", "cost_hours")
SHARED = (
    "sectors", "whole_organisation", "themes", "client_groups", "municipalities", "goal_code", "participants",
    "stage", "scale", "cost_band", "hours_band",
)  # fmt: skip
Words = dict[str, str]


def deed_fields(
    submission: DeedSubmission, *, organisation: str, image: "AbstractImage | None" = None
) -> DeedFields:
    """The whole deed in the author's language. `image` is the author's picture in the library, if there is one."""
    facts = submission.facts
    shared = {name: facts[name] for name in SHARED if facts.get(name) not in (None, "")}
    return DeedFields(
        **_page_words(submission, submission.language),
        **shared,
        organisation=organisation,
        start_date=_day(facts.get("start_date")),
        end_date=_day(facts.get("end_date")),
        inspired_by=_published(facts.get("inspired_by")),
        image=image,
        image_credit=_credit(submission),
    )


def translations(submission: DeedSubmission) -> dict[str, DeedTexts]:
    """The texts of every other language in which the author wrote a whole deed."""
    others = [language for language in whole_languages(submission) if language != submission.language]
    return {language: DeedTexts(**_page_words(submission, language)) for language in others}


def leads(submission: DeedSubmission) -> dict[str, tuple[str, str]]:
    """Title and text of the languages in which the author wrote a little: enough for a lead."""
    whole = {submission.language, *whole_languages(submission)}
    found = {}
    for language, words in submission.texts.items():
        text = _text(words, "result") or _text(words, "goal")
        if language not in whole and _text(words, "title") and text:
            found[language] = (_text(words, "title"), text[:600])
    return found


def _page_words(submission: DeedSubmission, language: str) -> dict[str, Any]:
    """A page's texts. All languages get the same parts, since a translated page has its source's structure."""
    languages = whole_languages(submission) or [submission.language]
    texts = {code: submission.texts.get(code, {}) for code in languages}
    own = texts.get(language, {})
    words: dict[str, Any] = {name: _text(own, name) for name in REQUIRED}
    for name in (*SAME, *PROSE):
        words[name] = _text(own, name) or _stand_in(name, texts, language)
    words["unit"] = _text(own, "unit") or _unit_in(submission, language) or words["unit"]
    words["image_alt"] = words["image_alt"] or _alt(submission, language)
    return words | {"body": _body(texts, language, submission.facts.get("links", []))}


def _stand_in(name: str, texts: Mapping[str, Mapping[str, Any]], language: str) -> str:
    """What stands where this language says nothing and another does; "" where none does."""
    other = next((code for code in texts if _text(texts[code], name)), None)
    if other is None:
        return ""
    return _text(texts[other], name) if name in SAME else told_in(other, language)


def told_in(other: str, language: str) -> str:
    """A sentence in one language that says in which other language something is told."""
    with translation.override(language):
        return _("Told in this language only: %(language)s.") % {"language": LANGUAGE_NAMES.get(other, other)}


def _body(
    texts: Mapping[str, Mapping[str, Any]], language: str, links: Sequence[Mapping[str, str]]
) -> list[dict[str, str]]:
    told = {code: paragraphs(_text(words, "what_we_did")) for code, words in texts.items()}
    most = min((len(paragraphs) for paragraphs in told.values() if paragraphs), default=0)
    own = told.get(language, [])
    if most and not own:
        other = next(code for code in told if told[code])
        own, most = [told_in(other, language)], 1
    elif any(not paragraphs for paragraphs in told.values()):
        most = min(most, 1)
    blocks = [paragraph_block(joined(own, most))] if most else []
    listed = _links_html(links)
    return [*blocks, *([{"type": "paragraph", "value": listed}] if listed else [])]


def paragraphs(text: str) -> list[str]:
    parts = (part.strip() for part in normalize_newlines(text).split("\n\n"))
    return [part for part in parts if part]


def joined(paragraphs: list[str], most: int) -> list[str]:
    """At most so many paragraphs: the last takes in what is left, with its breaks kept."""
    kept = paragraphs[: most - 1]
    return [*kept, "\n\n".join(paragraphs[most - 1 :])]


def paragraph_block(paragraphs: Sequence[str]) -> dict[str, str]:
    lines = (mark_safe(str(conditional_escape(text)).replace("\n", "<br/>")) for text in paragraphs)  # noqa: S308 — escaped just here
    return {"type": "paragraph", "value": str(format_html_join("", "<p>{}</p>", ((line,) for line in lines)))}


def _links_html(links: Sequence[Mapping[str, str]]) -> str:
    pairs = [
        (link["url"], link.get("text") or link["url"]) for link in links if _is_safe(link.get("url", ""))
    ]
    items = format_html_join("", '<li><a href="{}">{}</a></li>', pairs)
    return f"<ul>{items}</ul>" if pairs else ""


def _is_safe(url: str) -> bool:
    try:
        web_address(url)
    except ValidationError:
        return False
    return True


def _text(words: Mapping[str, Any], name: str) -> str:
    return str(words.get(name) or "").strip()


def _unit_in(submission: DeedSubmission, language: str) -> str:
    """A unit of the register has a name in each language."""
    unit = unit_of(submission)
    return unit.name_in(language) if unit else ""


def _alt(submission: DeedSubmission, language: str) -> str:
    picture = picture_of(submission)
    return picture.alt_in(language) if picture else ""


def _credit(submission: DeedSubmission) -> str:
    picture = picture_of(submission)
    return picture.credit if picture else ""


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _published(number: Any) -> int | None:
    """The deed that gave the idea, if readers can see it."""
    return number if number and Deed.objects.live().filter(number=number).exists() else None
