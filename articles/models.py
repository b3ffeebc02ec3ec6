from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from articles.querysets import ArticleManager
from articles.reading import reading_minutes
from core.blocks import StoryBlocks
from core.pages import SharePage, UnderFrontPage, page_url
from core.rendering import render_stream


class SeriesPage(SharePage, UnderFrontPage, Page):
    """A series of articles that are read in order."""

    code = models.SlugField(
        _("permanent name"),
        max_length=80,
        editable=False,
        help_text=_(
            "Stands in the feed's address, so it stays when the title or the address of the page changes."
        ),
    )
    intro = models.TextField(
        _("introduction"), max_length=600, help_text=_("What the series is about, and for whom.")
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image_alt = models.CharField(
        _("alt text"),
        max_length=200,
        blank=True,
        help_text=_("What is seen in the picture. Empty for a decorative one."),
    )

    template = "articles/series_page.html"
    json_ld_type = "CreativeWorkSeries"
    subpage_types = ["tekotori_articles.ArticlePage"]
    exclude_fields_in_copy = ["code"]

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("intro"), FieldPanel("image"), FieldPanel("image_alt")],
            heading=_("Introduction"),
            help_text=_("Shown above the parts and where the series is listed."),
        ),
    ]
    promote_panels = SharePage.share_panels(Page)
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.FilterField("code")]
    api_fields = [
        APIField("code"), APIField("intro"), APIField("image"), APIField("image_alt"), *SharePage.share_api_fields,
    ]  # fmt: skip
    override_translatable_fields = [SynchronizedField("image"), SynchronizedField("share_image")]

    class Meta:
        verbose_name = _("article series")
        verbose_name_plural = _("article series")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.code:
            self.code = self._shared_code() or free_code(self.slug)
        super().save(*args, **kwargs)

    def _shared_code(self) -> str:
        """The code of the series in its other languages: one series has one code."""
        others = SeriesPage.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)
        return others.values_list("code", flat=True).first() or ""

    @cached_property
    def parts(self) -> list["ArticlePage"]:
        """The live articles of this series in their order."""
        return list(ArticlePage.objects.child_of(self).live().in_order().select_related("locale", "image"))

    def share_description(self) -> str:
        return self.search_description or self.intro

    def share_image_and_alt(self) -> tuple[Any, str]:
        return (self.share_image, self.share_image_alt) if self.share_image else (self.image, self.image_alt)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "parts": self.parts}

    def json_ld(self) -> dict[str, Any]:
        parts = [
            {"@type": "Article", "name": part.title, "position": part.part, "url": page_url(part)}
            for part in self.parts
        ]
        return {**super().json_ld(), "hasPart": parts}


def free_code(wanted: str) -> str:
    """The slug, or the slug with the first free number: no two series share a feed."""
    taken = set(SeriesPage.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    return next(
        code for code in (wanted, *(f"{wanted}-{number}" for number in range(2, 1000))) if code not in taken
    )


class ArticleForm(WagtailAdminPageForm):
    """Offers the next number to a new part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = kwargs.get("parent_page")
        if self.instance.pk is None and parent is not None and "part" in self.fields:
            self.initial["part"] = next_part(parent)


def next_part(series: Page) -> int:
    highest = ArticlePage.objects.child_of(series).aggregate(highest=models.Max("part"))["highest"]
    return (highest or 0) + 1


class ArticlePage(SharePage, Page):
    """One part of a series."""

    part = models.PositiveSmallIntegerField(
        _("part"), default=1, help_text=_("Its number in the series, from 1.")
    )
    intro = models.TextField(
        _("introduction"), max_length=600, help_text=_("Shown above the text, in lists and in mails.")
    )
    authors = models.CharField(
        _("written by"),
        max_length=160,
        blank=True,
        help_text=_("A role or a team, for example “The editors”."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image_alt = models.CharField(
        _("alt text"),
        max_length=200,
        blank=True,
        help_text=_("What is seen in the picture. Empty for a decorative one."),
    )
    body = StreamField(StoryBlocks(), verbose_name=_("text"), blank=True)

    objects = ArticleManager()
    template = "articles/article_page.html"
    json_ld_type = "Article"
    base_form_class = ArticleForm
    parent_page_types = ["tekotori_articles.SeriesPage"]
    subpage_types: list[str] = []

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("part"), FieldPanel("authors")]), FieldPanel("intro")],
            heading=_("In short"),
        ),
        MultiFieldPanel(
            [FieldPanel("image"), FieldPanel("image_alt")],
            heading=_("Picture"),
            help_text=_("Shown above the text and where the article is listed."),
        ),
        MultiFieldPanel([FieldPanel("body")], heading=_("Text")),
    ]
    promote_panels = SharePage.share_panels(Page)
    search_fields = [
        *Page.search_fields, index.SearchField("intro"), index.SearchField("authors"), index.SearchField("body"), index.FilterField("part"),
    ]  # fmt: skip
    api_fields = [
        APIField("part"), APIField("intro"), APIField("authors"), APIField("image"), APIField("image_alt"),
        APIField("reading_minutes"), APIField("body"), *SharePage.share_api_fields,
    ]  # fmt: skip
    override_translatable_fields = [
        SynchronizedField("part", overridable=False),
        SynchronizedField("image"),
        SynchronizedField("share_image"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    @cached_property
    def reading_minutes(self) -> int:
        text = f"{self.intro} {render_stream(self.body, 'text')}"
        return reading_minutes(text, self.locale.language_code)

    @cached_property
    def series(self) -> SeriesPage:
        return self.get_parent().specific

    def neighbours(self) -> tuple["ArticlePage | None", "ArticlePage | None"]:
        """The parts before and after this one; a preview of an unsaved part has none."""
        parts = self.series.parts
        place = next((number for number, part in enumerate(parts) if part.pk == self.pk), None)
        if place is None:
            return None, None
        return parts[place - 1] if place else None, parts[place + 1] if place + 1 < len(parts) else None

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        previous, following = self.neighbours()
        context = super().get_context(request, *args, **kwargs)
        return {**context, "series": self.series, "previous": previous, "following": following}

    def share_description(self) -> str:
        return self.search_description or self.intro

    def share_image_and_alt(self) -> tuple[Any, str]:
        return (self.share_image, self.share_image_alt) if self.share_image else (self.image, self.image_alt)

    def json_ld(self) -> dict[str, Any]:
        series = {"@type": "CreativeWorkSeries", "name": self.series.title, "url": page_url(self.series)}
        data = {**super().json_ld(), "headline": self.title, "isPartOf": series, "position": self.part}
        return {**data, "author": {"@type": "Organization", "name": self.authors}} if self.authors else data
