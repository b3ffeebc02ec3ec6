import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import Page

from tests.home.factories import make_content, make_homes
from tests.home.localize import submit

pytestmark = pytest.mark.django_db


def test_submitting_a_page_for_translation_publishes_nothing(client: Client):
    homes = make_homes()
    page = make_content(homes["fi"])
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@tekotori.example", "x"))

    submit(client, page, "sv")

    translated = Page.objects.get(translation_key=page.translation_key, locale__language_code="sv")
    assert translated.live is False
    assert client.get(f"/sv/{translated.slug}/").status_code == 404
