from typing import Any

from wagtail.models import Page

from articles.models import ArticlePage, SeriesPage
from articles.services import (
    ArticleFields,
    SeriesFields,
    article_values,
    create_article,
    create_series,
    publish,
    series_values,
)
from tests.home.factories import NOON, STORY, STORY_SV, translate


def make_series(parent: Page, **fields: Any) -> SeriesPage:
    values = {"title": "Teon kolme vaihetta", "intro": "Kolmiosainen juttusarja.", **fields}
    series = create_series(parent=parent, fields=SeriesFields(**values), user=None, now=NOON)
    return publish(page=series, user=None, now=NOON)


def make_article(
    series: SeriesPage, title: str = "Aloita siitä, mikä hiertää", published_at: Any = None, **fields: Any
) -> ArticlePage:
    values = {"title": title, "intro": "Mistä aloittaa.", "authors": "Toimitus", "body": STORY, **fields}
    article = create_article(series=series, fields=ArticleFields(**values), user=None, now=NOON)
    return publish(page=article, user=None, now=NOON, published_at=published_at)


def swedish_series(series: SeriesPage) -> SeriesPage:
    return translate(
        series,
        "sv",
        series_values(
            SeriesFields(
                title="Gärningens tre steg",
                intro="En serie i tre delar.",
                image_alt=series.image_alt and "Torget på morgonen",
            )
        ),
    )


def swedish_article(article: ArticlePage) -> ArticlePage:
    fields = ArticleFields(
        title="Börja där det skaver", intro="Var man börjar.", authors="Redaktionen", body=STORY_SV
    )
    return translate(article, "sv", article_values(fields))
