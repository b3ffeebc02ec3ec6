from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree

from syndication.builders.text import one_line
from syndication.feeds import Feed


def build_opml(language: str, feeds: Sequence[Feed]) -> bytes:
    """OPML 2.0: one outline per feed with the two attributes that type="rss" needs, text and xmlUrl."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    title = _("Feeds of %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}
    etree.SubElement(head, "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        name = one_line(feed.title)
        attributes = {"type": "rss", "text": name, "title": name, "xmlUrl": feed.url(feed.formats[0])}
        etree.SubElement(body, "outline", attributes | {"htmlUrl": feed.page_url, "language": language})
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return document
