from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from syndication.builders import builders
from syndication.everything import everything
from syndication.feeds import Feed, feeds

register = template.Library()


@register.simple_tag
def feed_links(page: Any = None) -> SafeString:
    """<link rel="alternate"> for the head: the page's own feeds in each format, and "all" in every language."""
    language = page.locale.language_code if page else settings.LANGUAGE_CODE
    own = [feed for family in feeds for feed in family.announced_by(page)] if page else []
    own += everything.feeds(language)
    others = [
        feed for code, _name in settings.LANGUAGES if code != language for feed in everything.feeds(code)
    ]
    return link_elements(
        [(feed, name) for feed in own for name in feed.formats] + [(feed, "rss") for feed in others]
    )


@register.simple_tag
def feed_elements(listed: list[Feed]) -> SafeString:
    """The same for a given list, each in its first format."""
    return link_elements([(feed, feed.formats[0]) for feed in listed])


def link_elements(pairs: list[tuple[Feed, str]]) -> SafeString:
    return format_html_join(
        "\n",
        '<link rel="alternate" type="{}" hreflang="{}" title="{} ({})" href="{}">',
        (
            (
                builders[name].content_type.partition(";")[0],
                feed.language,
                feed.title,
                name.upper(),
                feed.path(name),
            )
            for feed, name in pairs
        ),
    )
