from collections.abc import Sequence

from django import template
from django.template import Context
from wagtail.models import Page

from home.chrome import Chrome, MenuItem, site_chrome

register = template.Library()


@register.simple_tag(takes_context=True)
def chrome(context: Context) -> Chrome:
    """Everything that stands around a page: name, menu, statements, footer, contact, social links."""
    return site_chrome(context.get("request"))


@register.simple_tag(takes_context=True)
def site_name(context: Context) -> str:
    """The name on the sign, in the language of the page."""
    return site_chrome(context.get("request")).name


@register.simple_tag(takes_context=True)
def front_page(context: Context) -> Page | None:
    """The front page in the active language, or the default one where it is not translated."""
    return site_chrome(context.get("request")).home


@register.simple_tag(takes_context=True)
def main_menu(context: Context, home: Page | None) -> Sequence[MenuItem]:
    """The front page's live children that editors show in menus."""
    return site_chrome(context.get("request")).menu
