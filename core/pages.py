"""What every page type shares: its share card, its JSON-LD, and its other languages.

A mixin beside `Page`, never a base page model: wagtail-localize does not support one (design decision 1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.api import APIField
from wagtail.images import get_image_model_string
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page, get_page_models

from core.html import absolute_url

SHARE_SPEC = "fill-1200x630|format-jpeg"


@dataclass(frozen=True)
class ShareCard:
    """What a messenger or a social site shows of a page (Open Graph)."""

    title: str
    description: str
    url: str
    language: str
    kind: str  # og:type: "website" or "article"
    image: str = ""
    image_alt: str = ""
    image_width: int = 0
    image_height: int = 0


@dataclass(frozen=True)
class PageLanguage:
    """A live, public page in one language of a translated set."""

    language: str
    url: str  # absolute
    title: str
    is_current: bool = False


class SharePage(models.Model):
    """A page that can be shared: `class DeedPage(SharePage, Page)`."""

    share_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("share image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Shown where the page is shared. Best 1200 × 630 pixels; without one the site's own card is used."
        ),
    )
    share_image_alt = models.CharField(
        _("alt text of the share image"),
        max_length=200,
        blank=True,
        help_text=_("What is seen in the image."),
    )

    share_kind = "article"
    json_ld_type = "WebPage"
    share_api_fields = [APIField("share_image"), APIField("share_image_alt")]

    class Meta:
        abstract = True

    @staticmethod
    def share_panels(page_class: type[Page]) -> list[Panel]:
        """The promote tab: Wagtail's own panels and the share card."""
        card = MultiFieldPanel(
            [FieldPanel("share_image"), FieldPanel("share_image_alt")],
            heading=_("Share card"),
            help_text=_("The title and the search description are shown beside the image."),
        )
        return [*page_class.promote_panels, card]

    def share_title(self) -> str:
        return self.seo_title or self.title  # type: ignore[attr-defined]  # from Page

    def share_description(self) -> str:
        """The search description; page types with an introduction fall back to it."""
        return self.search_description or ""  # type: ignore[attr-defined]  # from Page

    def share_image_and_alt(self) -> tuple[Any, str]:
        """The image of the card and its alt text; page types with a picture of their own fall back to it."""
        return self.share_image, self.share_image_alt

    def share_card(self, request: HttpRequest | None = None) -> ShareCard:
        image, alt = self.share_image_and_alt()
        rendition = _rendition(image) if image else None
        return ShareCard(
            title=self.share_title(),
            description=self.share_description(),
            url=page_url(self, request),
            language=self.language_code,
            kind=self.share_kind,
            image=absolute_url(rendition.url) if rendition else "",
            image_alt=alt if rendition else "",
            image_width=rendition.width if rendition else 0,
            image_height=rendition.height if rendition else 0,
        )

    @cached_property
    def language_code(self) -> str:
        return language_of(self)

    def json_ld(self) -> dict[str, Any]:
        """Structured data after schema.org; page types add what they know and set `json_ld_type`."""
        card = self.share_card()
        data: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": self.json_ld_type,
            "name": card.title,
            "description": card.description,
            "url": card.url,
            "inLanguage": card.language,
            "image": card.image,
            "datePublished": iso(self.first_published_at),  # type: ignore[attr-defined]  # from Page
            "dateModified": iso(self.last_published_at),  # type: ignore[attr-defined]  # from Page
        }
        return {key: value for key, value in data.items() if value}


def _rendition(image: Any) -> Any:
    """None where the file is away, as a withdrawn deed's is while an editor looks at its draft."""
    try:
        return image.get_rendition(SHARE_SPEC)
    except SourceImageIOError:
        return None


def iso(moment: Any) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def language_of(page: Any) -> str:
    """The page's language code without a query where Wagtail has its locales at hand."""
    return str(page.locale.language_code)


def page_url(page: Any, request: HttpRequest | None = None) -> str:
    """The absolute address of a page; BASE_URL where Wagtail's site record says no host of its own."""
    return absolute_url(page.get_url(request) or "")


def public(pages: Any) -> Any:
    """Live pages that nobody needs a password, a login or a group for."""
    return pages.live().public()


def language_order() -> dict[str, int]:
    return {code: number for number, (code, _name) in enumerate(settings.WAGTAIL_CONTENT_LANGUAGES)}


def translations(page: Page, request: HttpRequest | None = None) -> list[PageLanguage]:
    """The live public pages of a page's set, itself among them, in the order of the site's languages.

    Aliases are left out: an alias shows another language's words under this language's address.
    """
    found = public(Page.objects.filter(translation_key=page.translation_key)).select_related("locale")
    order = language_order()
    rows = [
        PageLanguage(other.locale.language_code, page_url(other, request), other.title, other.pk == page.pk)
        for other in found.order_by("pk")
        if other.alias_of_id is None and other.locale.language_code in order
    ]
    return sorted(rows, key=lambda row: order[row.language])


def alternates(rows: Sequence[PageLanguage]) -> list[tuple[str, str]]:
    """hreflang pairs of a set, with x-default on the site's default language; none for a page that stands alone."""
    if len(rows) < 2:
        return []
    default = next((row for row in rows if row.language == settings.LANGUAGE_CODE), rows[0])
    return [(row.language, row.url) for row in rows] + [("x-default", default.url)]


def switcher(page: Page | None, current: str, rows: Sequence[PageLanguage]) -> list[Mapping[str, Any]]:
    """One entry per language of the site: where it leads, and whether that is the same page or the front page."""
    by_language = {row.language: row for row in rows}
    entries: list[Mapping[str, Any]] = []
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        row = by_language.get(code)
        entries.append(
            {
                "code": code,
                "name": LANGUAGE_NAMES.get(code, code),
                "url": row.url if row else f"/{code}/",
                "is_current": code == current,
                "is_translated": row is not None or page is None,
            }
        )
    return entries


# Each language by its own name, as its readers look for it.
LANGUAGE_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
LANGUAGE_MARKS = {"fi": _("In Finnish"), "sv": _("In Swedish"), "en": _("In English")}


def language_mark(page_language: str, words_language: str) -> str:
    """In which language the page is to which a card leads, where that is not the reader's; empty otherwise.

    Said in the language of the card's words, as the card's `lang` promises.
    """
    if page_language == (get_language() or "fi")[:2]:
        return ""
    with translation.override(words_language):
        return str(LANGUAGE_MARKS.get(page_language, page_language))


class UnderFrontPage(models.Model):
    """A page type that stands right under a front page, whichever app's that is (`is_front_page = True`)."""

    class Meta:
        abstract = True

    @classmethod
    def clean_parent_page_models(cls) -> list[type[Page]]:
        """Wagtail's list of allowed parents, found by a mark instead of named: siblings do not know each other."""
        return [model for model in get_page_models() if getattr(model, "is_front_page", False)]
