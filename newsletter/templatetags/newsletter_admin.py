from django import template
from django.utils.translation import get_language_info
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
