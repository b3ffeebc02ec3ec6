"""What the site says and logs when it refuses a request."""

import io
import json
import logging

import pytest
from django.test import Client

from cms.logs import formatter


@pytest.mark.django_db
def test_a_form_of_staff_without_its_guard_is_refused_in_the_site_s_look_and_the_reader_s_language():
    response = Client(enforce_csrf_checks=True).post("/sv/accounts/login/", {"login": "a@tekotori.example"})

    page = response.content.decode()
    assert response.status_code == 403
    assert ('<html lang="sv"' in page, "DEBUG" in page) == (True, False)
    assert "Formuläret kom från en annan webbplats" in page


@pytest.mark.django_db
def test_a_refusal_is_logged_with_the_id_of_its_request(client: Client):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter())
    logging.getLogger("django.request").addHandler(handler)
    try:
        response = client.get("/feeds/fi/nothing.rss")
    finally:
        logging.getLogger("django.request").removeHandler(handler)

    assert json.loads(written.getvalue())["request_id"] == response["X-Request-ID"]
