"""Deeds as items for feeds, newsletters, the front page and the chooser in the admin."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db.models import Max, Q
from django.utils import translation
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.html import absolute_url, clean
from core.numbers import read_numbers
from core.pages import SHARE_SPEC, page_url
from core.rendering import feed_html
from deeds.facets import WHOLE
from deeds.languages import Shown, shown_in
from deeds.models import Deed, DeedIndexPage, DeedLead, DeedPage
from deeds.querysets import DeedQuerySet
from deeds.topics import further_topics
from registers.models import OrganisationEvent, Register, Sector, Theme
from syndication.feeds import Feed, FeedFamily, source_feed
from syndication.items import Fact, Item, ItemImage
from syndication.sources import Found


def deed_item(shown: Shown, topics: Sequence[str] = ()) -> Item:
    """A deed as channels see it. Its guid names the number and the language of the words, never the address.

    `topics` are what apps above say of it, beside its sectors and themes.
    """
    deed, organisation = shown.deed, organisation_name(shown)
    published_at = deed.published_at or deed.changed_at  # the database keeps the first filled in live deeds
    return Item(
        # Padded, so that guids sort as numbers do.
        guid=f"deed:{deed.number:06d}:{shown.language}",
        kind="deed",
        url=shown.url,
        title=shown.title,
        summary=shown.text,
        html="" if shown.is_lead else _html(shown.page),
        language=shown.language,
        published_at=published_at.astimezone(UTC),
        updated_at=deed.changed_at.astimezone(UTC),
        authors=(organisation,),
        categories=_categories(deed, shown.language),
        organisation=organisation,
        facts=_facts(shown),
        image=_image(shown),
        topics=(*_topics(deed), *topics),
        page_language=shown.page_language,
        number=deed.number,
    )


def organisation_name(shown: Shown) -> str:
    return shown.deed.organisation.label_in(shown.language) if shown.deed.organisation else ""


def _html(page: DeedPage) -> str:
    """Goal, result and story, each under its heading in the page's language."""
    with translation.override(page.language_code):
        parts = [
            (_("Goal"), linebreaks(conditional_escape(page.goal))),
            (_("Result"), linebreaks(conditional_escape(page.result))),
            (_("What we did"), feed_html(page.body, page_url(page))),
            (_("What did not work"), linebreaks(conditional_escape(page.did_not_work))),
            (_("After a year"), linebreaks(conditional_escape(page.after_year))),
        ]
    sections = [f"{format_html('<h2>{}</h2>', heading)}\n{html}" for heading, html in parts if html]
    return clean("\n".join(sections), "feed")


def _categories(deed: Deed, language: str) -> tuple[str, ...]:
    """Names of the sectors and themes, the sector whose colour the deed takes first."""
    with translation.override(language):
        whole = [_("Whole organisation")] if deed.whole_organisation else []
    return (*whole, *(row.name_in(language) for _group, row in _register_rows(deed)))


def _topics(deed: Deed) -> tuple[str, ...]:
    """The keys of the same, in the same order."""
    whole = [f"sector:{WHOLE}"] if deed.whole_organisation else []
    return (*whole, *(f"{group}:{row.code}" for group, row in _register_rows(deed)))


def _register_rows(deed: Deed) -> list[tuple[str, Register]]:
    """Sectors, then themes, by code: the same order, and so the same colour, in every language."""
    rows = [("sector", row) for row in deed.sectors.all()] + [("theme", row) for row in deed.themes.all()]
    return sorted(rows, key=lambda pair: (pair[0], pair[1].code))


def _facts(shown: Shown) -> tuple[Fact, ...]:
    deed, language = shown.deed, shown.language
    with translation.override(language):
        pairs = [
            (_("Organisation"), organisation_name(shown)),
            (_("Unit"), shown.page.unit if shown.page_language == language else ""),
            (_("Stage"), deed.get_stage_display()),
        ]
        return tuple(Fact(str(label), str(value)) for label, value in pairs if value)


def _image(shown: Shown) -> ItemImage | None:
    page = shown.page
    if page.image is None:
        return None
    rendition = page.image.get_rendition(SHARE_SPEC)
    # A lead's picture is decoration: its alt text is in the original's language, the words around it are not.
    alt = page.image_alt if shown.language == shown.page_language else ""
    return ItemImage(absolute_url(rendition.url), alt, rendition.width, rendition.height)


def _condition(key: str, code: str) -> Q:
    if key == "sector" and code == WHOLE:
        return Q(whole_organisation=True)
    # A deed has a sector or theme at most once, so a join of one value doubles nothing.
    return Q(
        **{
            {"sector": "sectors__code", "theme": "themes__code", "organisation": "organisation__code"}[
                key
            ]: code
        }
    )


