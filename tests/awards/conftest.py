from collections.abc import Iterator

import pytest
import time_machine

from tests.awards.factories import NOON


@pytest.fixture
def noon() -> Iterator[None]:
    """The clock stands still at NOON, in which rounds of the factories are open."""
    with time_machine.travel(NOON, tick=False):
        yield
