"""Every write of shows and episodes: for the admin's commands, the demo and imports."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale, Page
from wagtailmedia.models import Media

from core.html import clean_words
from core.translation import translate_page
from podcasts.audio import read_audio
from podcasts.formats import Chapter, ascii_name
from podcasts.models import EpisodePage, PodcastPage

User = Any  # the project's user model, or None for imports


@dataclass(frozen=True, slots=True)
class ShowFields:
    """`artwork` is a Wagtail image; categories are Apple's names, "Business > Careers"."""

    title: str
    description: str
    author: str
    category: str
    artwork: Any
    artwork_alt: str
    second_category: str = ""
    owner_name: str = ""
    owner_email: str = ""
    copyright_holder: str = ""
    show_type: str = PodcastPage.Type.EPISODIC.value
    is_explicit: bool = False
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """Sound, transcript and chapters of one language."""

    audio: Media
    language: str
    transcript: str  # WebVTT
    chapters: Sequence[Chapter] = ()


@dataclass(frozen=True, slots=True)
class EpisodeFields:
    title: str
    summary: str
    recording: Recording | None = None
    notes: Sequence[tuple[str, Any]] = ()  # StoryBlocks: (type, value)
    season: int | None = None
    number: int | None = None
    episode_type: str = EpisodePage.Type.FULL.value
    is_explicit: bool = False
    artwork: Any = None
    artwork_alt: str = ""
    share_image: Any = None
    share_image_alt: str = ""
    search_description: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class ShowTexts:
    title: str
    description: str
    artwork_alt: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class EpisodeTexts:
    """An episode in another language, with a recording of its own where there is one."""

    title: str
    summary: str
    notes: Sequence[tuple[str, Any]] = ()
    recording: Recording | None = None
    artwork_alt: str = ""
    share_image_alt: str = ""
    search_description: str = ""
    slug: str = field(default="")


@transaction.atomic
def add_audio(*, path: Path, title: str, user: Any = None) -> Media:
    """Put a sound file into the media library. Raises AudioError if no podcast app could play it."""
    with path.open("rb") as opened:
        media = Media(title=title, type="audio", uploaded_by_user=user)
        media.file = File(opened, name=ascii_name(path.name))
        media.duration = read_audio(media.file).duration_seconds
        media.save()
    return media


@transaction.atomic
def create_show(*, parent: Page, fields: ShowFields, user: User, now: datetime) -> PodcastPage:
    """A draft under `parent`, in its language. Publish it with `publish`."""
    show = PodcastPage(**_values(fields), slug=fields.slug or slugify(fields.title), owner=user, live=False)
    show.check_saved()
    return _add(parent, show, user)


@transaction.atomic
def create_episode(*, show: PodcastPage, fields: EpisodeFields, user: User, now: datetime) -> EpisodePage:
    """A draft under its show. Raises ValidationError if the sound file is missing, broken or mislabelled."""
    values = _values(fields, leave=("recording", "notes"))
    episode = EpisodePage(
        **values,
        slug=fields.slug or slugify(fields.title),
        owner=user,
        live=False,
        notes=clean_words([*fields.notes]),
    )
    episode.locale_id = show.locale_id
    if fields.recording:
        _set_recording(episode, fields.recording, now)
    return _add(show, episode, user)


@transaction.atomic
def set_recording(*, episode: EpisodePage, recording: Recording, user: User, now: datetime) -> EpisodePage:
    """Give a page, a translated one too, a recording of its own. A live page is published again with it."""
    _set_recording(episode, recording, now)
    revision = episode.save_revision(user=user)
    if episode.live:
        return publish(page=episode, user=user, now=now)
    # Not in the revision alone: a page under translation is saved from its row.
    episode.save(clean=False)
    episode.latest_revision = revision
    return episode


def publish(*, page: Any, user: User, now: datetime) -> Any:
    """Publish a show or an episode as it stands now. Raises ValidationError with all that is missing.

    `now` becomes the first date of publishing if there was none, so that older episodes can be brought in.
    """
    page.check_saved()
    page.check_ready()
    first = page.first_published_at or now
    with transaction.atomic():
        revision = page.save_revision(user=user)
        revision.publish(user=user)
        type(page).objects.filter(pk=page.pk).update(first_published_at=first, last_published_at=now)
    return type(page).objects.get(pk=page.pk)


@transaction.atomic
def translate_show(
    *, show: PodcastPage, locale: Locale, texts: ShowTexts, user: User, now: datetime
) -> PodcastPage:
    """The show in another language, published; doing it twice changes nothing."""
    values = PodcastPage(**_values(texts))
    return _translate(source=show, locale=locale, values=values, user=user, now=now)


@transaction.atomic
def translate_episode(
    *, episode: EpisodePage, locale: Locale, texts: EpisodeTexts, user: User, now: datetime
) -> EpisodePage:
    """The episode in another language, published, with the recording of that language if there is one."""
    values = EpisodePage(**_values(texts, leave=("recording", "notes")), notes=clean_words([*texts.notes]))
    page = _translate(source=episode, locale=locale, values=values, user=user, now=now)
    if texts.recording and not _has_recording(page, texts.recording):
        page = set_recording(episode=page, recording=texts.recording, user=user, now=now)
    return page


def _translate(*, source: Any, locale: Locale, values: Any, user: User, now: datetime) -> Any:
    model = type(source)
    is_new = not model.objects.filter(translation_key=source.translation_key, locale=locale).exists()
    page = translate_page(source=source, locale=locale, target_values=values, user=user, now=now)
    if is_new:
        # wagtail dates it by the clock; a translation brought in with an older episode belongs to its day.
        model.objects.filter(pk=page.pk).update(first_published_at=now, last_published_at=now)
    return model.objects.get(pk=page.pk)


def refresh_recordings(*, media: Media, now: datetime) -> int:
    """After a sound file was replaced: read its facts anew for every episode that plays it. Returns their number."""
    facts = read_audio(media.file)
    return EpisodePage.objects.filter(audio=media).update(
        size_bytes=facts.size_bytes,
        mime_type=facts.mime_type,
        duration_seconds=facts.duration_seconds,
        recorded_at=now,
    )


def _values(fields: Any, leave: tuple[str, ...] = ()) -> dict[str, Any]:
    names = [name for name in type(fields).__dataclass_fields__ if name != "slug" and name not in leave]
    return {name: clean_words(getattr(fields, name)) for name in names}


def _add(parent: Page, page: Any, user: User) -> Any:
    parent.add_child(instance=page)
    page.save_revision(user=user, clean=False)
    return page


def _set_recording(episode: EpisodePage, recording: Recording, now: datetime) -> None:
    recording = clean_words(recording)
    episode.audio, episode.audio_language = recording.audio, recording.language
    episode.transcript, episode.recorded_at = recording.transcript, now
    episode.chapters = [
        ("chapter", {"start_seconds": chapter.start_seconds, "title": chapter.title})
        for chapter in recording.chapters
    ]
    episode.check_saved()


def _has_recording(episode: EpisodePage, recording: Recording) -> bool:
    return (
        episode.audio_id == recording.audio.pk
        and episode.transcript == recording.transcript
        and episode.chapter_list == list(recording.chapters)
    )
