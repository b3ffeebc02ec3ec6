"""Publishing without an account, through the pages: begin, write, check, send, follow, withdraw."""

import pytest
from django.core.cache import cache

from deeds.models import DeedSubmission
from registers.services import load_registers
from tests.deeds.factories import OrganisationFactory
from tests.deeds.submitting import NOON, Author, travel


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with travel() as traveller:
        yield traveller


@pytest.fixture
def author(client, clock) -> Author:
    OrganisationFactory(code="mallila")
    return Author(client, clock)


@pytest.fixture
def finland():
    load_registers(now=NOON)


def states() -> list[str]:
    return list(DeedSubmission.objects.order_by("pk").values_list("state", flat=True))
