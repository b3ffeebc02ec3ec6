"""Apart from the other tests of statistics, whose square stands while they run."""

import pytest
from django.test import Client

from deeds.spreading.statistics import count_statistics
from tests.deeds.factories import DeedFactory

ALL = "/fi/square/statistics/"


@pytest.mark.django_db
def test_statistics_take_as_many_queries_with_many_deeds_as_with_one(client: Client, count_queries):
    DeedFactory(number=1, themes=["wellbeing"])
    one = [count_queries(count_statistics), count_queries(lambda: client.get(ALL))]
    for number in (2, 3, 4):
        DeedFactory(
            number=number, title=f"Teko {number}", themes=["wellbeing", "digital"], organisation=f"k{number}"
        )

    assert [count_queries(count_statistics), count_queries(lambda: client.get(ALL))] == one
