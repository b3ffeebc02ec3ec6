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
    "topics": _("nothing on their topics"),
}


@register.filter
def left_out_reason(reason: str) -> str:
    return str(REASONS.get(reason, reason))


@register.filter
def delivery_state(state: str) -> str:
    return str(State(state).label)


@register.filter
def language_name_local(code: str) -> str:
    """A language by its own name: "suomi"."""
    return str(get_language_info(code)["name_local"])
