"""A correction by an author: begun from the version that stands, merged into whatever stands when it is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.models import Locale

from core.pages import LANGUAGE_NAMES
from deeds.errors import ChoicesMissing, DeedNotPublished, DraftInTheWay, PageChangedMeanwhile, StoryNotPlain
from deeds.models import PARTICIPANTS, Deed, DeedAuthor, DeedLead, DeedPage, DeedSubmission, DeedVersion
from deeds.pictures.services import picture_of, publish_picture
from deeds.screening.guard import refuse_identity_codes
from deeds.services import publish_deed, set_lead
from deeds.submitting.drafting import start_from_deed
from deeds.submitting.rules import TEXT_LENGTHS
from deeds.telling import is_plain, listed, story
from deeds.versioning.merging import Choice, FieldSides, merged_values, three_sides, undecided
from deeds.versioning.other_languages import (
    LanguageSides,
    chosen_texts,
    current_versions,
    language_sides,
    plain_texts,
    publish_texts,
)
from deeds.versioning.reading import FieldDifference, field_difference
from deeds.versioning.values import FIELDS, Values, story_text
from deeds.versioning.words import Words
from registers.models import ClientGroup, Goal, Municipality, Organisation, Sector, Theme

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

TEXTS = tuple(field.code for field in FIELDS if not field.is_shared and field.code != "image_alt")
# What an author may propose of the shared values; picture and licence have ways of their own.
FACTS = tuple(
    field.code
    for field in FIELDS
    if field.is_shared and field.code not in {"organisation", "image", "licence"}
)
RELATIONS: Mapping[str, Any] = {
    "sectors": Sector,
    "themes": Theme,
    "client_groups": ClientGroup,
    "municipalities": Municipality,
}


@transaction.atomic
def start_correction(*, author: DeedAuthor, goes_on: bool = True, now: datetime) -> DeedSubmission:
    """A draft filled in with what the deed says now; a draft of the same author on the same version `goes_on`.

    Raises DeedNotPublished.
    """
    deed = author.deed
    assert deed is not None  # noqa: S101 — the author's page is a deed's
    assert author.contact is not None  # noqa: S101 — who acts by a link has one
    version = current_version(deed)
    texts = {code: version.values.get(code, "") for code in TEXTS}
    # A story of an editor may be longer than the form takes: then it is left as it is.
    kept = {code: text for code, text in texts.items() if len(text) <= TEXT_LENGTHS.get(code, len(text))}
    if not is_plain(_blocks(deed.source_page)):
        kept.pop("what_we_did", None)  # nor is one that holds what the form can't show
    others = current_versions(deed)
    return start_from_deed(
        kind=DeedSubmission.Kind.CORRECTION,
        deed=deed,
        contact=author.contact,
        language=version.language,
        texts={version.language: kept, **{code: plain_texts(each) for code, each in others.items()}},
        facts={code: version.values.get(code) for code in FACTS if version.values.get(code)},
        organisation=deed.organisation,
        base_version=version,
        other_bases={code: each.number for code, each in others.items()},
        goes_on=goes_on,
        now=now,
    )


def current_version(deed: Deed) -> DeedVersion:
    """What the source page says now. Raises DeedNotPublished."""
    page = deed.source_page
    if page is None or not deed.is_live:
        raise DeedNotPublished(number=deed.number)
    version = deed.versions.filter(language=page.locale.language_code).order_by("-number").first()
    if version is None:
        raise DeedNotPublished(number=deed.number)
    return version


def open_correction(author: DeedAuthor) -> DeedSubmission | None:
    """An author's correction that is not decided yet."""
    rows = DeedSubmission.objects.filter(
        deed=author.deed, contact=author.contact, kind=DeedSubmission.Kind.CORRECTION
    )
    open_states = (DeedSubmission.State.DRAFT, DeedSubmission.State.PENDING, DeedSubmission.State.RETURNED)
    return rows.filter(state__in=open_states).order_by("-pk").first()


@dataclass(frozen=True)
class SideWords:
    """One field for the moderator: how the page moved on, and how the proposal differs from what stands there."""

    side: FieldSides
    since: FieldDifference | None  # None where the page has not moved on
    proposed: FieldDifference
    choice: Choice  # what is ticked, and what stands in the field for a merged text


@dataclass(frozen=True)
class OtherPage:
    """The same for a page in another language."""

    language: str
    name: str
    number: int
    has_moved_on: bool
    fields: list[SideWords]


