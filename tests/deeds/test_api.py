import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.deeds.factories import DeedPageFactory

pytestmark = pytest.mark.django_db
LIST = "/api/content/v1/pages/?type=tekotori_deeds.DeedPage&fields=*"


def queries_for(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(LIST)
    assert answer.status_code == 200, answer.text
    return len(queries)


def test_a_list_of_deeds_costs_as_many_queries_for_three_as_for_one(client: Client):
    DeedPageFactory()
    client.get(LIST)
    for_one = queries_for(client)
    DeedPageFactory.create_batch(2)
    client.get(LIST)

    assert queries_for(client) == for_one


def test_a_deed_in_a_list_says_the_same_as_alone(client: Client):
    page = DeedPageFactory(sectors=["education", "technical"])

    (listed,) = client.get(LIST).json()["items"]
    alone = client.get(f"/api/content/v1/pages/{page.pk}/").json()

    assert listed["fields"] == alone["fields"]
    assert listed["fields"]["sector_codes"] == ["education", "technical"]
