"""Tags for page heads and the language switcher; they ask for a page's other languages once per response."""

import json
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core.html import absolute_url
from core.pages import PageLanguage, SharePage, alternates, language_mark, switcher, translations

register = template.Library()
register.simple_tag(language_mark)

# What would end the script element, or be read as markup by an old parser.
_UNSAFE_IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def _rows(context: Context, page: Any) -> list[PageLanguage]:
    """The page's languages. A route of a page (an issue's own address) gives them itself as `page_languages`."""
    given = context.get("page_languages")
    if given is not None:
        return list(given)
    if page is None or not getattr(page, "pk", None):
        return []
    request = context.get("request")
    kept: dict[int, list[PageLanguage]] = getattr(request, "_tekotori_languages", {})
    if page.pk not in kept:
        kept[page.pk] = translations(page, request)
        if request is not None:
            request._tekotori_languages = kept
    return kept[page.pk]


@register.simple_tag(takes_context=True)
def hreflang(context: Context, page: Any = None) -> SafeString:
    """Alternate links to every language of the page, itself among them, and x-default: complete and reciprocal."""
    rows = alternates(_rows(context, page))
    return format_html_join("\n    ", '<link rel="alternate" hreflang="{}" href="{}">', rows)


@register.simple_tag(takes_context=True)
def canonical(context: Context, page: Any = None) -> SafeString:
    """The page's own address, so that filters and campaign marks do not make copies of it."""
    own = next((row.url for row in _rows(context, page) if row.is_current), "")
    return format_html('<link rel="canonical" href="{}">', own) if own else SafeString("")


@register.inclusion_tag("core/share_head.html", takes_context=True)
def share_head(context: Context, page: Any = None) -> dict[str, Any]:
    """Open Graph for a page that can be shared."""
    if not isinstance(page, SharePage):
        return {"card": None}
    return {
        "card": page.share_card(context.get("request")),
        "own_image": absolute_url(static("core/share.png")),
    }


@register.simple_tag
def json_ld(page: Any = None) -> SafeString:
    """Structured data; browsers do not run it, so the content security policy needs no exception."""
    if not isinstance(page, SharePage):
        return SafeString("")
    text = json.dumps(page.json_ld(), ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE_IN_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 — escaped just above


@register.inclusion_tag("core/language_switcher.html", takes_context=True)
def language_switcher(context: Context) -> dict[str, Any]:
    """Links to the same page in the other languages; where it isn't translated it says so and offers the front page."""
    page, request = context.get("page"), context.get("request")
    rows = _rows(context, page)
    entries = switcher(page, str(get_language()), rows)
    if page is None and request is not None and not rows:
        entries = [{**entry, "url": _same_view(request, entry["code"])} for entry in entries]
    return {"entries": entries}


def _same_view(request: HttpRequest, code: str) -> str:
    """The address of a view that is no page in another language, or that language's front page."""
    translated = translate_url(request.path, code)
    return translated if translated != request.path or code == get_language() else f"/{code}/"
