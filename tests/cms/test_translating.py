"""What the translation screens say beyond wagtail-localize's own words."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from cms.roles import make_roles
from tests.home.factories import make_content, make_homes
from tests.home.localize import submit

pytestmark = pytest.mark.django_db
WHO_PUBLISHES = "An editor publishes this translation."
NONE_LEFT = "There is a page in every language already."


@pytest.fixture
def clients() -> dict[str, Client]:
    make_roles()
    return {role: _signed_in(role) for role in ("Translator", "Editor")}


def _signed_in(role: str) -> Client:
    user = get_user_model().objects.create_user(role, f"{role}@tekotori.example", "x")
    user.groups.add(Group.objects.get(name=role))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_who_may_not_publish_a_translation_reads_who_does(clients: dict[str, Client]):
    homes = make_homes()
    target = submit(clients["Translator"], make_content(homes["fi"]), "sv").get_target_instance()
    edit = reverse("wagtailadmin_pages:edit", args=[target.pk])

    said = {role: WHO_PUBLISHES in client.get(edit).content.decode() for role, client in clients.items()}

    assert said == {"Translator": True, "Editor": False}


def test_page_that_is_in_every_language_is_not_offered_an_empty_form(clients: dict[str, Client]):
    homes = make_homes()
    whole, partial = homes["fi"], make_content(homes["fi"])

    pages = [
        clients["Translator"].get(reverse("wagtail_localize:submit_page_translation", args=[page.pk]))
        for page in (whole, partial)
    ]

    assert [NONE_LEFT in page.content.decode() for page in pages] == [True, False]


def test_script_of_the_translation_screen_gets_our_words(clients: dict[str, Client]):
    client = clients["Translator"]

    words = client.get("/admin/localize/jsi18n/", headers={"accept-language": "fi"}).content.decode()

    assert '"Publish in ": "Julkaise: "' in words
    assert '"Preview": "Esikatsele"' in words
