import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from cms.demo.mailbox import loopback_only


@loopback_only
def view(request):
    return HttpResponse("mails")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_mails_are_shown_on_this_machine(settings, host: str):
    settings.ALLOWED_HOSTS = ["*"]

    assert view(RequestFactory(headers={"host": host}).get("/demo/mailbox/")).content == b"mails"


@pytest.mark.parametrize(
    ("host", "address"),
    [("192.0.2.7:8000", "192.0.2.9"), ("evil.example", "127.0.0.1"), ("127.0.0.1.evil.example", "127.0.0.1")],
)
def test_mails_are_hidden_from_the_network_and_from_names_that_point_here(settings, host: str, address: str):
    settings.ALLOWED_HOSTS = ["*"]
    request = RequestFactory(headers={"host": host}).get("/demo/mailbox/", REMOTE_ADDR=address)

    with pytest.raises(Http404):
        view(request)
