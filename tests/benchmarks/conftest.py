from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from benchmarks.prepare import ORGANISATIONS, prepare_base
from tests.database import kept_rows

# Of deeds: as many as the flows need to have something to do.
TINY = 20


@pytest.fixture
def addresses(settings: Any) -> None:
    """The addresses of the benchmarks' site, which has Wagtail's own API beside ours."""
    settings.ROOT_URLCONF = "benchmarks.urls"


@pytest.fixture(scope="module")
def base(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with kept_rows(django_db_blocker):
        prepare_base()
        yield


@pytest.fixture
def site(base: None, db: None, addresses: None) -> None:
    """An empty site as the benchmarks start from."""


@pytest.fixture
def organisations() -> tuple[str, ...]:
    return ORGANISATIONS
