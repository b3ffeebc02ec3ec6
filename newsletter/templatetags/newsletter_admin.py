from datetime import timedelta
from math import ceil

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language_info, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mail.models import State
from newsletter.reporting.outcomes import REASONS, reason_of
from syndication.sources import sources

register = template.Library()

LEFT_OUT = {
    "pending": _("not confirmed"),
    "ended": _("left"),
    "paused": _("paused"),
    "suppressed": _("must not be mailed"),
    "segment": _("not in the segment"),
    "topics": _("nothing on their topics"),
    "language": _("nothing in their language"),
    "other_language": _("got it in another language"),
    "earlier": _("in an earlier run of this issue"),
    "not_got": _("did not get the mail"),
    "forgotten": _("no longer known"),
    "before": _("read it before it went"),
}
VARIANTS = {
    "any": _("everything, also what is in another language only"),
    "lead": _("what has at least a lead in the language"),
    "own": _("what is wholly in the language"),
}


@register.filter
def left_out_reason(reason: str) -> str:
    return str(LEFT_OUT.get(reason, reason))


@register.filter
def status_words(status: str) -> str:
    """Why a mail did not arrive, in words, by the subject of its status code."""
    return str(REASONS[reason_of(status)])


@register.filter
def duration_left(left: timedelta | None) -> str:
    """ "About 3 minutes left", in whole seconds below a minute; nothing where it is not known."""
    if left is None:
        return ""
    seconds = ceil(left.total_seconds())
    if seconds < 60:
        return ngettext("%d second left.", "%d seconds left.", seconds) % seconds
    if seconds < 7200:
        minutes = ceil(seconds / 60)
        return ngettext("About %d minute left.", "About %d minutes left.", minutes) % minutes
    hours = ceil(seconds / 3600)
    return ngettext("About %d hour left.", "About %d hours left.", hours) % hours


@register.filter
def variant_name(variant: str) -> str:
    """What a mail holds, in words: the editor's side of what readers choose about other languages."""
    return str(VARIANTS[variant])


@register.filter
def delivery_state(state: str) -> str:
    return str(State(state).label)


@register.filter
def language_name_local(code: str) -> str:
    """A language by its own name: "suomi"."""
    return str(get_language_info(code)["name_local"])


@register.filter
def grouped(number: int) -> str:
    """A number with its thousands apart, as the language has it."""
    return str(number_format(number, force_grouping=True))


@register.filter
def share(number: int, whole: int) -> str:
    """ "12,5 %" of the whole, "" of nothing; never 0 for something, nor 100 for less than all."""
    if not whole:
        return ""
    percent = round(100 * number / whole, 1)
    if number:
        percent = max(percent, 0.1)
    if number < whole:
        percent = min(percent, 99.9)
    return f"{number_format(percent, decimal_pos=1)} %"


@register.filter
def told(number: int | None, smallest: int) -> str:
    """A number of a report, or that it is too small to be told."""
    return gettext("fewer than %(number)d") % {"number": smallest} if number is None else grouped(number)


@register.filter
def source_label(key: str) -> str:
    """The kind of an item in words; the key where its app is gone."""
    source = sources.get(key)
    return str(source.label) if source else key
