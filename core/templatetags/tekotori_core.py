from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.slots import fill

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, place: str, **values: Any) -> SafeString:
    """What the apps above put into a named place: `{% slot "deed.actions" page=page %}`."""
    return format_html_join("\n", "{}", ((mark_safe(html),) for html in fill(place, context, values)))  # noqa: S308 — each filling returns safe HTML by contract
