import json
import re
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from articles.figures import articles_published
from articles.models import ArticlePage, SeriesPage
from articles.reading import reading_minutes
from articles.services import ArticleFields, create_article, publish
from articles.sources import article_source, feeds_of_series
from core.facts import fact_groups
from finder.search import search
from syndication.items import Item
from tests.articles.factories import make_article, make_series, swedish_article, swedish_series
from tests.home.factories import NOON, make_homes
from tests.home.localize import translate_in_admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def series() -> SeriesPage:
    return make_series(make_homes()["fi"])


def test_parts_are_numbered_in_the_order_of_making(series):
    assert [make_article(series, title).part for title in ("Yksi", "Kaksi", "Kolme")] == [1, 2, 3]


def test_series_page_lists_live_parts_in_order(series, client: Client):
    make_article(series, "Toinen", part=2)
    make_article(series, "Ensimmäinen", part=1)
    create_article(series=series, fields=ArticleFields(title="Luonnos", intro="Kesken."), user=None, now=NOON)

    html = client.get("/fi/teon-kolme-vaihetta/").content.decode()

    assert re.findall(r'<h3 class="card-title"><a href="[^"]+">([^<]+)</a>', html) == [
        "Ensimmäinen",
        "Toinen",
    ]


def test_article_leads_to_the_parts_around_it(series, client: Client):
    for title in ("Yksi", "Kaksi", "Kolme"):
        make_article(series, title)

    html = client.get("/fi/teon-kolme-vaihetta/kaksi/").content.decode()

    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', html) == [
        ("prev", "/fi/teon-kolme-vaihetta/yksi/"),
        ("next", "/fi/teon-kolme-vaihetta/kolme/"),
    ]


@pytest.mark.parametrize(
    ("characters", "language", "minutes"), [(0, "fi", 1), (1078, "fi", 1), (1079, "fi", 2), (9170, "sv", 10)]
)
def test_reading_time_grows_with_the_text(characters, language, minutes):
    assert reading_minutes("a" * characters, language) == minutes


def test_series_and_article_translate_update_and_publish(series):
    article = make_article(series)

    swedish = swedish_article(swedish_series(series) and article)

    assert (swedish.live, swedish.part, swedish.authors) == (True, 1, "Redaktionen")
    assert swedish.series.code == series.code == "teon-kolme-vaihetta"
    assert swedish.series.slug == "garningens-tre-steg"


@pytest.mark.parametrize("kind", ["series", "article"])
def test_translator_translates_updates_and_publishes_in_the_admin(
    kind, series, admin_client: Client, django_capture_on_commit_callbacks
):
    page = series if kind == "series" else make_article(series)
    if kind == "article":
        swedish_series(series)

    swedish = translate_in_admin(admin_client, page, "sv", django_capture_on_commit_callbacks)

    assert (swedish.live, swedish.title, swedish.intro) == (True, f"Sv {page.title}", f"Sv {page.intro}")


def test_form_of_a_new_article_offers_the_next_part(series, admin_client: Client):
    make_article(series)

    html = admin_client.get(
        reverse("wagtailadmin_pages:add", args=["tekotori_articles", "articlepage", series.pk])
    ).content.decode()

    assert re.search(r'name="part" value="2"', html)


@pytest.mark.parametrize("kind", ["series", "article"])
def test_draft_can_be_previewed(kind, series, admin_client: Client):
    page = series if kind == "series" else make_article(series)

    answer = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    assert (answer.status_code, page.title in answer.content.decode()) == (200, True)


def test_series_keeps_its_permanent_name_when_its_address_changes(series):
    series.slug = "uusi-osoite"
    series.save()

    assert SeriesPage.objects.get(pk=series.pk).code == "teon-kolme-vaihetta"


def test_another_series_of_the_same_name_gets_a_code_of_its_own(series):
    other = make_series(series.get_parent(), slug="teon-kolme-vaihetta-taas")
    third = series.copy(update_attrs={"slug": "kopio", "title": "Kopio"})

    assert [other.code, third.code] == ["teon-kolme-vaihetta-taas", "kopio"]


def test_image_without_alt_text_stops_publishing(series, image):
    body = [{"type": "image", "image": image.pk, "alt_text": "", "decorative": False}]
    draft = create_article(
        series=series, fields=ArticleFields(title="Kuva", intro="Kuva.", body=body), user=None, now=NOON
    )

    with pytest.raises(ValidationError):
        publish(page=draft, user=None, now=NOON)

    assert not ArticlePage.objects.get(pk=draft.pk).live


