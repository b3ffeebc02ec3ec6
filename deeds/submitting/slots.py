"""The ways to open submission, from the front page and the menu."""

from collections.abc import Mapping
from typing import Any

from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from core.slots import Slot
from registers.models import language_of


def render_publish(context: Context, values: Mapping[str, Any]) -> str:
    return _render("publish", context)


def render_menu(context: Context, values: Mapping[str, Any]) -> str:
    return _render("menu", context)


def _render(name: str, context: Context) -> str:
    request = context.get("request")
    url = reverse("deeds:begin", kwargs={"language": language_of(get_language())})
    values = {"url": url, "is_current": request is not None and request.path == url}
    return render_to_string(f"deeds/slots/{name}.html", values, request=request)


SLOTS = (
    Slot("deeds.publish", "home.actions", render_publish),
    Slot("deeds.publish_menu", "site.menu", render_menu),
)
