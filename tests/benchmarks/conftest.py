import pytest
from django.core.cache import cache

from benchmarks.prepare import ORGANISATIONS, prepare_base


@pytest.fixture
def site(settings) -> None:
    """An empty site as the benchmarks start from, with their addresses."""
    settings.ROOT_URLCONF = "benchmarks.urls"
    cache.clear()
    prepare_base()


@pytest.fixture
def organisations() -> tuple[str, ...]:
    return ORGANISATIONS
