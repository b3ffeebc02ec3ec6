from django import template

from podcasts import formats

register = template.Library()
register.filter("clock", formats.clock)
register.filter("iso_duration", formats.iso_duration)


@register.filter
def media_fragment(seconds: float) -> str:
    """The value of #t=: a point as decimal sign in every language."""
    return f"{seconds:g}"
