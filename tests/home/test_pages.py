import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from core.pages import alternates, translations
from tests.home.factories import make_content, make_home, make_homes, swedish_content, translate

pytestmark = pytest.mark.django_db


def head_links(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html)


def test_front_page_answers_in_each_language(client: Client):
    make_homes()

    answers = {code: client.get(f"/{code}/").content.decode() for code in ("fi", "sv", "en")}

    assert [re.search(r"<h1>(.*?)</h1>", html)[1] for html in answers.values()] == [
        "Teot näkyviin", "Gärningar fram", "Deeds in daylight",
    ]  # fmt: skip


def test_alternate_links_are_complete_and_reciprocal(client: Client):
    homes = make_homes()
    page = make_content(homes["fi"])
    translate(page, "sv", swedish_content())
    addresses = ["/fi/", "/sv/", "/en/", "/fi/tietoa-sivustosta/", "/sv/om-webbplatsen/"]

    links = {f"http://testserver{path}": head_links(client.get(path).content.decode()) for path in addresses}

    for address, named in links.items():
        assert address in [url for _code, url in named]
        for _code, url in named:
            assert links[url] == named
    assert links["http://testserver/fi/tietoa-sivustosta/"] == [
        ("fi", "http://testserver/fi/tietoa-sivustosta/"),
        ("sv", "http://testserver/sv/om-webbplatsen/"),
        ("x-default", "http://testserver/fi/tietoa-sivustosta/"),
    ]


def test_page_describes_itself_where_it_has_words_and_is_silent_elsewhere(client: Client):
    homes = make_homes()
    make_content(homes["fi"], search_description="Mitä tori on & kenelle")
    make_content(homes["fi"], title="Sanaton", slug="sanaton", intro="", search_description="")
    described = re.compile(r'<meta name="description" content="([^"]*)">')

    answers = [client.get(f"/fi/{slug}/").content.decode() for slug in ("tietoa-sivustosta", "sanaton")]

    assert [described.findall(html) for html in answers] == [["Mitä tori on &amp; kenelle"], []]


def test_page_in_one_language_names_no_alternates(client: Client):
    homes = make_homes()
    make_content(homes["fi"])

    html = client.get("/fi/tietoa-sivustosta/").content.decode()

    assert head_links(html) == []


def test_draft_translations_and_private_pages_are_no_alternates():
    homes = make_homes()
    page = make_content(homes["fi"])
    translate(page, "sv", swedish_content(), publish=False)

    rows = translations(page)

    assert [row.language for row in rows] == ["fi"]
    assert alternates(rows) == []


def test_switcher_leads_to_the_same_page_or_says_that_it_is_not_translated(client: Client):
    homes = make_homes()
    page = make_content(homes["fi"])
    translate(page, "sv", swedish_content())

    html = client.get("/fi/tietoa-sivustosta/").content.decode()

    switcher = re.search(r'<nav class="language-switcher".*?</nav>', html, re.S)[0]
    assert re.findall(r'<a href="([^"]+)" hreflang="(\w+)"', switcher) == [
        ("http://testserver/fi/tietoa-sivustosta/", "fi"),
        ("http://testserver/sv/om-webbplatsen/", "sv"),
        ("/en/", "en"),
    ]
    assert switcher.count("Not translated; leads to the front page.") == 1


def test_sitemap_lists_live_public_pages_with_their_languages(client: Client):
    homes = make_homes()
    page = make_content(homes["fi"])
    translate(page, "sv", swedish_content(), publish=False)
    make_content(homes["fi"], title="Salainen").view_restrictions.create(restriction_type="login")

    answer = client.get("/sitemap.xml")

    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    tree = ET.fromstring(answer.getvalue())
    found = {
        url.findtext("s:loc", namespaces=names): [
            link.get("hreflang") for link in url.findall("x:link", names)
        ]
        for url in tree.findall("s:url", names)
    }
    languages = ["fi", "sv", "en", "x-default"]
    square = {
        f"http://testserver/{code}/square/{name}/": languages
        for code in ("fi", "sv", "en")
        for name in ("statistics", "where", "data")
    }
    assert found == square | {
        "http://testserver/fi/": languages,
        "http://testserver/sv/": languages,
        "http://testserver/en/": languages,
        "http://testserver/fi/tietoa-sivustosta/": [],
    }


def test_share_card_and_structured_data_cannot_break_out_of_the_head(client: Client):
    home = make_home(hero_text='</script><script>alert(1)</script> & "työ > vapaa"')

    html = client.get("/fi/").content.decode()

    assert "<script>alert" not in html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])
    assert (data["@type"], data["description"], data["inLanguage"]) == ("WebSite", home.hero_text, "fi")
    assert '<meta property="og:type" content="website">' in html


def test_footer_finds_statements_by_their_purpose(client: Client):
    homes = make_homes()
    make_content(homes["fi"], title="Tietosuoja", purpose="privacy")
    make_content(homes["fi"], title="Saavutettavuus", purpose="accessibility")
    make_content(homes["fi"], title="Tavallinen")

    footer = re.search(
        r'aria-labelledby="footer-statements".*?</nav>', client.get("/fi/").content.decode(), re.S
    )[0]

    assert re.findall(r">([^<]+)</a>", footer) == [
        "Saavutettavuus",
        "Tietosuoja",
        "Mitä tietoja meillä on sinusta",
        "Julkaisuehdot",
    ]


def test_every_page_costs_few_queries(client: Client, django_assert_max_num_queries):
    homes = make_homes()
    for number in range(6):
        make_content(homes["fi"], title=f"Sivu {number}", show_in_menus=True)
    client.get("/fi/sivu-0/")

    with django_assert_max_num_queries(30):
        client.get("/fi/sivu-0/")


def test_anonymous_visitor_gets_no_cookie(client: Client):
    make_homes()

    client.get("/fi/")

    assert not client.cookies
