import pytest
from django.core.exceptions import ValidationError

from core.validators import web_address


@pytest.mark.parametrize(
    "url",
    [
        "https://www.kunta.fi/raportti",
        "http://sub.työ.example:8080/?q=1",
        "https://93.184.215.14/",
        "https://[2606:2800::1]/",
    ],
)
def test_address_that_anybody_can_open_is_taken(url):
    web_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://10.20.30.40:8000/ohje", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/", "http://[fe80::1]/", "http://[::ffff:10.0.0.1]/", "http://0.0.0.0/", "http://localhost:5432/",
        "http://intra.kunta.local/", "http://palvelin.internal./", "https://www.kunta.fi@ilkea.example/", "https://a:b@ilkea.example/",
    ],
)  # fmt: skip
def test_address_inside_a_network_or_in_disguise_is_refused(url):
    with pytest.raises(ValidationError, match="avautuu vain joillekin"):
        web_address(url)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "gopher://a.example/", "http://2130706433/", "http://0x7f.1/", "//a.example/", "http://[::1"])  # fmt: skip
def test_what_is_no_web_page_is_refused(url):
    with pytest.raises(ValidationError, match="ei ole verkkosivun osoite"):
        web_address(url)
