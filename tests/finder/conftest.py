from collections.abc import Iterator

import pytest

from finder.sources import finder_sources
from tests.finder.shelf import Shelf


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    shelf = Shelf()
    finder_sources.register(shelf)
    yield shelf
    finder_sources._entries.pop("shelf")
