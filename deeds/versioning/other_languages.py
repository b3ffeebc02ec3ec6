"""The other languages of a correction: each that has a page has three sides of its own.

Of texts alone, and without the story: a translated page has its source's paragraphs, so that is changed where both are seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wagtail.models import Locale

from core.translation import StructureDiffers
from deeds.errors import ChoicesMissing, DraftInTheWay, PageChangedMeanwhile, StoryOutOfStep
from deeds.models import Deed, DeedPage, DeedSubmission, DeedVersion
from deeds.pictures.services import picture_of
from deeds.services import DeedTexts, translate_deed
from deeds.versioning.merging import Choice, FieldSides, merged_values, three_sides, undecided
from deeds.versioning.values import FIELDS, Values

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

PLAIN = tuple(
    field.code for field in FIELDS if not field.is_shared and field.code not in {"image_alt", "what_we_did"}
)
KEPT = ("slug", "image_alt", "search_description")


@dataclass(frozen=True)
class LanguageSides:
    """What an author proposes for a page that is not the source, against what stands there now."""

    language: str
    base_number: int  # 0 where the page was made after the author began
    current: DeedVersion
    sides: list[FieldSides]

    @property
    def has_moved_on(self) -> bool:
        return self.base_number != self.current.number

    def choices_of(self, choices: Mapping[str, Choice]) -> dict[str, Choice]:
        """Those of this language, by the code of the field: the form calls them "sv.goal"."""
        prefix = f"{self.language}."
        return {
            name.removeprefix(prefix): choice for name, choice in choices.items() if name.startswith(prefix)
        }


def current_versions(deed: Deed) -> dict[str, DeedVersion]:
    """What each public page but the source says now, by its language."""
    languages = _pages(deed).exclude(pk=deed.source_page_id).values("locale__language_code")
    versions = deed.versions.filter(language__in=languages).order_by("number")
    return {version.language: version for version in versions}


def _pages(deed: Deed) -> Any:
    return DeedPage.objects.live().filter(translation_key=deed.translation_key, alias_of__isnull=True)


def plain_texts(version: DeedVersion) -> dict[str, str]:
    """With what an author begins to correct a page."""
    return {code: str(version.values.get(code) or "") for code in PLAIN}


def language_sides(submission: DeedSubmission) -> list[LanguageSides]:
    """For each other page in which the author proposes something that does not stand there already."""
    assert submission.deed is not None  # noqa: S101 — a correction is of a deed
    found = [
        _sides(submission, version)
        for language, version in sorted(current_versions(submission.deed).items())
        if submission.texts.get(language)
    ]
    return [each for each in found if each.sides]


def _sides(submission: DeedSubmission, current: DeedVersion) -> LanguageSides:
    number = submission.other_bases.get(current.language, 0)
    base = current.deed.versions.filter(language=current.language, number=number).first()
    words = submission.texts[current.language]
    proposed = {code: str(words[code] or "").replace("\r\n", "\n").strip() for code in PLAIN if code in words}
    # Without a base every difference is for somebody to decide.
    sides = three_sides(base.values if base else {}, current.values, proposed)
    return LanguageSides(current.language, number, current, sides)


def chosen_texts(
    submission: DeedSubmission, choices: Mapping[str, Choice], seen: Mapping[str, int]
) -> dict[str, Values]:
    """What is published in each other language. Raises PageChangedMeanwhile, ChoicesMissing."""
    assert submission.deed is not None  # noqa: S101 — a correction is of a deed
    number, chosen = submission.deed.number, {}
    for each in language_sides(submission):
        seen_number = seen.get(each.language, 0)
        if seen_number != each.current.number:
            raise PageChangedMeanwhile(number=number, seen=seen_number, current=each.current.number)
        own = each.choices_of(choices)
        if lacking := undecided(each.sides, own):
            names = [f"{each.language}.{side.field.code}" for side in lacking]
            raise ChoicesMissing(number=number, fields=names)
        chosen[each.language] = merged_values(each.sides, own)
    return chosen


def publish_texts(
    deed: Deed,
    chosen: Mapping[str, Values],
    submission: DeedSubmission,
    user: "AbstractBaseUser | None",
    now: datetime,
) -> None:
    """After the source is published: its other pages, and what is in a new picture in their languages.

    Raises DraftInTheWay, StoryOutOfStep.
    """
    deed = Deed.objects.get(pk=deed.pk)  # with its source page as it was published a moment ago
    picture = picture_of(submission)
    for page in _pages(deed).exclude(pk=deed.source_page_id).select_related("locale"):
        language = page.locale.language_code
        values = dict(chosen.get(language, {}))
        if picture is not None and language in picture.other_alts:
            values["image_alt"] = picture.alt_in(language)
        if values:
            _publish(deed, page, page.locale, values, submission, user, now)


def _publish(
    deed: Deed,
    page: DeedPage,
    locale: Locale,
    values: Values,
    submission: DeedSubmission,
    user: "AbstractBaseUser | None",
    now: datetime,
) -> None:
    if page.has_unpublished_changes:
        raise DraftInTheWay(number=deed.number)
    texts = {name: getattr(page, name) for name in (*PLAIN, *KEPT)} | values
    try:
        translate_deed(
            deed=deed,
            locale=locale,
            texts=DeedTexts(**texts, body=page.body.get_prep_value()),
            user=user,
            submission=submission,
            now=now,
        )
    except StructureDiffers as error:
        raise StoryOutOfStep(number=deed.number, language=locale.language_code) from error
