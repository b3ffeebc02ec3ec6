"""EpisodePage: an episode in one language, with its recording or that of the page it was translated from."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField
from wagtailmedia.edit_handlers import MediaChooserPanel

from core.blocks import StoryBlocks
from core.html import absolute_url
from core.pages import SharePage
from podcasts.artwork import artwork_problem
from podcasts.audio import read_audio
from podcasts.blocks import ChaptersBlock, chapter_errors, chapters_of
from podcasts.errors import AudioError, TranscriptError
from podcasts.formats import Chapter, clock, iso_duration
from podcasts.forms import ReadyForm
from podcasts.models.permanent import PermanentGuid
from podcasts.querysets import EpisodeManager
from podcasts.transcripts import Cue, Part, parts, plain_text, read_cues
from podcasts.validators import validate_feed_text

# Speech after the last line is a jingle; lines after the end of the sound belong to another recording.
SLACK_SECONDS = 3


class EpisodePage(PermanentGuid, SharePage, Page):
    """An episode. Sound, transcript and chapters stand together: they are of one recording and one language.

    A translated page may have a recording of its own. Without one it plays its source's and says in which language.
    """

    class Type(models.TextChoices):
        FULL = "full", _("Full episode")
        TRAILER = "trailer", _("Trailer")
        BONUS = "bonus", _("Bonus")

    summary = models.TextField(
        _("summary"),
        validators=[validate_feed_text],
        help_text=_("What the listener gets, in a few sentences. Podcast apps show it; at most 4,000 bytes."),
    )
    notes = StreamField(
        StoryBlocks(),
        verbose_name=_("notes"),
        blank=True,
        help_text=_("Links and more for the page and the feed."),
    )
    artwork = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("cover image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Only if it differs from the show's: square, 1400 to 3000 pixels, JPEG or PNG in RGB."),
    )
    artwork_alt = models.CharField(
        _("alt text of the cover"), max_length=200, blank=True, help_text=_("What is seen in the image.")
    )
    season = models.PositiveSmallIntegerField(_("season"), null=True, blank=True)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    episode_type = models.CharField(_("type"), max_length=10, choices=Type, default=Type.FULL)
    is_explicit = models.BooleanField(
        _("explicit"), default=False, help_text=_("Strong language or content that is not for children.")
    )

    audio = models.ForeignKey(
        "wagtailmedia.Media",
        verbose_name=_("sound file"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("MP3 or M4A. Size and length are read from the file."),
    )
    audio_language = models.CharField(
        _("language of the sound"), max_length=8, blank=True, choices=settings.LANGUAGES
    )
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    mime_type = models.CharField(_("media type"), max_length=40, blank=True, editable=False)
    duration_seconds = models.PositiveIntegerField(_("length in seconds"), default=0, editable=False)
    recorded_at = models.DateTimeField(_("sound file last changed at"), null=True, editable=False)
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        help_text=_(
            "WebVTT with the speakers, for example: 00:00:05.000 --> 00:00:09.000, then <v Host>Welcome."
        ),
    )
    chapters = StreamField(ChaptersBlock(required=False), verbose_name=_("chapters"), blank=True)

    objects = EpisodeManager()
    template = "podcasts/episode_page.html"
    base_form_class = ReadyForm
    parent_page_types = ["tekotori_podcasts.PodcastPage"]
    subpage_types: list[str] = []
    json_ld_type = "PodcastEpisode"
    # A copy is another episode, a translation speaks another language: neither inherits identity or recording.
    recording_fields = [
        "audio", "audio_language", "size_bytes", "mime_type", "duration_seconds", "recorded_at", "transcript", "chapters",
    ]  # fmt: skip
    exclude_fields_in_copy = ["guid", *recording_fields]

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                MediaChooserPanel("audio", media_type="audio"),
                FieldPanel("audio_language"),
                FieldPanel("transcript"),
                FieldPanel("chapters"),
            ],
            heading=_("Recording"),
            help_text=_(
                "Sound, transcript and chapters of one language. An episode is published only with a transcript. "
                "A translated page without a sound file of its own plays the original's."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel("season"),
                FieldPanel("number"),
                FieldPanel("episode_type"),
                FieldPanel("is_explicit"),
            ],
            heading=_("Place in the show"),
            help_text=_("Leave numbers and the show's name out of the title: apps show them beside it."),
        ),
        MultiFieldPanel(
            [FieldPanel("artwork"), FieldPanel("artwork_alt")], heading=_("Cover of this episode")
        ),
        FieldPanel("notes"),
    ]
    promote_panels = SharePage.share_panels(Page)
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("transcript"),
        index.SearchField("notes"),
        index.FilterField("season"),
        index.FilterField("number"),
    ]
    api_fields = [
        APIField("summary"),
        APIField("notes"),
        APIField("season"),
        APIField("number"),
        APIField("episode_type"),
        APIField("is_explicit"),
        APIField("artwork"),
        APIField("artwork_alt"),
        APIField("recording_json"),
        *SharePage.share_api_fields,
    ]
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("slug"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        TranslatableField("summary"),
        TranslatableField("notes"),
        TranslatableField("artwork_alt"),
        TranslatableField("share_image_alt"),
        SynchronizedField("show_in_menus"),
        SynchronizedField("share_image"),
        SynchronizedField("artwork"),
        SynchronizedField("season"),
        SynchronizedField("number"),
        SynchronizedField("episode_type"),
        SynchronizedField("is_explicit"),
    ]

    class Meta:
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")

    # --- Writing.

    def save(self, *args: Any, clean: bool = True, **kwargs: Any) -> None:
        if clean and self.live and self.alias_of_id is None:
            self.check_saved()
            self.check_ready()
        super().save(*args, clean=clean, **kwargs)

    def check_saved(self) -> None:
        """Read the sound file's facts into the fields. Raises ValidationError even for a draft if it is unusable."""
        if self.audio is None:
            self.size_bytes, self.mime_type, self.duration_seconds = 0, "", 0
            return
        try:
            facts = read_audio(self.audio.file)
        except AudioError as error:
            raise ValidationError({"audio": error.message}) from error
        self.size_bytes, self.mime_type = facts.size_bytes, facts.mime_type
        self.duration_seconds = facts.duration_seconds
        self.audio_language = self.audio_language or self.language_code

    def check_ready(self) -> None:
        """Raises ValidationError, by field, with all that keeps this episode from being published."""
        problems: dict[str, Any] = {}
        if self.artwork is not None:
            problems["artwork"] = artwork_problem(self.artwork)
            problems["artwork_alt"] = (
                "" if self.artwork_alt.strip() else _("Describe the cover image before you publish.")
            )
        if self.audio_id is not None:
            problems |= {"transcript": self._transcript_problem(), "chapters": self._chapters_problem()}
        elif self.recording is None:
            problems["audio"] = _("Choose a sound file before you publish.")
        found = {field: problem for field, problem in problems.items() if problem}
        if found:
            raise ValidationError(found)

    def _transcript_problem(self) -> Any:
        if not self.transcript.strip():
            return _("Add a transcript before you publish: whoever cannot hear reads it.")
        try:
            cues = read_cues(self.transcript)
        except TranscriptError as error:
            return error.message
        if cues[-1].start_seconds > self.duration_seconds + SLACK_SECONDS:
            return _("The transcript is longer than the sound file.")
        return ""

    def _chapters_problem(self) -> Any:
        listed = chapters_of(self.chapters)
        for error in chapter_errors(listed).values():
            return error.message
        if listed and listed[-1].start_seconds >= self.duration_seconds:
            return _("The last chapter starts after the end of the sound file.")
        return ""

    # --- The recording: this page's own, or the source's.

    @cached_property
    def recording(self) -> Self | None:
        """The page whose sound, transcript and chapters are played here; None while there are none."""
        if self.audio_id is not None:
            return self
        others = type(self).objects.filter(translation_key=self.translation_key, audio__isnull=False)
        return others.exclude(pk=self.pk).select_related("audio", "locale").order_by("pk").first()

    @property
    def is_foreign(self) -> bool:
        """Whether the sound is in another language than the page."""
        return bool(self.recording and self.recording.audio_language != self.language_code)

    @property
    def audio_url(self) -> str:
        return absolute_url(self.audio.file.url) if self.audio else ""

    @property
    def artwork_url(self) -> str:
        return absolute_url(self.artwork.file.url) if self.artwork else ""

    @property
    def clock(self) -> str:
        return clock(self.duration_seconds)

    @property
    def iso_duration(self) -> str:
        return iso_duration(self.duration_seconds)

    @cached_property
    def cues(self) -> list[Cue]:
        return read_cues(self.transcript) if self.transcript.strip() else []

    @property
    def chapter_list(self) -> list[Chapter]:
        return chapters_of(self.chapters)

    @property
    def transcript_parts(self) -> list[Part]:
        return parts(self.cues, self.chapter_list)

    @property
    def transcript_text(self) -> str:
        return plain_text(self.cues)

    def file_url(self, route: str) -> str:
        """Stable addresses of the transcript and the chapters: "transcript_vtt", "transcript_txt", "chapters"."""
        return absolute_url(reverse(f"podcasts:{route}", args=[self.permanent_guid]))

    @property
    def vtt_url(self) -> str:
        return self.file_url("transcript_vtt")

    @property
    def recording_json(self) -> dict[str, Any] | None:
        """The recording for the API: one object, whoever's it is."""
        heard = self.recording
        return heard and {
            "audio_url": heard.audio_url,
            "mime_type": heard.mime_type,
            "size_bytes": heard.size_bytes,
            "duration_seconds": heard.duration_seconds,
            "language": heard.audio_language,
            "transcript_url": heard.file_url("transcript_vtt"),
            "chapters": [
                {"start_seconds": one.start_seconds, "title": one.title} for one in heard.chapter_list
            ],
        }

    # --- The page.

    @cached_property
    def show(self) -> Any:
        return self.get_parent().specific

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "show": self.show, "recording": self.recording}

    def share_description(self) -> str:
        return self.search_description or self.summary[:300]

    def share_image_and_alt(self) -> tuple[Any, str]:
        if self.share_image:
            return self.share_image, self.share_image_alt
        return (self.artwork, self.artwork_alt) if self.artwork else self.show.share_image_and_alt()

    def json_ld(self) -> dict[str, Any]:
        data = {**super().json_ld(), "partOfSeries": {"@type": "PodcastSeries", "name": self.show.title}}
        data["partOfSeries"] |= {"url": self.show.full_url, "webFeed": self.show.feed_url}
        if self.number:
            data["episodeNumber"] = self.number
        heard = self.recording
        if heard:
            data |= {"timeRequired": heard.iso_duration, "associatedMedia": self._media_json_ld(heard)}
        return data

    def _media_json_ld(self, heard: Self) -> dict[str, Any]:
        return {
            "@type": "AudioObject",
            "contentUrl": heard.audio_url,
            "encodingFormat": heard.mime_type,
            "contentSize": str(heard.size_bytes),
            "duration": heard.iso_duration,
            "inLanguage": heard.audio_language,
            "transcript": heard.transcript_text,
        }
