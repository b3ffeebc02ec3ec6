import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from newsletter.admin.subscribers import subscription_counts
from newsletter.models import Subscription
from tests.newsletter.subscribing import active, make_newsletter, sign_up

pytestmark = pytest.mark.django_db
LIST = "newsletter_subscriptions:index"


def _user(*permissions: str) -> User:
    user = User.objects.create_user("ed", "ed@tori.example", "secret")
    for name in ("wagtailadmin.access_admin", *permissions):
        app, _dot, codename = name.partition(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def test_list_shows_states_and_sums_without_addresses(client):
    newsletter = make_newsletter()
    active(newsletter, "ada@example.org")
    active(newsletter, "bob@example.org", language="sv")
    sign_up(newsletter, "cec@example.org")
    client.force_login(_user("tekotori_newsletter.view_subscription"))

    page = client.get(reverse(LIST))

    assert page.status_code == 200
    assert b"example.org" not in page.content
    assert subscription_counts() == [
        {"newsletter": newsletter.name, "language": "suomi", "numbers": [1, 1, 0]},
        {"newsletter": newsletter.name, "language": "svenska", "numbers": [0, 1, 0]},
    ]


def test_addresses_are_shown_to_those_who_may_see_them(client):
    active(make_newsletter(), "ada@example.org")
    client.force_login(_user("tekotori_newsletter.view_subscription", "tekotori_contacts.view_addresses"))

    assert b"ada@example.org" in client.get(reverse(LIST)).content


def test_list_is_closed_without_the_right(client):
    client.force_login(_user())

    assert client.get(reverse(LIST)).status_code == 302


def test_nobody_changes_a_subscription_by_hand(client):
    subscription = active(make_newsletter())
    client.force_login(User.objects.create_superuser("root", "root@tori.example", "secret"))

    answers = [
        client.get(reverse("newsletter_subscriptions:add")),
        client.post(reverse("newsletter_subscriptions:edit", args=[subscription.pk]), {"state": "ended"}),
        client.post(reverse("newsletter_subscriptions:delete", args=[subscription.pk])),
    ]

    assert {answer.status_code for answer in answers} == {302}
    assert Subscription.objects.get().state == "active"


def test_list_costs_the_same_however_many_subscribers_it_shows(client, django_assert_max_num_queries):
    newsletter = make_newsletter()
    for number in range(15):
        active(newsletter, f"reader-{number}@example.org")
    client.force_login(User.objects.create_superuser("root", "root@tori.example", "secret"))
    client.get(reverse(LIST))

    with django_assert_max_num_queries(28):
        client.get(reverse(LIST))


def test_newsletter_is_edited_in_the_admin(client):
    newsletter = make_newsletter()
    client.force_login(User.objects.create_superuser("root", "root@tori.example", "secret"))

    page = client.get(reverse("wagtailsnippets_tekotori_newsletter_newsletter:edit", args=[newsletter.pk]))

    assert page.status_code == 200
    assert b"Torgets nyhetsbrev" in page.content