class DeedSource:
    """Filters: sector ("whole" too), theme, organisation. A ref is the deed's number."""

    key = "deed"
    label = gettext_lazy("Deed")

    def _live(self, **filters: str) -> DeedQuerySet:
        conditions = [_condition(key, code) for key, code in filters.items()]
        return Deed.objects.live().filter(*conditions)

    def _items(self, deeds: DeedQuerySet, language: str) -> list[Item]:
        rows = deeds.select_related("organisation__merged_into").prefetch_related("sectors", "themes")
        listed = list(shown_in(rows, language))
        topics = further_topics([shown.deed.pk for shown in listed])
        return [deed_item(shown, topics[shown.deed.pk]) for shown in listed]

    def items(
        self,
        *,
        language: str,
        since: datetime | None = None,
        limit: int | None = None,
        offset: int = 0,
        **filters: str,
    ) -> Sequence[Item]:
        deeds = self._live(**filters).newest_first()
        if since is not None:
            deeds = deeds.filter(published_at__gt=since)
        return self._items(deeds[offset : None if limit is None else offset + limit], language)

    def count(self, *, language: str, **filters: str) -> int:
        return self._live(**filters).count()

    def last_modified(self, *, language: str, **filters: str) -> datetime | None:
        """A new name of an organisation changes its items too, though no deed was touched."""
        changed = self._live(**filters).aggregate(newest=Max("changed_at"))["newest"]
        kinds = (OrganisationEvent.Kind.RENAMED, OrganisationEvent.Kind.MERGED)
        named = OrganisationEvent.objects.filter(kind__in=kinds).aggregate(newest=Max("recorded_at"))[
            "newest"
        ]
        return max(changed, named) if changed and named else changed

    def get_items(self, refs: Sequence[str], *, language: str) -> dict[str, Item]:
        numbers = read_numbers(refs)
        rows = Deed.objects.live().filter(number__in=numbers)
        return {str(item.number): item for item in self._items(rows, language)}

    def suggested(self, *, now: datetime) -> Sequence[str]:
        """The deed of the week."""
        from deeds.spreading.picking import current_pick

        pick = current_pick(now=now)
        return [str(pick.deed.number)] if pick else []

    def search(self, text: str, *, language: str, limit: int) -> Sequence[Found]:
        deeds = self._live()
        if text:
            deeds = deeds.filter(_titled(text))
        rows = shown_in(deeds.newest_first()[:limit], language)
        return [
            Found(str(row.deed.number), row.title, row.deed.published_at or row.deed.changed_at)
            for row in rows
        ]


def _titled(text: str) -> Q:
    """Deeds that have the text in the title of a page or lead in any language, or are called by their number."""
    pages = DeedPage.objects.live().filter(alias_of__isnull=True, title__icontains=text)
    leads = DeedLead.objects.filter(reviewed_at__isnull=False, title__icontains=text)
    condition = Q(translation_key__in=pages.values("translation_key")) | Q(pk__in=leads.values("deed"))
    return condition | Q(number=int(text)) if text.isdecimal() and len(text) < 9 else condition


deed_source = DeedSource()


def _feed(language: str, index_url: str, *, key: str, name: str, filters: dict[str, str]) -> Feed:
    title = _("Deeds: %(name)s") % {"name": name} if name else _("Deeds")
    query = "".join(f"?{filter_key}={code}" for filter_key, code in filters.items())
    return source_feed(
        deed_source,
        key=key,
        language=language,
        title=title,
        description=_("What workplaces did, what they aimed at and what came of it."),
        page_url=f"{index_url}{query}",
        filters=filters,
    )


def deed_feeds(language: str) -> list[Feed]:
    """All deeds, then one feed per sector and theme; none in a language without a list of deeds."""
    indexes = (
        DeedIndexPage.objects.live().public().filter(locale__language_code=language, alias_of__isnull=True)
    )
    index = indexes.order_by("path").select_related("locale").first()
    if index is None:
        return []
    url = page_url(index)
    with translation.override(language):
        chosen: list[tuple[str, str, str]] = [("sector", WHOLE, _("Whole organisation"))]
        for key, model in (("sector", Sector), ("theme", Theme)):
            rows = model.objects.filter(valid_to__isnull=True).in_order(language)
            chosen += [(key, row.code, row.name_in(language)) for row in rows]
        feeds = [_feed(language, url, key="deeds", name="", filters={})]
        feeds += [
            _feed(language, url, key=f"deeds-{key}-{code}", name=name, filters={key: code})
            for key, code, name in chosen
        ]
        return feeds


feed_family = FeedFamily(key="deeds", feeds=deed_feeds, pages=(DeedIndexPage._meta.label,))
