from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.api import APIField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.blocks import StoryBlocks
from core.pages import SharePage
from home.blocks import FrontBlocks


class HomePage(SharePage, Page):
    """The front page of one language."""

    hero_title = models.CharField(_("headline"), max_length=120, blank=True)
    hero_text = models.TextField(_("text under the headline"), max_length=400, blank=True)
    hero_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    hero_image_alt = models.CharField(
        _("alt text"),
        max_length=200,
        blank=True,
        help_text=_("What is seen in the picture. Empty for a decorative one."),
    )
    body = StreamField(FrontBlocks(), verbose_name=_("content"), blank=True)

    is_front_page = True
    share_kind = "website"
    json_ld_type = "WebSite"
    template = "home/home_page.html"
    parent_page_types = ["wagtailcore.Page"]  # the root of the tree: one front page per language

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("hero_title"),
                FieldPanel("hero_text"),
                FieldPanel("hero_image"),
                FieldPanel("hero_image_alt"),
            ],
            heading=_("Top of the page"),
            help_text=_("The first thing that a visitor sees. Say in one sentence what the site is for."),
        ),
        MultiFieldPanel(
            [FieldPanel("body")],
            heading=_("Content"),
            help_text=_(
                "Newest deeds, figures, invitations and texts, in the order in which they are shown."
            ),
        ),
    ]
    promote_panels = SharePage.share_panels(Page)
    search_fields = [
        *Page.search_fields,
        index.SearchField("hero_title"),
        index.SearchField("hero_text"),
        index.SearchField("body"),
    ]
    api_fields = [
        APIField("hero_title"),
        APIField("hero_text"),
        APIField("hero_image"),
        APIField("hero_image_alt"),
        APIField("body"),
        *SharePage.share_api_fields,
    ]
    override_translatable_fields = [
        SynchronizedField("hero_image"),  # the picture is the same in every language; its alt text is not
        SynchronizedField("share_image"),
        TranslatableField("hero_image_alt"),
    ]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def share_description(self) -> str:
        return self.search_description or self.hero_text

    def share_image_and_alt(self) -> tuple[Any, str]:
        return (
            (self.share_image, self.share_image_alt)
            if self.share_image
            else (self.hero_image, self.hero_image_alt)
        )


class Purpose(models.TextChoices):
    NONE = "", _("Ordinary page")
    ABOUT = "about", _("About the site")
    CONTACT = "contact", _("Contact")
    ACCESSIBILITY = "accessibility", _("Accessibility statement")
    PRIVACY = "privacy", _("Privacy notice")


class ContentPage(SharePage, Page):
    """A page of text; statements are content pages with a purpose, by which the footer finds them."""

    purpose = models.CharField(
        _("purpose"),
        max_length=20,
        blank=True,
        choices=Purpose.choices,
        default=Purpose.NONE,
        help_text=_("The footer of every page links to the pages that have a purpose."),
    )
    intro = models.TextField(
        _("introduction"), max_length=600, blank=True, help_text=_("Two or three sentences.")
    )
    body = StreamField(StoryBlocks(), verbose_name=_("content"), blank=True)

    template = "home/content_page.html"
    parent_page_types = ["tekotori_home.HomePage", "tekotori_home.ContentPage"]
    subpage_types = ["tekotori_home.ContentPage"]

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("intro"), FieldPanel("body")],
            heading=_("Text"),
            help_text=_("Start with what the reader came for. Headings make a long text easy to scan."),
        ),
        MultiFieldPanel([FieldPanel("purpose")], heading=_("Purpose")),
    ]
    promote_panels = SharePage.share_panels(Page)
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
        index.FilterField("purpose"),
    ]
    api_fields = [APIField("purpose"), APIField("intro"), APIField("body"), *SharePage.share_api_fields]
    override_translatable_fields = [SynchronizedField("purpose"), SynchronizedField("share_image")]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def share_description(self) -> str:
        return self.search_description or self.intro


class SocialLinkBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("name"), max_length=40, help_text=_("The name of the service."))
    url = blocks.URLBlock(label=_("address"))

    class Meta:
        icon = "link"
        label = _("Link")


class SocialLinks(blocks.StreamBlock):
    link = SocialLinkBlock()

    class Meta:
        required = False


def _in_three_languages(name: str) -> list[FieldPanel]:
    return [FieldPanel(f"{name}_{code}") for code in ("fi", "sv", "en")]


@register_setting(icon="home")
class SiteSettings(BaseSiteSetting):
    """What stands on every page of a site: its name per language, footer, social links and contact."""

    name_fi = models.CharField(_("name in Finnish"), max_length=60, blank=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=60, blank=True)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    footer_fi = models.TextField(_("footer text in Finnish"), max_length=400, blank=True)
    footer_sv = models.TextField(_("footer text in Swedish"), max_length=400, blank=True)
    footer_en = models.TextField(_("footer text in English"), max_length=400, blank=True)
    contact_address = models.TextField(
        _("contact address"),
        max_length=300,
        blank=True,
        help_text=_("Who answers for the site, and where they are found."),
    )
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    social_links = StreamField(SocialLinks(), verbose_name=_("social links"), blank=True)

    edit_handler = TabbedInterface(
        [
            ObjectList(_in_three_languages("name"), heading=_("Name")),
            ObjectList(
                [*_in_three_languages("footer"), FieldPanel("contact_address"), FieldPanel("contact_email")],
                heading=_("Footer"),
            ),
            ObjectList([FieldPanel("social_links")], heading=_("Social links")),
        ]
    )
    api_fields = [
        APIField(name)
        for name in (
            "name_fi", "name_sv", "name_en", "footer_fi", "footer_sv", "footer_en",
            "contact_address", "contact_email", "social_links",
        )
    ]  # fmt: skip

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")

    def __str__(self) -> str:
        return self.name_in("fi")

    def name_in(self, language: str | None = None) -> str:
        """The site's name in a language, else the first that was given, else Wagtail's setting."""
        from django.conf import settings

        wanted = getattr(self, f"name_{language or get_language()}", "")
        return wanted or self.name_fi or self.name_sv or self.name_en or settings.WAGTAIL_SITE_NAME

    def footer_in(self, language: str | None = None) -> str:
        return getattr(self, f"footer_{language or get_language()}", "") or self.footer_fi