def test_article_is_an_item_with_a_guid_that_its_address_does_not_change(series):
    article = make_article(series)
    guid = article_source.items(language="fi")[0].guid
    article.slug = "uusi"
    article.save_revision().publish()

    (item,) = article_source.items(language="fi")

    assert isinstance(item, Item)
    assert (item.guid, item.url) == (guid, "http://testserver/fi/teon-kolme-vaihetta/uusi/")
    assert (item.kind, item.language, item.authors, item.categories) == (
        "article",
        "fi",
        ("Toimitus",),
        ("Teon kolme vaihetta",),
    )
    assert item.published_at == NOON


def test_items_come_newest_first_and_by_series(series):
    other = make_series(series.get_parent(), title="Toinen sarja")
    make_article(series, "Vanha", published_at=datetime(2026, 1, 1, tzinfo=UTC))
    make_article(series, "Uusi", published_at=datetime(2026, 3, 1, tzinfo=UTC))
    make_article(other, "Muu", published_at=datetime(2026, 2, 1, tzinfo=UTC))

    assert [item.title for item in article_source.items(language="fi")] == ["Uusi", "Muu", "Vanha"]
    assert [item.title for item in article_source.items(language="fi", series="toinen-sarja")] == ["Muu"]
    assert article_source.items(language="fi", series="ei-ole") == []
    assert article_source.count(language="fi", series=series.code) == 2
    assert article_source.items(language="fi", since=datetime(2026, 2, 1, tzinfo=UTC))[0].title == "Uusi"
    assert article_source.items(language="sv") == []


def test_item_falls_back_to_the_original_and_says_its_language(series):
    article = make_article(series)
    ref = str(article.translation_key)

    assert article_source.get_items([ref, "no uuid"], language="sv")[ref].language == "fi"
    swedish_series(series)
    swedish_article(article)
    assert article_source.get_items([ref], language="sv")[ref].title == "Börja där det skaver"


def test_each_series_has_a_feed_in_each_of_its_languages(series, client: Client):
    make_article(series)
    swedish_series(series)

    assert [feed.key for feed in feeds_of_series("sv")] == ["series-teon-kolme-vaihetta"]
    assert feeds_of_series("en") == []
    answer = client.get("/feeds/fi/series-teon-kolme-vaihetta.rss")
    assert (answer.status_code, "Aloita siitä, mikä hiertää" in answer.content.decode()) == (200, True)


def test_items_cost_no_more_queries_for_more_articles(
    series, django_assert_num_queries, django_assert_max_num_queries
):
    make_article(series, "Yksi")
    article_source.items(language="fi")
    with django_assert_max_num_queries(8):
        article_source.items(language="fi")
    for title in ("Kaksi", "Kolme"):
        make_article(series, title)
    with django_assert_max_num_queries(8):
        assert len(article_source.items(language="fi")) == 3


def test_figure_counts_an_article_once_in_all_its_languages(series):
    article = make_article(series)
    make_article(series, "Toinen")
    swedish_series(series)
    swedish_article(article)

    assert articles_published.number() == articles_published.recount() == 2


def test_search_finds_an_article_until_it_is_withdrawn(series):
    article = make_article(series)

    assert [hit.title for hit in search("hiertää", language="fi").rows] == [
        "Aloita siitä, mikä <mark>hiertää</mark>"
    ]
    article.unpublish()
    assert search("hiertää", language="fi").rows == []


def test_structured_data_places_an_article_in_its_series(series, client: Client):
    make_article(series)

    html = client.get("/fi/teon-kolme-vaihetta/aloita-siita-mika-hiertaa/").content.decode()

    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])
    assert (data["@type"], data["position"], data["isPartOf"]["name"]) == (
        "Article",
        1,
        "Teon kolme vaihetta",
    )


def test_series_stands_under_a_front_page_only(series):
    home = series.get_parent().specific

    assert SeriesPage.can_create_at(home)
    assert not SeriesPage.can_create_at(home.get_parent())
    assert ArticlePage.can_create_at(series)
    assert not ArticlePage.can_create_at(home)


def test_series_is_a_topic_in_each_of_its_languages_and_its_articles_are_about_it(
    series, django_assert_num_queries
):
    make_article(series)
    swedish_series(series)
    group = fact_groups.get("series")

    with django_assert_num_queries(2):  # view restrictions, pages
        topics = [(fact.key, fact.labels) for fact in group.facts()]

    assert topics == [(f"series:{series.code}", {"fi": "Teon kolme vaihetta", "sv": "Gärningens tre steg"})]
    assert [item.topics for item in article_source.items(language="fi")] == [(f"series:{series.code}",)]
    for page in SeriesPage.objects.all():
        page.unpublish()
    assert group.facts() == []
