"""The newsletter's place on the site: sign-up, archive, and one address per issue."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.pages import PageLanguage, SharePage, page_url
from newsletter.models.dispatches import Edition
from newsletter.models.subscriptions import Newsletter

# The frozen mail is foreign HTML to the site: no script, no form, nothing from elsewhere, an origin of its own.
FROZEN_MAIL_POLICY = (
    "sandbox allow-popups; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def _sent_at(editions: Iterable[Edition], language: str) -> datetime | None:
    return next((edition.sent_at for edition in editions if edition.language == language), None)


class NewsletterPage(RoutablePageMixin, SharePage, Page):
    """Where people subscribe to a newsletter and read what was sent."""

    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.PROTECT, related_name="pages", verbose_name=_("newsletter")
    )
    intro = RichTextField(_("introduction"), features=["bold", "italic", "link"], blank=True)
    privacy_page = models.ForeignKey(
        Page,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("privacy notice"),
        help_text=_("Each mail links to it."),
    )

    template = "newsletter/newsletter_page.html"
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("newsletter"), FieldPanel("intro")], heading=_("Newsletter")),
        PageChooserPanel("privacy_page"),
    ]
    promote_panels = SharePage.share_panels(Page)
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    api_fields = [APIField("intro"), APIField("newsletter_slug"), *SharePage.share_api_fields]
    override_translatable_fields = [
        TranslatableField("intro"),
        SynchronizedField("newsletter"),
        SynchronizedField("privacy_page"),
    ]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("newsletter page")
        verbose_name_plural = _("newsletter pages")

    @property
    def newsletter_slug(self) -> str:
        return self.newsletter.slug

    @property
    def language(self) -> str:
        code: str = self.locale.language_code
        return code

    def past_editions(self) -> "models.QuerySet[Edition]":
        """Issues that went in this page's language, newest first."""
        editions = Edition.objects.gone().filter(issue__newsletter=self.newsletter, language=self.language)
        return editions.with_words().order_by("-sent_at", "-issue__number")

    def resolve_subpage(self, path: str) -> Any:
        """The view of an address below this page; Http404 also for an issue that was never sent in its language.

        Whoever asks where an address leads, as the content API does, then hears the same as a visitor.
        """
        view, args, kwargs = super().resolve_subpage(path)
        if "number" in kwargs:
            self._edition_or_404(kwargs["number"])
        return view, args, kwargs

    def issue_url(self, number: int) -> str:
        """The absolute address of one issue in this page's language."""
        return f"{page_url(self)}{self.reverse_subpage('issue', args=[number])}"

    def _edition_or_404(self, number: int) -> Edition:
        edition: Edition | None = self.past_editions().filter(issue__number=number).first()
        if edition is None:
            raise Http404
        return edition

    @classmethod
    def sitemap_sets(cls) -> "list[list[tuple[PageLanguage, datetime | None]]]":
        """Every issue in the archive with its languages, for the sitemap."""
        from newsletter.archive import issue_languages

        pages = list(cls.objects.live().public().select_related("locale"))
        issues: dict[int, list[Edition]] = {}
        for edition in Edition.objects.gone().with_words().order_by("issue_id"):
            issues.setdefault(edition.issue_id, []).append(edition)
        sets = [(issue_languages(editions, pages), editions) for editions in issues.values()]
        return [
            [(row, _sent_at(editions, row.language)) for row in languages]
            for languages, editions in sets
            if languages
        ]

    @path("")
    def archive(self, request: HttpRequest) -> HttpResponse:
        from newsletter.archive import archive_entries

        return self.render(request, context_overrides={"issues": archive_entries(self)})

    @path("<int:number>/", name="issue")
    def issue(self, request: HttpRequest, number: int) -> HttpResponse:
        from newsletter.archive import issue_context

        context = issue_context(self, self._edition_or_404(number))
        return self.render(request, context_overrides=context, template="newsletter/issue.html")

    @path("<int:number>/mail/", name="frozen_mail")
    def frozen_mail(self, request: HttpRequest, number: int) -> HttpResponse:
        """The mail as it was sent, with neutral links in place of personal ones."""
        from newsletter.archive import is_public_still
        from newsletter.services.compiling import without_tokens

        compilation = self._edition_or_404(number).compilation
        # What was withdrawn since is shown nowhere, and a frozen mail cannot leave it out.
        if not is_public_still(compilation):
            raise Http404
        response = HttpResponse(without_tokens(compilation.html))
        response["Content-Security-Policy"] = FROZEN_MAIL_POLICY
        response["X-Robots-Tag"] = "noindex"
        return response
