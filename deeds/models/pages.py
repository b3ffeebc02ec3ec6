"""The pages of deeds: one index, and one page per deed and language."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import ObjectList, TabbedInterface
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField, TranslatableField

from core.blocks import StoryBlocks
from core.pages import SharePage
from deeds import panels
from deeds.models.shared import SHARED_FIELDS, SHARED_RELATIONS, SharedDeedFields

if TYPE_CHECKING:
    from deeds.facts import FactLine
    from deeds.models.rows import Deed
    from deeds.models.submissions import DeedAuthor

TITLE_LENGTH = 90
ANSWER_LENGTH = 1200
MOST_THEMES = 5
FRONT_PAGE_DEPTH = 2


class DeedIndexPage(SharePage, Page):
    """Lists every deed, in any language, with search and filters."""

    introduction = models.TextField(
        _("introduction"), blank=True, max_length=600, help_text=_("One or two sentences above the list.")
    )

    template = "deeds/deed_index_page.html"
    content_panels = [*Page.content_panels, "introduction"]
    promote_panels = SharePage.share_panels(Page)
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    api_fields = [APIField("introduction"), *SharePage.share_api_fields]
    subpage_types = ["tekotori_deeds.DeedPage"]
    max_count_per_parent = 1
    share_kind = "website"
    json_ld_type = "CollectionPage"

    class Meta:
        verbose_name = _("list of deeds")
        verbose_name_plural = _("lists of deeds")

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        # Under a front page, of whatever type: this app knows none of them.
        return bool(super().can_exist_under(parent) and parent.depth == FRONT_PAGE_DEPTH)

    @classmethod
    def sitemap_sets(cls) -> Any:
        from deeds.spreading.square import sitemap_sets  # it needs the models

        return sitemap_sets()

    def share_description(self) -> str:
        return super().share_description() or self.introduction

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from deeds.listing import deed_list  # it needs the models

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["deeds"] = deed_list(page=self, query=request.GET)
        return context


class DeedPage(SharePage, SharedDeedFields, Page):
    """One deed in one language. Its source page carries what every language shares."""

    unit = models.CharField(
        _("unit"),
        max_length=120,
        blank=True,
        help_text=_("The unit or service, if not the whole organisation."),
    )
    goal = models.TextField(
        _("goal"),
        max_length=ANSWER_LENGTH,
        validators=[MaxLengthValidator(ANSWER_LENGTH)],
        help_text=_("What did you aim at? What was wrong before? At most 1,200 characters."),
    )
    result = models.TextField(
        _("result"),
        max_length=ANSWER_LENGTH,
        validators=[MaxLengthValidator(ANSWER_LENGTH)],
        help_text=_("What came of it, for whom? At most 1,200 characters."),
    )
    body = StreamField(
        StoryBlocks(),
        verbose_name=_("what we did"),
        blank=True,
        help_text=_("Step by step, so that others can do it too. Links and files may stand here."),
    )
    measure_indicator = models.CharField(
        _("what was measured"), max_length=200, blank=True, help_text=_("For example: sick days per person.")
    )
    measure_before = models.CharField(_("before"), max_length=80, blank=True)
    measure_after = models.CharField(_("after"), max_length=80, blank=True)
    measure_unit = models.CharField(_("unit of measure"), max_length=80, blank=True)
    measure_period = models.CharField(
        _("period"), max_length=120, blank=True, help_text=_("For example: from spring 2023 to spring 2024.")
    )
    conditions = models.TextField(
        _("conditions for adopting it"),
        max_length=ANSWER_LENGTH,
        blank=True,
        help_text=_("What must be in place?"),
    )
    did_not_work = models.TextField(
        _("what did not work"),
        max_length=ANSWER_LENGTH,
        blank=True,
        help_text=_("Others learn most from this."),
    )
    after_year = models.TextField(
        _("after a year"),
        max_length=ANSWER_LENGTH,
        blank=True,
        help_text=_("What stayed in use, and what changed. The author is asked twelve months on."),
    )
    cost_hours = models.CharField(
        _("costs and work in words"),
        max_length=300,
        blank=True,
        help_text=_("What was bought, who worked how long."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image_alt = models.CharField(
        _("alt text"),
        max_length=250,
        blank=True,
        help_text=_("What is seen in the image. Required with an image."),
    )
    image_credit = models.CharField(_("who took or drew it"), max_length=120, blank=True)
    sectors = ParentalManyToManyField("tekotori_registers.Sector", verbose_name=_("sectors"), blank=True)
    themes = ParentalManyToManyField(
        "tekotori_registers.Theme", verbose_name=_("themes"), blank=True, help_text=_("At most five.")
    )
    client_groups = ParentalManyToManyField(
        "tekotori_registers.ClientGroup", verbose_name=_("client groups"), blank=True
    )
    municipalities = ParentalManyToManyField(
        "tekotori_registers.Municipality",
        verbose_name=_("municipalities"),
        blank=True,
        help_text=_("Where it was done. Empty: where the organisation is."),
    )

    template = "deeds/deed_page.html"
    edit_handler = TabbedInterface(
        [
            ObjectList([*Page.content_panels, *panels.content_panels()], heading=_("Deed")),
            ObjectList(panels.fact_panels(), heading=_("Facts")),
            ObjectList(SharePage.share_panels(Page), heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ]
    )
    search_fields = [
        *Page.search_fields,
        index.SearchField("goal"),
        index.SearchField("result"),
        index.SearchField("body"),
        index.FilterField("organisation"),
        index.FilterField("stage"),
    ]
    api_fields = [
        APIField("number"),
        APIField("goal"),
        APIField("result"),
        APIField("body"),
        APIField("unit"),
        APIField("measure_indicator"),
        APIField("measure_before"),
        APIField("measure_after"),
        APIField("measure_unit"),
        APIField("measure_period"),
        APIField("conditions"),
        APIField("did_not_work"),
        APIField("after_year"),
        APIField("cost_hours"),
        APIField("image"),
        APIField("image_alt"),
        APIField("image_credit"),
        APIField("organisation_code"),
        APIField("sector_codes"),
        APIField("theme_codes"),
        APIField("client_group_codes"),
        APIField("municipality_codes"),
        APIField("participant_codes"),
        APIField("whole_organisation"),
        APIField("start_date"),
        APIField("end_date"),
        APIField("stage"),
        APIField("scale"),
        APIField("licence"),
        *SharePage.share_api_fields,
    ]
    override_translatable_fields = [
        *(SynchronizedField(name, overridable=False) for name in (*SHARED_FIELDS, *SHARED_RELATIONS)),
        SynchronizedField("image"),
        TranslatableField("image_alt"),
        SynchronizedField("image_credit", overridable=False),
    ]
    parent_page_types = ["tekotori_deeds.DeedIndexPage"]
    subpage_types: list[str] = []
    json_ld_type = "Article"

    class Meta:
        verbose_name = _("deed")
        verbose_name_plural = _("deeds")

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if len(self.title) > TITLE_LENGTH:
            errors["title"] = _("A deed's title has at most 90 characters.")
        if self.image_id and not self.image_alt.strip():
            errors["image_alt"] = _("Say what is seen in the image: many readers do not see it.")
        if self.start_date and self.end_date and self.end_date < self.start_date:
            errors["end_date"] = _("The end date is before the start date.")
        if len(self.themes.all()) > MOST_THEMES:
            errors["themes"] = _("Choose at most five themes.")
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        from deeds.publication import record_page  # it needs the models

        update_fields = kwargs.get("update_fields")
        # Whoever changes a page (admin, schedule, service, translation), its Deed row changes in the same transaction.
        with transaction.atomic():
            super().save(*args, **kwargs)
            if update_fields is None or "live" in update_fields:
                record_page(page=self, now=timezone.now())

    @cached_property
    def deed(self) -> "Deed | None":
        """The deed that all languages share; None before the first publishing."""
        from deeds.models.rows import Deed

        rows = Deed.objects.select_related("organisation__merged_into", "source_page", "programme_goal")
        return rows.filter(translation_key=self.translation_key).first()

    @cached_property
    def authors(self) -> "list[DeedAuthor]":
        """Who is named on the page: those who accepted it and ticked that their name is shown."""
        from deeds.authoring.authors import shown_authors

        return shown_authors(self.deed)

    @property
    def shared(self) -> "DeedPage":
        """The page whose shared values hold for every language: the source page, or this page while it is edited."""
        deed = self.deed
        if deed is None or deed.source_page is None or deed.source_page_id == self.pk:
            return self
        return deed.source_page

    @property
    def number(self) -> int | None:
        return self.deed.number if self.deed else None

    def facts(self, language: str | None = None) -> "list[FactLine]":
        """The deed's facts as label and value, in the page's language or another."""
        from deeds.facts import fact_lines

        return fact_lines(self, language or self.language_code)

    @property
    def organisation_code(self) -> str:
        return self._holder.organisation.code

    @property
    def sector_codes(self) -> list[str]:
        return self._codes("sectors")

    @property
    def theme_codes(self) -> list[str]:
        return self._codes("themes")

    @property
    def client_group_codes(self) -> list[str]:
        return self._codes("client_groups")

    @property
    def municipality_codes(self) -> list[str]:
        return self._codes("municipalities")

    @property
    def participant_codes(self) -> list[str]:
        return self.shared.participants

    @property
    def _holder(self) -> Any:
        """What holds the shared values: the Deed row where a list prepared it, else the page that has them."""
        return self.__dict__.get("prepared_deed") or self.shared

    def _codes(self, relation: str) -> list[str]:
        return sorted(row.code for row in getattr(self._holder, relation).all())

    @classmethod
    def prepare_for_api(cls, pages: "Sequence[DeedPage]") -> None:
        """Load what `api_fields` read for a whole list at once: the live Deed rows hold the same as their pages."""
        from deeds.models.rows import Deed

        rows = Deed.objects.select_related(
            "organisation__merged_into", "source_page__organisation", "programme_goal"
        )
        rows = rows.prefetch_related("sectors", "themes", "client_groups", "municipalities")
        by_key = {
            row.translation_key: row
            for row in rows.filter(translation_key__in=[p.translation_key for p in pages])
        }
        for page in pages:
            page.__dict__["deed"] = deed = by_key.get(page.translation_key)
            if deed is not None and deed.state == Deed.State.LIVE:
                page.__dict__["prepared_deed"] = deed

    def share_description(self) -> str:
        return super().share_description() or Truncator(self.result).chars(200)

    def share_image_and_alt(self) -> tuple[Any, str]:
        if self.share_image_id:
            return super().share_image_and_alt()
        return self.image, self.image_alt

    def json_ld(self) -> dict[str, Any]:
        from deeds.facts import json_ld_of_deed

        return json_ld_of_deed(self, super().json_ld())

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The address of a retired or restricted deed's page stays and says why; nothing of what it said is shown."""
        if not path_components and not self.live and self._says_why_it_is_gone():
            return RouteResult(self, kwargs={"is_gone": True})
        return super().route(request, path_components)

    def _says_why_it_is_gone(self) -> bool:
        from deeds.models.moderation import Decision

        if self.deed is None or self.deed.is_live:
            return False
        # A draft that readers never saw stays unknown when its deed is restricted.
        return self.deed.state == "retired" or any(
            self.pk in decision.hidden.get("pages", ()) for decision in Decision.objects.hiding(self.deed)
        )

    def serve(
        self, request: HttpRequest, *args: Any, is_gone: bool = False, **kwargs: Any
    ) -> HttpResponseBase:
        from deeds.spreading.visits import mark
        from deeds.views import gone_page

        if is_gone and self.deed is not None:
            return gone_page(request, self.deed, self.language_code)
        return mark(super().serve(request, *args, **kwargs), self.deed)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from deeds.related import related_deeds
        from deeds.versioning.reading import changed_since_first

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["deed"] = self.deed
        context["facts"] = self.facts()
        context["related"] = related_deeds(self)
        context["changed_version"] = changed_since_first(self)
        return context
