"""The list rule for languages: a deed is shown by its page in the reader's language, else its lead, else its original."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.pages import page_url
from deeds.models import Deed, DeedLead, DeedPage


@dataclass(frozen=True)
class Shown:
    """One deed as one reader sees it in a list. `language` is that of its words, `page` the one it leads to."""

    deed: Deed
    page: DeedPage
    language: str
    title: str
    text: str
    url: str  # absolute
    is_lead: bool
    # The language of the page that the link leads to, where it is another than that of the words.
    page_language: str


def live_pages(deeds: Iterable[Deed]) -> dict[UUID, dict[str, DeedPage]]:
    """The public pages of deeds, by translation key and language; aliases are left out."""
    keys = [deed.translation_key for deed in deeds]
    pages = DeedPage.objects.filter(translation_key__in=keys, alias_of__isnull=True).live().public()
    found: dict[UUID, dict[str, DeedPage]] = {}
    for page in pages.select_related("locale", "image").prefetch_related("image__renditions"):
        found.setdefault(page.translation_key, {})[page.locale.language_code] = page
    return found


def leads_in(deeds: Iterable[Deed], language: str) -> dict[int, DeedLead]:
    leads = DeedLead.objects.filter(deed__in=list(deeds), locale__language_code=language)
    return {lead.deed_id: lead for lead in leads.filter(reviewed_at__isnull=False)}


def shown_in(deeds: Iterable[Deed], language: str, *, request: Any = None) -> list[Shown]:
    """Deeds in their order, in the reader's language where they have it. One whose pages are all gone is left out."""
    rows = list(deeds)
    pages = live_pages(rows)
    leads = leads_in(rows, language)
    shown = (
        _shown(deed, pages.get(deed.translation_key, {}), leads.get(deed.pk), language, request)
        for deed in rows
    )
    return [row for row in shown if row is not None]


def title_in(deed: Deed, language: str) -> str:
    """What a reader of a language knows the deed as; of one that is withdrawn what its original was called."""
    return next((row.title for row in shown_in([deed], language)), deed.title)


def _shown(
    deed: Deed, pages: dict[str, DeedPage], lead: DeedLead | None, language: str, request: Any
) -> Shown | None:
    original = original_of(deed, pages)
    if original is None:
        return None
    page = pages.get(language, original)
    if page is original and lead is not None and language not in pages:
        words = (lead.title, lead.text, language)
    else:
        words = (page.title, page.result, page.locale.language_code)
    title, text, words_language = words
    return Shown(
        deed=deed,
        page=page,
        language=words_language,
        title=title,
        text=text,
        url=page_url(page, request),
        is_lead=lead is not None and language not in pages,
        page_language=page.locale.language_code,
    )


def original_of(deed: Deed, pages: dict[str, DeedPage]) -> DeedPage | None:
    """The source page if it is public; a deed has no public page without it."""
    return next((page for page in pages.values() if page.pk == deed.source_page_id), None)


def best_page(deed: Deed, languages: Iterable[str]) -> DeedPage | None:
    """The page in the first of the reader's languages that it has, else the original."""
    pages = live_pages([deed]).get(deed.translation_key, {})
    wanted = (pages[code] for code in languages if code in pages)
    return next(wanted, original_of(deed, pages))
