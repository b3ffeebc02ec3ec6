"""The pages of awards: one per award and language, and under it one per round."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from awards.models.rows import Award, Round
from core.pages import SharePage, UnderFrontPage, page_url


class AwardPage(SharePage, UnderFrontPage, Page):
    """An award in one language: what it is for, and its rounds year by year."""

    award = models.ForeignKey(
        Award,
        verbose_name=_("award"),
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=_("Awards are made under “Awards” in the menu. The same in every language."),
    )
    intro = models.TextField(
        _("introduction"), max_length=600, help_text=_("Who gives the award, to whom and why.")
    )

    template = "awards/award_page.html"
    json_ld_type = "CollectionPage"
    share_kind = "website"
    subpage_types = ["tekotori_awards.RoundPage"]

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("award"), FieldPanel("intro")],
            heading=_("Award"),
            help_text=_("The introduction stands above the list of rounds."),
        ),
    ]
    promote_panels = SharePage.share_panels(Page)
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.FilterField("award")]
    api_fields = [APIField("award_code"), APIField("intro"), *SharePage.share_api_fields]
    override_translatable_fields = [
        SynchronizedField("award", overridable=False),
        SynchronizedField("share_image"),
    ]

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")

    @property
    def award_code(self) -> str:
        return self.award.code

    @cached_property
    def rounds(self) -> "list[RoundPage]":
        """The live pages of this award's rounds, the newest year first."""
        pages = RoundPage.objects.child_of(self).live().public().select_related("locale", "round__award")
        return list(pages.order_by("-round__year", "path"))

    def share_description(self) -> str:
        return self.search_description or self.intro

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        rounds = [(page, page.round.state_at(now)) for page in self.rounds]
        return {**super().get_context(request, *args, **kwargs), "rounds": rounds}

    def json_ld(self) -> dict[str, Any]:
        parts = [{"@type": "WebPage", "name": page.title, "url": page_url(page)} for page in self.rounds]
        return {**super().json_ld(), "hasPart": parts}


class RoundPageForm(WagtailAdminPageForm):
    """Offers the rounds of the award under whose page it stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = kwargs.get("parent_page")
        if parent is not None and "round" in self.fields:
            award = parent.specific_deferred.award_id
            self.fields["round"].queryset = Round.objects.filter(award=award).select_related("award")


class RoundPage(SharePage, Page):
    """One round of an award in one language: its categories, and its winners once they are published."""

    round = models.ForeignKey(
        Round,
        verbose_name=_("round"),
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=_("Its times, categories and winners are edited under “Awards” in the menu."),
    )
    intro = models.TextField(
        _("introduction"), max_length=1200, help_text=_("What could be nominated, and how the jury chose.")
    )

    template = "awards/round_page.html"
    json_ld_type = "CollectionPage"
    base_form_class = RoundPageForm
    parent_page_types = ["tekotori_awards.AwardPage"]
    subpage_types: list[str] = []

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("round"), FieldPanel("intro")],
            heading=_("Round"),
            help_text=_(
                "Readers see the categories at once, and the winners from the time that the round says."
            ),
        ),
    ]
    promote_panels = SharePage.share_panels(Page)
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.FilterField("round")]
    api_fields = [
        APIField("award_code"),
        APIField("year"),
        APIField("state"),
        APIField("opens_at"),
        APIField("closes_at"),
        APIField("published_at"),
        APIField("intro"),
        APIField("categories"),
        APIField("winners"),
        *SharePage.share_api_fields,
    ]
    override_translatable_fields = [
        SynchronizedField("round", overridable=False),
        SynchronizedField("share_image"),
    ]

    class Meta:
        verbose_name = _("award round")
        verbose_name_plural = _("award rounds")

    def clean(self) -> None:
        super().clean()
        others = RoundPage.objects.filter(round=self.round_id, locale=self.locale_id, alias_of__isnull=True)
        if self.round_id and self.alias_of_id is None and others.exclude(pk=self.pk).exists():
            raise ValidationError({"round": _("This round has a page in this language already.")})

    @property
    def award_code(self) -> str:
        return self.round.award.code

    @property
    def year(self) -> int:
        return self.round.year

    @property
    def state(self) -> str:
        return self.round.state_at(timezone.now()).value

    @property
    def opens_at(self) -> datetime:
        return self.round.opens_at

    @property
    def closes_at(self) -> datetime:
        return self.round.closes_at

    @property
    def published_at(self) -> datetime | None:
        """When the winners were published; nothing while that lies ahead."""
        at = self.round.published_at
        return at if at is not None and at <= timezone.now() else None

    @property
    def categories(self) -> list[dict[str, Any]]:
        """The categories, in this page's language, for the API."""
        return [
            {
                "code": result.category.code,
                "name": result.name,
                "description": result.description.text,
                "closes_at": result.category.last_moment,
            }
            for result in self.results()
        ]

    @property
    def winners(self) -> list[dict[str, Any]]:
        """The published winners, in this page's language, for the API."""
        return [
            {
                "category": result.category.code,
                "place": row.winner.place,
                "deed": row.shown.deed.number,
                "title": row.shown.title,
                "url": row.shown.url,
                "reason": row.reason.text,
                "language": row.reason.language,
            }
            for result in self.results()
            for row in result.winners
        ]

    def results(self, request: HttpRequest | None = None) -> list[Any]:
        """Categories with what readers may see of their winners; the preview shows an editor all."""
        from awards.results import results_of  # it needs the models

        now = None if getattr(request, "is_preview", False) else timezone.now()
        return results_of(self.round, self.language_code, now=now, request=request)

    def share_description(self) -> str:
        return self.search_description or self.intro

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        results = self.results(request)
        return {
            **context,
            "round": self.round,
            "state": self.round.state_at(timezone.now()),
            "results": results,
            "has_winners": any(result.winners for result in results),
        }

    def json_ld(self) -> dict[str, Any]:
        winners = [
            {"@type": "ListItem", "position": number, "name": row["title"], "url": row["url"]}
            for number, row in enumerate(self.winners, start=1)
        ]
        data = {
            **super().json_ld(),
            "about": {"@type": "Thing", "name": self.round.name_in(self.language_code)},
        }
        return {**data, "mainEntity": {"@type": "ItemList", "itemListElement": winners}} if winners else data