@dataclass(frozen=True)
class Correction:
    """Everything that a moderator needs to decide on a correction."""

    base: DeedVersion
    current: DeedVersion
    fields: list[SideWords]
    other_pages: list[OtherPage]
    lead_languages: list[str]  # without a page: the words become a lead

    @property
    def has_moved_on(self) -> bool:
        return self.base.number != self.current.number


def correction_of(submission: DeedSubmission, *, language: str) -> Correction:
    """The sides in the moderator's words. Raises DeedNotPublished."""
    base, current = _base_and_current(submission)
    sides = three_sides(base.values, current.values, proposed_values(submission, base.values))
    words = Words(language, [base.values, current.values, {side.field.code: side.proposed for side in sides}])
    return Correction(
        base=base,
        current=current,
        fields=[_side_words(words, side) for side in sides],
        other_pages=[_other_page(each, language) for each in language_sides(submission)],
        lead_languages=[LANGUAGE_NAMES.get(code, code) for code in _lead_languages(submission, base)],
    )


def _other_page(each: LanguageSides, language: str) -> OtherPage:
    words = Words(language, [])
    return OtherPage(
        language=each.language,
        name=LANGUAGE_NAMES.get(each.language, each.language),
        number=each.current.number,
        has_moved_on=each.has_moved_on,
        fields=[_side_words(words, side) for side in each.sides],
    )


def _lead_languages(submission: DeedSubmission, base: DeedVersion) -> list[str]:
    assert submission.deed is not None  # noqa: S101 — a correction is of a deed
    written = {code for code, texts in submission.texts.items() if any(texts.values())}
    return sorted(written - {base.language} - current_versions(submission.deed).keys())


def _side_words(words: Words, side: FieldSides) -> SideWords:
    since = field_difference(words, side.field, side.base, side.current) if side.is_conflict else None
    choice = Choice(side.suggestion, str(side.proposed or "") if side.field.is_text else "")
    return SideWords(side, since, field_difference(words, side.field, side.current, side.proposed), choice)


def with_choices(correction: Correction, choices: Mapping[str, Choice]) -> Correction:
    """The same with what a moderator has chosen and typed already."""
    return replace(
        correction,
        fields=[_chosen(entry, choices, "") for entry in correction.fields],
        other_pages=[
            replace(page, fields=[_chosen(entry, choices, f"{page.language}.") for entry in page.fields])
            for page in correction.other_pages
        ],
    )


def _chosen(entry: SideWords, choices: Mapping[str, Choice], prefix: str) -> SideWords:
    return replace(entry, choice=choices.get(f"{prefix}{entry.side.field.code}", entry.choice))


def _base_and_current(submission: DeedSubmission) -> tuple[DeedVersion, DeedVersion]:
    assert submission.deed is not None  # noqa: S101 — a correction is of a deed
    current = current_version(submission.deed)
    return submission.base_version or current, current


def proposed_values(submission: DeedSubmission, base: Mapping[str, Any]) -> Values:
    """The author's words and facts in the form of a version; what was left out of the draft stays as it was."""
    texts = submission.texts.get(submission.language, {})
    values = {code: _plain(texts[code]) for code in TEXTS if code in texts}
    if links := submission.facts.get("links"):
        story_before = values.get("what_we_did", base.get("what_we_did", ""))
        values["what_we_did"] = "\n\n".join(part for part in (story_before, listed(links)) if part)
    facts = {code: submission.facts[code] for code in FACTS if code in submission.facts}
    shared = {code: sorted(value) if isinstance(value, list) else value for code, value in facts.items()}
    if "participants" in shared:
        shared["participants"] = [code for code in PARTICIPANTS if code in (shared["participants"] or ())]
    if submission.organisation is not None:
        shared["organisation"] = submission.organisation.code
    return {**values, **shared}


def _plain(text: Any) -> str:
    return str(text or "").replace("\r\n", "\n").strip()


