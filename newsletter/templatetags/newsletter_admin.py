from datetime import timedelta
from math import ceil

from django import template
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _

from mail.models import State

register = template.Library()

REASONS = {
    "pending": _("not confirmed"),
    "ended": _("left"),
    "paused": _("paused"),
    "suppressed": _("must not be mailed"),
    "segment": _("not in the segment"),
    "topics": _("nothing on their topics"),
    "language": _("nothing in their language"),
    "other_language": _("got it in another language"),
    "earlier": _("in an earlier run of this issue"),
}
VARIANTS = {
    "any": _("everything, also what is in another language only"),
    "lead": _("what has at least a lead in the language"),
    "own": _("what is wholly in the language"),
}


@register.filter
def left_out_reason(reason: str) -> str:
    return str(REASONS.get(reason, reason))


# The subjects of RFC 3463: the middle number of a status says whose matter it is.
SUBJECTS = {
    "1": _("there is no such address"),
    "2": _("the mailbox is full or closed"),
    "3": _("the reader's mail system is in trouble"),
    "4": _("the way to the reader's mail system is in trouble"),
    "5": _("the two mail systems do not understand each other"),
    "6": _("the mail system does not take such content"),
    "7": _("refused by policy, or taken for spam"),
}


@register.filter
def status_words(status: str) -> str:
    """Why a mail did not arrive, in words, by the subject of its status code."""
    subject = status.split(".")[1] if status.count(".") == 2 else ""
    return str(SUBJECTS.get(subject, _("for another reason")))


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
