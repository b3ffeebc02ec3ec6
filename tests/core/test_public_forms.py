import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django import forms
from django.core.cache import caches
from django.http import HttpResponse
from django.test import RequestFactory

from core import links
from core.public_forms import PublicForm, allow, came_from_here, link_page, network_key, public_form

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOON + timedelta(seconds=10)


class ExampleForm(PublicForm):
    purpose = "example"
    name = forms.CharField()


@pytest.fixture(autouse=True)
def _clean_limits():
    caches["default"].clear()


def _token(form: PublicForm) -> str:
    return re.search(r'name="form_token" value="([^"]+)"', form.hidden_guard)[1]


def _sent(token: str, now: datetime = LATER, **fields: str) -> ExampleForm:
    return ExampleForm({"name": "Ada", "form_token": token} | fields, now=now)


def _codes(form: PublicForm) -> list[str]:
    return [error.code for error in form.non_field_errors().as_data()]


# --- The form's own guard


def test_form_sent_by_a_person_is_taken():
    form = _sent(_token(ExampleForm(now=NOON)))

    assert form.is_valid()
    assert form.cleaned_data == {"name": "Ada"}


def test_form_remembers_what_was_shown_beside_it():
    shown = {"statement": "I agree.", "page": "/fi/"}

    form = _sent(_token(ExampleForm(now=NOON, shown=shown)))

    assert form.is_valid()
    assert form.was_shown == shown


@pytest.mark.parametrize(
    ("seconds", "codes"), [(0, ["fast"]), (1, ["fast"]), (2, []), (86_400, []), (86_401, ["token"])]
)
def test_form_is_taken_from_two_seconds_to_a_day(seconds, codes):
    form = _sent(_token(ExampleForm(now=NOON)), now=NOON + timedelta(seconds=seconds))

    form.is_valid()

    assert _codes(form) == codes


@pytest.mark.parametrize(
    "token", ["", "x", "dev.x.y", links.sign(purpose="form:other", value=[0, {}], now=NOON) + "x"]
)
def test_form_without_its_token_is_refused(token):
    form = _sent(token)

    assert not form.is_valid()
    assert _codes(form) == ["token"]


def test_token_of_another_form_is_refused():
    other = links.sign(purpose="form:other", value=[int(NOON.timestamp()), {}], now=NOON)

    assert _codes(_sent(other)) == ["token"]


def test_form_whose_hidden_field_was_filled_in_is_refused():
    form = _sent(_token(ExampleForm(now=NOON)), homepage="http://spam.example")

    assert not form.is_valid()
    assert _codes(form) == ["trap"]


def test_form_that_is_shown_again_may_be_sent_again_at_once():
    wrong = _sent(_token(ExampleForm(now=NOON)), name="")
    assert not wrong.is_valid()

    assert _sent(_token(wrong), now=LATER).is_valid()


def test_people_do_not_meet_the_hidden_field():
    guard = ExampleForm(now=NOON).hidden_guard

    assert "<div hidden><label>" in guard
    assert 'tabindex="-1" autocomplete="off"' in guard
    assert "style=" not in guard


# --- Where a request came from


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({}, True),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": "https://testserver"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
    ],
)
def test_request_from_another_site_is_known(headers, is_ours):
    assert came_from_here(RequestFactory().post("/", headers=headers)) is is_ours


def test_named_front_end_on_another_host_may_send(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://www.tori.example"]

    request = RequestFactory().post(
        "/", headers={"Origin": "https://www.tori.example", "Sec-Fetch-Site": "same-site"}
    )

    assert came_from_here(request)


@pytest.mark.django_db
def test_view_with_a_public_form_refuses_and_stores_no_answer():
    view = public_form(lambda request: HttpResponse("done"))
    factory = RequestFactory()

    ours = view(factory.post("/"))
    theirs = view(factory.post("/", headers={"Origin": "https://evil.example"}))
    read = view(factory.get("/", headers={"Origin": "https://evil.example"}))

    assert [(answer.status_code, answer.get("Cache-Control")) for answer in (ours, theirs, read)] == [
        (200, "no-store"),
        (403, None),
        (200, None),
    ]


def test_page_behind_a_link_is_kept_to_its_reader():
    view = link_page(lambda request: HttpResponse("yours"))

    answer = view(RequestFactory().post("/", headers={"Origin": "https://mail.example"}))

    assert {name: answer[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")} == {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "no-referrer",
    }


# --- Limits


def test_limit_counts_each_key_by_itself():
    answers = [allow("form", key, 2, 60, now=NOON) for key in ("ada", "ada", "ada", "bob")]

    assert answers == [True, True, False, True]


def test_limit_counts_each_scope_by_itself():
    assert [allow(scope, "ada", 1, 60, now=NOON) for scope in ("form", "link", "form")] == [True, True, False]


def test_limit_begins_anew_with_the_next_window():
    allow("form", "ada", 1, 60, now=NOON)

    assert not allow("form", "ada", 1, 60, now=NOON + timedelta(seconds=59))
    assert allow("form", "ada", 1, 60, now=NOON + timedelta(seconds=60))


@pytest.mark.parametrize("backend", ["filebased.FileBasedCache", "locmem.LocMemCache"])
def test_limit_outlives_the_default_lifetime_of_the_cache(settings, tmp_path, backend):
    settings.CACHES = {
        "default": {
            "BACKEND": f"django.core.cache.backends.{backend}",
            "LOCATION": str(tmp_path),
            "TIMEOUT": 60,
        }
    }
    answers = []

    with time_machine.travel(NOON, tick=False) as clock:
        for _time in range(3):
            answers.append(allow("form", "ada", 2, 3600, now=NOON))
            clock.shift(90)

    assert answers == [True, True, False]


def _network(address: str, now: datetime = NOON, **headers: str) -> str:
    return network_key(RequestFactory(headers=headers).get("/", REMOTE_ADDR=address), now=now)


def test_network_is_the_same_all_day_and_unknown_tomorrow():
    today = _network("192.0.2.1")

    assert _network("192.0.2.1", NOON + timedelta(hours=11)) == today
    assert _network("192.0.2.1", NOON + timedelta(days=1)) != today
    assert _network("192.0.2.2") != today
    assert "192" not in today


def test_homes_with_many_addresses_are_one_network():
    assert _network("2001:db8:0:1::1") == _network("2001:db8:0:1:ffff::2")
    assert _network("2001:db8:0:1::1") != _network("2001:db8:0:2::1")


def test_header_of_a_proxy_counts_only_where_a_proxy_is_trusted(settings):
    forged = {"X-Forwarded-For": "198.51.100.7, 203.0.113.5"}

    assert _network("192.0.2.1", **forged) == _network("192.0.2.1")
    settings.USE_X_FORWARDED_HOST = True
    assert _network("192.0.2.1", **forged) == _network("203.0.113.5")


@pytest.mark.parametrize("address", ["", "unix:", "not an address"])
def test_visitor_without_an_address_is_counted_with_the_like(address):
    assert _network(address) == "unknown"


@pytest.mark.parametrize("guard", [public_form, link_page])
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_than_a_form_s_are_refused(guard, method: str):
    view = guard(lambda request: HttpResponse("done"))

    answer = view(getattr(RequestFactory(), method)("/d/thread/x/"))

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
