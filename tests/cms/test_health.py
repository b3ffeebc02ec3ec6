from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cms.health import readiness
from cms.models import Beat, Lease


def test_healthz_answers_without_the_database(client: Client):
    # No django_db mark: a query would fail the test.
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_while_the_worker_gives_signs_of_life(client: Client):
    Beat.record(name="worker", now=timezone.now())

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (
        200,
        {"database": "ok", "migrations": "ok", "worker": "ok"},
    )


@pytest.mark.django_db
def test_not_ready_after_five_silent_minutes_and_says_what_to_start(client: Client):
    Beat.record(name="worker", now=timezone.now() - timedelta(minutes=6))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "Start `manage.py db_worker`" in response.json()["worker"]


@pytest.mark.django_db
def test_a_worker_that_never_came_up_is_said_so():
    assert readiness(timezone.now())["worker"].startswith("Last sign of life: never.")


def test_security_txt_names_a_contact_and_an_expiry_within_a_year(client: Client):
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())

    assert lines["Contact"] == "mailto:security@tekotori.example"
    expires = datetime.fromisoformat(lines["Expires"])
    assert timezone.now() < expires < timezone.now() + timedelta(days=365)


def test_robots_keep_out_of_personal_pages_and_find_the_sitemap(client: Client):
    lines = client.get("/robots.txt").text.splitlines()

    assert {"Disallow: /n/", "Disallow: /admin/", "Sitemap: http://testserver/sitemap.xml"} <= set(lines)


@pytest.mark.django_db
def test_one_of_two_schedulers_holds_the_lease_until_it_runs_out():
    noon = timezone.now()

    first = Lease.hold(name="scheduler", owner="a", now=noon, seconds=50)
    second = Lease.hold(name="scheduler", owner="b", now=noon, seconds=50)
    renewed = Lease.hold(name="scheduler", owner="a", now=noon + timedelta(seconds=20), seconds=50)
    taken_over = Lease.hold(name="scheduler", owner="b", now=noon + timedelta(seconds=71), seconds=50)

    assert (first, second, renewed, taken_over) == (True, False, True, True)
