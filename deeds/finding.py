"""Deeds as documents of the site's search: each page and each reviewed lead, in its own language."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from core.numbers import read_numbers
from core.rendering import render_stream
from deeds.languages import Shown, shown_in
from deeds.models import Deed, DeedLead, DeedPage
from finder.sources import Document, Result

BATCH = 200


def text_of(page: DeedPage) -> str:
    """Everything that a reader finds on the page, as plain text."""
    story = render_stream(page.body, "text", {})
    words = (
        page.goal,
        page.result,
        story,
        page.conditions,
        page.did_not_work,
        page.after_year,
        page.measure_indicator,
        page.unit,
    )
    return "\n\n".join(part.strip() for part in words if part.strip())


def documents_of(deeds: Iterable[Deed]) -> list[Document]:
    """The public texts of some deeds; a page stands before a lead in the same language."""
    live = {deed.translation_key: deed for deed in deeds if deed.is_live}
    prefetch_related_objects(list(live.values()), "themes", "sectors")
    found: dict[tuple[int, str], Document] = {}
    leads = DeedLead.objects.filter(deed__in=live.values(), reviewed_at__isnull=False)
    for lead in leads.select_related("deed", "locale"):
        _add(found, lead.deed, lead.locale.language_code, lead.title, lead.text)
    for page in _pages(live):
        _add(found, live[page.translation_key], page.locale.language_code, page.title, text_of(page))
    return list(found.values())


def _pages(live: dict[UUID, Deed]) -> Iterable[DeedPage]:
    pages = DeedPage.objects.filter(translation_key__in=live, alias_of__isnull=True)
    return pages.live().public().select_related("locale")


def _add(found: dict[tuple[int, str], Document], deed: Deed, language: str, title: str, text: str) -> None:
    words = f"{text}\n\n{deed.organisation.label_in(language)}" if deed.organisation else text
    found[deed.number, language] = Document(
        source="deed",
        ref=str(deed.number),
        language=language,
        title=title,
        text=words,
        number=deed.number,
        keywords=keywords_of(deed),
    )


def keywords_of(deed: Deed) -> str:
    """Its themes and sectors in every language: a deed without a Swedish page is found by *arbetstid* too."""
    rows = [*deed.themes.all(), *deed.sectors.all()]
    names = (name for row in rows for name in (row.name_fi, row.name_sv, row.name_en) if name)
    return "\n".join(dict.fromkeys(names))


class DeedFinderSource:
    key = "deed"
    label = _("Deed")
    plural = _("Deeds")

    def documents(self) -> Iterator[Document]:
        numbers = list(Deed.objects.live().order_by("number").values_list("number", flat=True))
        for start in range(0, len(numbers), BATCH):
            rows = Deed.objects.live().filter(number__in=numbers[start : start + BATCH])
            yield from documents_of(rows.select_related("organisation__merged_into"))

    def public(self, refs: Sequence[str]) -> set[str]:
        live = Deed.objects.live().filter(number__in=_numbers(refs), source_page__live=True)
        return {str(number) for number in live.values_list("number", flat=True)}

    def results(self, refs: Sequence[str], *, language: str) -> dict[str, Result]:
        deeds = Deed.objects.live().filter(number__in=_numbers(refs))
        return {str(shown.deed.number): _result(shown) for shown in shown_in(deeds, language)}


def _numbers(refs: Sequence[str]) -> list[int]:
    return read_numbers(refs)


def _result(shown: Shown) -> Result:
    return Result(title=shown.title, url=shown.url, language=shown.language, text=shown.text)
