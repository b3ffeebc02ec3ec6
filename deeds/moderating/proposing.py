"""A lead in another language from the machine translator that wagtail-localize is set to use; waits for review."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.html import strip_tags
from wagtail.models import Locale
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.strings import StringValue

from deeds.errors import DeedNotPublished
from deeds.models import Deed, DeedLead, DeedPage
from deeds.services import set_lead

TITLE_LENGTH, TEXT_LENGTH = 90, 600


def can_propose(deed: Deed, locale: Locale) -> bool:
    """Whether a translator is configured and knows the way from the deed's language to this one."""
    translator: Any = get_machine_translator()
    source = deed.source_page
    return bool(translator and source and translator.can_translate(source.locale, locale))


@transaction.atomic
def propose_lead(*, deed: Deed, locale: Locale, now: datetime) -> DeedLead:
    """Title and result of a live deed through the translator; readers see it once a person has read it.

    Raises DeedNotPublished where the deed is not live or no translator knows the way.
    """
    source = deed.source_page
    if source is None or not deed.is_live or not can_propose(deed, locale):
        raise DeedNotPublished(number=deed.number)
    title, text = _translated(source, locale)
    return set_lead(deed=deed, locale=locale, title=title, text=text, origin=DeedLead.Origin.MACHINE, now=now)


def _translated(source: DeedPage, locale: Locale) -> tuple[str, str]:
    translator: Any = get_machine_translator()
    strings = [
        StringValue.from_plaintext(source.title),
        StringValue.from_plaintext(_few_words(source.result)),
    ]
    found = translator.translate(source.locale, locale, strings)
    title, text = (_plain(found[string]) for string in strings)
    return _cut(title, TITLE_LENGTH), _cut(text, TEXT_LENGTH)


def _few_words(text: str) -> str:
    """The first sentences that fit into a lead, since a translation may be longer than its original."""
    words = " ".join(text.split())
    if len(words) <= TEXT_LENGTH * 4 // 5:
        return words
    start = words[: TEXT_LENGTH * 4 // 5]
    end = max(start.rfind(mark) for mark in (". ", "! ", "? "))
    return start[: end + 1] if end > 0 else start.rpartition(" ")[0]


def _plain(string: StringValue) -> str:
    return strip_tags(string.render_text()).strip()


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rpartition(' ')[0]}…"
