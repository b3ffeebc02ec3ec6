import re

import pytest
from django.template import Context, Template

from tests.syndication.test_views import deeds_feed  # noqa: F401 — the fixture with one feed per language

pytestmark = pytest.mark.django_db


def test_people_find_every_feed_with_its_address_as_text(client):
    html = client.get("/sv/feeds/").content.decode()

    assert ">http://testserver/feeds/sv/deeds.rss</a>" in html
    for name in ("atom", "json"):
        assert f'href="http://testserver/feeds/sv/deeds.{name}"' in html
    for language in ("fi", "sv", "en"):
        assert f'hreflang="{language}" title="Teot (RSS)" href="/feeds/{language}/deeds.rss"' in html
    assert 'href="/feeds/sv/all.opml"' in html


def test_head_of_a_page_announces_the_feed_of_everything_in_each_language():
    html = Template("{% load tekotori_feeds %}{% feed_links page %}").render(Context())

    announced = re.findall(r'type="application/(\S+)" hreflang="(\w+)"', html)
    assert announced == [
        ("rss+xml", "fi"),
        ("atom+xml", "fi"),
        ("feed+json", "fi"),
        ("rss+xml", "sv"),
        ("rss+xml", "en"),
    ]
