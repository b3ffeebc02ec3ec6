from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.articles.factories import make_article, make_series, swedish_article, swedish_series
from tests.core.conftest import make_image
from tests.database import kept_rows
from tests.home.factories import make_content, make_homes

ROOT = "/api/content/v1/"


@pytest.fixture
def get(client: Client) -> Any:
    """GET an address of the API; the answer is JSON or a problem, whatever happens."""

    def fetch(path: str, /, **parameters: Any) -> Any:
        answer = client.get(ROOT + path, parameters)
        assert answer["Content-Type"] in {"application/json", "application/problem+json"}
        return SimpleNamespace(status=answer.status_code, json=answer.json(), response=answer)

    return fetch


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """Front pages in three languages, a content page, and a series with one article in Finnish and Swedish."""
    with kept_rows(django_db_blocker):
        picture = make_image()
        homes = make_homes()
        content = make_content(homes["fi"], purpose="privacy", show_in_menus=True)
        series = make_series(homes["fi"], image=picture, image_alt="Tori aamulla")
        story = [
            {"type": "heading", "text": "Aluksi"},
            {"type": "paragraph", "html": '<p>Katso <a href="https://a.example/fi">ohjeet</a>.</p>'},
            {"type": "image", "image": picture.pk, "alt_text": "Koju", "decorative": False},
        ]
        article = make_article(series, body=story)
        yield {**homes, "content": content, "series": series, "article": article, "image": picture}


@pytest.fixture
def site(db: None, rows: dict[str, Any]) -> Any:
    fresh = {name: type(row).objects.get(pk=row.pk) for name, row in rows.items()}
    homes = {code: fresh.pop(code) for code in ("fi", "sv", "en")}
    return SimpleNamespace(homes=homes, **fresh)


@pytest.fixture
def swedish(site: Any) -> Any:
    other = make_article(site.series, "Toinen osa")
    return SimpleNamespace(series=swedish_series(site.series), article=swedish_article(other), original=other)