@transaction.atomic
def apply_correction(
    *,
    submission: DeedSubmission,
    choices: Mapping[str, Choice],
    seen_version: int,
    seen_others: Mapping[str, int] | None = None,
    user: "AbstractBaseUser | None",
    now: datetime,
) -> Deed:
    """Publish a correction as the moderator merged it; what becomes of the submission is the queue's to say.

    A picture of the submission takes the place of the page's: whoever publishes has seen it.

    Args:
        choices: by the code of a field ("goal"; "sv.goal" of another page), one for each of `three_sides`.
        seen_version: the number of the current version on which the moderator decided.
        seen_others: the same of other pages, by language.
    Raises PageChangedMeanwhile, DraftInTheWay, ChoicesMissing, StoryOutOfStep, StoryNotPlain, DeedNotPublished, or ValidationError where the merged
    page breaks a rule or merged words hold an identity code; then nothing is written.
    """
    assert submission.deed_id is not None  # noqa: S101 — a correction is of a deed
    refuse_identity_codes(**{code: choice.text for code, choice in choices.items()})
    deed = Deed.objects.select_for_update().get(pk=submission.deed_id)
    submission.deed = deed
    base, current = _base_and_current(submission)
    if current.number != seen_version:
        raise PageChangedMeanwhile(number=deed.number, seen=seen_version, current=current.number)
    sides = three_sides(base.values, current.values, proposed_values(submission, base.values))
    if lacking := undecided(sides, choices):
        raise ChoicesMissing(number=deed.number, fields=[side.field.code for side in lacking])
    others = chosen_texts(submission, choices, seen_others or {})
    values = merged_values(sides, choices)
    if values or picture_of(submission) is not None:
        _publish(deed, values, submission, user, now)
    publish_texts(deed, others, submission, user, now)
    _set_leads(deed, submission, now)
    deed.refresh_from_db()
    return deed


def _publish(
    deed: Deed, values: Values, submission: DeedSubmission, user: "AbstractBaseUser | None", now: datetime
) -> None:
    assert deed.source_page is not None  # noqa: S101 — it has a current version
    page = DeedPage.objects.get(pk=deed.source_page.pk)
    if page.has_unpublished_changes:
        raise DraftInTheWay(number=deed.number)
    write_values(page, values)
    if picture := picture_of(submission):
        page.image = publish_picture(picture=picture, page_title=page.title, user=user, now=now)
        page.image_alt, page.image_credit = picture.alt, picture.credit
    page.save_revision(user=user)
    publish_deed(page=page, user=user, submission=submission, now=now)


def write_values(page: DeedPage, values: Values) -> None:
    """Put values of a version onto a page that is not saved yet. Raises StoryNotPlain."""
    for code, value in values.items():
        if code == "what_we_did":
            page.body = _story_blocks(page, value)
        elif code in RELATIONS:
            setattr(page, code, list(RELATIONS[code]._default_manager.filter(code__in=value or ())))
        elif code in WRITERS:
            WRITERS[code](page, value)
        else:
            setattr(page, code, value if value is not None else "")


def _story_blocks(page: DeedPage, text: str) -> list[dict[str, Any]]:
    """The corrected story. One that holds more than its text can say is left whole, and takes only what is added."""
    blocks = _blocks(page)
    if is_plain(blocks):
        return story(text)
    before = story_text(page)
    if not text.startswith(before):
        raise StoryNotPlain(title=page.title)
    return [*blocks, *story(text.removeprefix(before))]


def _blocks(page: Any) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = page.body.get_prep_value()
    return blocks


def _write_participants(page: DeedPage, codes: Any) -> None:
    for code, field in PARTICIPANTS.items():
        setattr(page, field, code in (codes or ()))


def _write_day(name: str) -> Any:
    return lambda page, text: setattr(page, name, date.fromisoformat(text) if text else None)


WRITERS: Mapping[str, Any] = {
    "participants": _write_participants,
    "start_date": _write_day("start_date"),
    "end_date": _write_day("end_date"),
    "whole_organisation": lambda page, value: setattr(page, "whole_organisation", bool(value)),
    "organisation": lambda page, code: setattr(page, "organisation", Organisation.objects.get(code=code)),
    "goal_code": lambda page, code: setattr(page, "programme_goal", Goal.objects.filter(code=code).first()),
    "inspired_by": lambda page, number: setattr(
        page, "inspired_by", Deed.objects.live().filter(number=number or 0).first()
    ),
}


def _set_leads(deed: Deed, submission: DeedSubmission, now: datetime) -> None:
    """A few words that the author wrote in a language without a page become its lead."""
    pages = DeedPage.objects.live().filter(translation_key=deed.translation_key, alias_of__isnull=True)
    with_page = set(pages.values_list("locale__language_code", flat=True))
    for language, texts in submission.texts.items():
        title, text = _plain(texts.get("title")), _plain(texts.get("result") or texts.get("goal"))
        locale = Locale.objects.filter(language_code=language).first()
        if locale is not None and language not in with_page and title and text:
            origin = DeedLead.Origin.AUTHOR
            set_lead(deed=deed, locale=locale, title=title, text=text[:600], origin=origin, now=now)
