import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import NoReverseMatch, reverse

from mail.models import Delivery
from mail.services import send_due
from tests.mail.conftest import NOON, queue_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(sink) -> Delivery:
    queue_issue("ada@kunta.example")
    send_due(now=NOON)
    return Delivery.objects.get()


def staff_client(*codenames: str, name: str = "editor") -> Client:
    user = User.objects.create_user(name, f"{name}@tekotori.example", "x")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client = Client()
    client.force_login(user)
    return client


def test_deliveries_are_listed_without_addresses(delivery: Delivery):
    client = staff_client("view_delivery")

    pages = [client.get(reverse("mail:index")), client.get(reverse("mail:inspect", args=[delivery.pk]))]

    assert [page.status_code for page in pages] == [200, 200]
    assert all(delivery.public_id in page.content.decode() for page in pages)
    assert not any("ada@kunta.example" in page.content.decode() for page in pages)
    assert not any("t-0" in page.content.decode() for page in pages)  # nor the token of the person's link


def test_addresses_are_shown_to_those_who_may_see_them(delivery: Delivery):
    client = staff_client("view_delivery", "view_address")

    pages = [client.get(reverse("mail:index")), client.get(reverse("mail:inspect", args=[delivery.pk]))]

    assert all("ada@kunta.example" in page.content.decode() for page in pages)


def test_deliveries_are_filtered_by_state_and_language(delivery: Delivery):
    client = staff_client("view_delivery")

    found = [
        delivery.public_id in client.get(reverse("mail:index"), query).content.decode()
        for query in ({"state": "sent"}, {"state": "failed"}, {"language": "fi"}, {"language": "sv"})
    ]

    assert found == [True, False, True, False]


def test_editor_without_permission_sees_no_mail(delivery: Delivery):
    client = staff_client()

    assert client.get(reverse("mail:index")).status_code == 302
    assert reverse("mail:index") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_nobody_can_change_a_delivery_in_the_admin(delivery: Delivery, admin_client: Client):
    page = admin_client.get(reverse("mail:index")).content.decode()

    assert delivery.public_id in page
    for name in ("add", "edit", "delete", "copy"):
        with pytest.raises(NoReverseMatch):
            reverse(f"mail:{name}", args=[delivery.pk] if name != "add" else [])
