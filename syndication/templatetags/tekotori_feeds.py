from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.pages import page_url
from syndication.builders import builders
from syndication.everything import everything
from syndication.feeds import Feed, all_feeds

register = template.Library()


@register.simple_tag
def feed_links(page: Any = None) -> SafeString:
    """<link rel="alternate"> for the head: the page's own feeds in each format, and "all" in every language."""
    language = page.locale.language_code if page else settings.LANGUAGE_CODE
    address = page_url(page) if page else None
    own = [feed for feed in all_feeds(language) if feed.page_url == address or feed.key == "all"]
    others = [
        feed for code, _name in settings.LANGUAGES if code != language for feed in everything.feeds(code)
    ]
    return link_elements(
        [(feed, name) for feed in own for name in feed.formats] + [(feed, "rss") for feed in others]
    )


@register.simple_tag
def feed_elements(feeds: list[Feed]) -> SafeString:
    """The same for a given list, each in its first format."""
    return link_elements([(feed, feed.formats[0]) for feed in feeds])


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
