import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from cms.roles import make_roles
from mail.models import Delivery

pytestmark = pytest.mark.django_db
PASSWORD = "salasana-2026"


@pytest.fixture(autouse=True)
def _mail_goes_to_the_outbox_and_nobody_has_tried_yet(settings) -> Iterator[None]:
    settings.EMAIL_BACKEND = "mail.backend.OutboxEmailBackend"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def juror():
    return user("raati@example.org", "Juror")


def user(address: str, role: str = ""):
    make_roles()
    made = get_user_model().objects.create_user(address, address, PASSWORD)
    made.groups.set(Group.objects.filter(name=role))
    return made


def sign_in(client: Client, address: str, password: str = PASSWORD):
    return client.post("/fi/accounts/login/", {"login": address, "password": password})


def letter() -> tuple[str, str, str]:
    """Address, subject and text of the only mail in the outbox."""
    delivery = Delivery.objects.select_related("message").get()
    return delivery.address, delivery.message.subject, delivery.message.text


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("Administrator", "/admin/"),
        ("Editor", "/admin/"),
        ("Newsletter approver", "/admin/"),
        ("Juror", "/fi/jury/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_to_the_place_of_work(client: Client, role: str, place: str):
    user("joku@example.org", role)

    answer = sign_in(client, "joku@example.org")

    assert (answer.status_code, answer.url) == (302, "/fi/accounts/after-login/")
    assert client.get(answer.url).url == place


def test_address_without_a_language_leads_to_the_readers(client: Client):
    answer = client.get("/accounts/login/?next=/admin/", headers={"accept-language": "sv"})

    assert (answer.status_code, answer.url) == (302, "/sv/accounts/login/?next=/admin/")


@pytest.mark.parametrize(("path", "wanted"), [("/admin/", "/admin/"), ("/admin/pages/", "/admin/pages/")])
def test_admin_asks_to_sign_in_at_the_limited_form(client: Client, path: str, wanted: str):
    answer = client.get(path)

    assert answer.url == f"/fi/accounts/login/?next={wanted}"


def test_admins_own_sign_in_and_password_form_are_closed(client: Client):
    user("toimitus@example.org", "Editor")

    answer = client.post(
        "/admin/login/?next=/admin/pages/", {"username": "toimitus@example.org", "password": PASSWORD}
    )

    assert answer.url == "/fi/accounts/login/?next=%2Fadmin%2Fpages%2F"
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/password_reset/", follow=True).status_code == 404


def test_five_wrong_passwords_close_an_account_for_a_while(client: Client, juror):
    for _attempt in range(5):
        sign_in(client, juror.email, "väärä")

    answer = sign_in(client, juror.email)

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    assert sign_in(client, user("toinen@example.org").email).status_code == 302


def test_nobody_signs_up(client: Client):
    page = {"email": "uusi@example.org", "password1": PASSWORD, "password2": PASSWORD}

    answer = client.post("/fi/accounts/signup/", page)

    assert answer.status_code == 200
    assert not get_user_model().objects.filter(email="uusi@example.org").exists()


@pytest.mark.parametrize(
    ("language", "subject"),
    [("fi", "Kirjautumiskoodisi"), ("sv", "Din inloggningskod"), ("en", "Your sign-in code")],
)
def test_juror_signs_in_with_a_code_mailed_in_their_language(
    client: Client, juror, language: str, subject: str
):
    answer = client.post(f"/{language}/accounts/login/code/", {"email": juror.email})
    address, found, text = letter()
    code = re.search(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]+)?)$", text, re.M)[1]
    answer = client.post(answer.url, {"code": code})

    assert (address, found.startswith(subject)) == (juror.email, True)
    assert client.get(answer.url).url == f"/{language}/jury/"


def test_language_that_a_user_has_set_goes_before_that_of_the_page(client: Client, juror):
    UserProfile.objects.create(user=juror, preferred_language="sv")

    client.post("/fi/accounts/login/code/", {"email": juror.email})

    assert letter()[1].startswith("Din inloggningskod")


def test_unknown_address_is_not_mailed_and_the_answer_does_not_tell(client: Client, juror):
    known = client.post("/fi/accounts/login/code/", {"email": juror.email})
    Delivery.objects.all().delete()
    unknown = Client().post("/fi/accounts/login/code/", {"email": "kukaan@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert not Delivery.objects.exists()


def test_code_may_be_guessed_three_times(client: Client, juror):
    answer = client.post("/fi/accounts/login/code/", {"email": juror.email})
    code = re.search(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]+)?)$", letter()[2], re.M)[1]
    for _guess in range(3):
        client.post(answer.url, {"code": "WRONG0"})

    client.post(answer.url, {"code": code})

    assert "_auth_user_id" not in client.session


def test_new_password_is_asked_for_through_the_outbox(client: Client, juror):
    client.post("/sv/accounts/password/reset/", {"email": juror.email})

    address, subject, text = letter()
    link = re.search(r"http://testserver(\S+)", text)[1]
    assert (address, subject.startswith("Nytt lösenord")) == (juror.email, True)
    assert client.get(link, follow=True).status_code == 200


def test_second_factor_is_asked_for_by_those_who_have_one(client: Client, juror):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(juror, generate_totp_secret())

    answer = sign_in(client, juror.email)

    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("value", "installed"), [("yes", "True"), ("no", "False")])
def test_second_factor_is_a_setting(value: str, installed: str):
    code = "from django.conf import settings; print('allauth.mfa' in settings.INSTALLED_APPS)"
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "cms.settings.dev", "SECOND_FACTOR": value}

    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=env, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == installed


@pytest.mark.django_db
def test_a_juror_who_opens_the_admin_lands_on_the_jurys_page(client: Client):
    make_roles()
    juror = get_user_model().objects.create_user("juror", "juror@tekotori.example", "x")
    juror.groups.set([Group.objects.get(name="Juror")])
    client.force_login(juror)

    answer = client.get("/admin/", follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0].endswith("/jury/")
