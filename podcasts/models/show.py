"""PodcastPage: a show in one language, with what podcast apps ask about it."""

import re
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.html import absolute_url
from core.pages import SharePage
from podcasts.artwork import artwork_problem
from podcasts.categories import category_choices
from podcasts.formats import podcast_guid
from podcasts.forms import ReadyForm
from podcasts.models.episode import EpisodePage
from podcasts.models.permanent import PermanentGuid
from podcasts.validators import validate_feed_text

EPISODES_PER_PAGE = 20
_no_year_or_sign = RegexValidator(
    r"©|\(c\)|copyright|\b(19|20)\d\d\b",
    _("Write only the holder's name: no “copyright”, no sign and no year."),
    inverse_match=True,
    flags=re.IGNORECASE,
)


class PodcastPage(PermanentGuid, SharePage, Page):
    """A show in one language. Its feed's address and identifier never change, whatever becomes of its slug."""

    class Type(models.TextChoices):
        EPISODIC = "episodic", _("Episodic: the newest first, in any order")
        SERIAL = "serial", _("Serial: from the first to the last")

    feed_slug = models.SlugField(_("name in the feed's address"), max_length=80, editable=False)
    description = models.TextField(
        _("description"),
        validators=[validate_feed_text],
        help_text=_("What the show is about and for whom. Podcast apps show it; at most 4,000 bytes."),
    )
    artwork = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("cover image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Square, 1400 to 3000 pixels, JPEG or PNG in RGB. Keep the lowest fifth free of text."),
    )
    artwork_alt = models.CharField(
        _("alt text of the cover"), max_length=200, blank=True, help_text=_("What is seen in the image.")
    )
    author = models.CharField(
        _("publisher"), max_length=120, help_text=_("The organisation behind the show.")
    )
    owner_name = models.CharField(_("owner"), max_length=120, blank=True)
    owner_email = models.EmailField(
        _("owner's e-mail address"),
        blank=True,
        help_text=_(
            "Public: podcast directories write to it. Use an address of the organisation, not of a person."
        ),
    )
    copyright_holder = models.CharField(
        _("copyright holder"), max_length=120, blank=True, validators=[_no_year_or_sign]
    )
    category = models.CharField(_("subject category"), max_length=80, choices=category_choices())
    second_category = models.CharField(
        _("second category"), max_length=80, blank=True, choices=category_choices()
    )
    show_type = models.CharField(_("type"), max_length=10, choices=Type, default=Type.EPISODIC)
    is_explicit = models.BooleanField(
        _("explicit"), default=False, help_text=_("Strong language or content that is not for children.")
    )
    is_locked = models.BooleanField(
        _("locked"),
        default=True,
        help_text=_("Other hosts may not import this feed. Unlock it only to move it."),
    )
    is_complete = models.BooleanField(
        _("complete"), default=False, help_text=_("There will be no more episodes; apps stop asking.")
    )

    template = "podcasts/podcast_page.html"
    base_form_class = ReadyForm
    subpage_types = ["tekotori_podcasts.EpisodePage"]
    json_ld_type = "PodcastSeries"
    share_kind = "website"
    permanent_fields = ["guid", "feed_slug"]
    exclude_fields_in_copy = permanent_fields

    content_panels = [
        *Page.content_panels,
        FieldPanel("description"),
        MultiFieldPanel(
            [FieldPanel("artwork"), FieldPanel("artwork_alt")],
            heading=_("Cover"),
            help_text=_(
                "When you change the cover, upload it as a new image: apps keep the old one by its address."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel("author"),
                FieldPanel("owner_name"),
                FieldPanel("owner_email"),
                FieldPanel("copyright_holder"),
            ],
            heading=_("Who makes it"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("category"),
                FieldPanel("second_category"),
                FieldPanel("show_type"),
                FieldPanel("is_explicit"),
            ],
            heading=_("How directories sort it"),
            help_text=_("The names of categories are Apple's own and stand in English in every feed."),
        ),
        MultiFieldPanel(
            [
                HelpPanel(template="podcasts/admin/feed_address.html"),
                FieldPanel("is_locked"),
                FieldPanel("is_complete"),
            ],
            heading=_("Feed"),
        ),
    ]
    promote_panels = SharePage.share_panels(Page)
    search_fields = [*Page.search_fields, index.SearchField("description"), index.SearchField("author")]
    api_fields = [
        APIField("description"),
        APIField("artwork"),
        APIField("artwork_alt"),
        APIField("author"),
        APIField("category"),
        APIField("second_category"),
        APIField("show_type"),
        APIField("is_explicit"),
        APIField("is_complete"),
        APIField("feed_url"),
        *SharePage.share_api_fields,
    ]
    # Explicit: the guid and the address of the feed belong to this language's page alone.
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("slug"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        TranslatableField("description"),
        TranslatableField("artwork_alt"),
        TranslatableField("share_image_alt"),
        SynchronizedField("show_in_menus"),
        SynchronizedField("share_image"),
        SynchronizedField("artwork"),
        SynchronizedField("author"),
        SynchronizedField("owner_name"),
        SynchronizedField("owner_email"),
        SynchronizedField("copyright_holder"),
        SynchronizedField("category"),
        SynchronizedField("second_category"),
        SynchronizedField("show_type"),
        SynchronizedField("is_explicit"),
        SynchronizedField("is_locked"),
        SynchronizedField("is_complete"),
    ]

    class Meta:
        verbose_name = _("podcast")
        verbose_name_plural = _("podcasts")

    def save(self, *args: Any, clean: bool = True, **kwargs: Any) -> None:
        if clean and self.live and self.alias_of_id is None:
            self.check_saved()
            self.check_ready()
        super().save(*args, clean=clean, **kwargs)

    def _new_feed_slug(self) -> str:
        """The same in every language of a show, and free in this one."""
        if getattr(self, "locale_id", None) is None:
            self.locale = self.get_default_locale()
        sibling = (
            type(self)
            .objects.filter(translation_key=self.translation_key)
            .exclude(pk=self.pk)
            .exclude(feed_slug="")
            .first()
        )
        wanted = sibling.feed_slug if sibling else self.slug or slugify(self.title) or "podcast"
        taken = type(self).objects.filter(locale_id=self.locale_id, alias_of__isnull=True).exclude(pk=self.pk)
        candidates = [wanted, *(f"{wanted}-{number}" for number in range(2, 1000))]
        return next(name for name in candidates if not taken.filter(feed_slug=name).exists())

    def new_guid(self) -> uuid.UUID:
        self.feed_slug = self._new_feed_slug()
        return podcast_guid(self.feed_url)

    def check_saved(self) -> None:
        """Raises ValidationError even for a draft if the cover is one that no podcast app would take."""
        problem = artwork_problem(self.artwork) if self.artwork else ""
        if problem:
            raise ValidationError({"artwork": problem})

    def check_ready(self) -> None:
        """Raises ValidationError, by field, with all that keeps this show from being published."""
        if self.artwork is None:
            raise ValidationError({"artwork": _("Choose a cover image before you publish.")})
        if not self.artwork_alt.strip():
            raise ValidationError({"artwork_alt": _("Describe the cover image before you publish.")})

    @property
    def feed_key(self) -> str:
        return f"podcast-{self.feed_slug}"

    @property
    def feed_url(self) -> str:
        path = reverse("syndication:feed", args=[self.language_code, self.feed_key, "rss"])
        return settings.BASE_URL.rstrip("/") + path

    @property
    def artwork_url(self) -> str:
        return absolute_url(self.artwork.file.url) if self.artwork else ""

    @cached_property
    def episodes(self) -> Any:
        """Live episodes under this page, the newest first, a serial from its beginning."""
        found = EpisodePage.objects.child_of(self).live().public()
        if self.show_type == self.Type.SERIAL:
            return found.order_by("season", "number", "first_published_at")
        return found.newest_first()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        listed = Paginator(self.episodes.select_related("locale", "audio"), EPISODES_PER_PAGE)
        return {**context, "episodes": listed.get_page(request.GET.get("page"))}

    def share_description(self) -> str:
        return self.search_description or self.description[:300]

    def share_image_and_alt(self) -> tuple[Any, str]:
        return (
            (self.share_image, self.share_image_alt) if self.share_image else (self.artwork, self.artwork_alt)
        )

    def json_ld(self) -> dict[str, Any]:
        author = {"@type": "Organization", "name": self.author}
        return {**super().json_ld(), "webFeed": self.feed_url, "author": author, "image": self.artwork_url}
