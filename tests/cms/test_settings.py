import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "SECRET_KEY": "x" * 60 + "0123456789",
    "LINK_KEYS": "a:" + "y" * 40,
    "SUPPRESSION_KEY": "z" * 40,
    "ALLOWED_HOSTS": "tori.example",
    "BASE_URL": "https://tori.example",
    "MAIL_SMTP_HOST": "mail.tori.example",
    "MAIL_FROM_ADDRESS": "uutiskirje@tori.example",
}


def run(code: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean | {"DJANGO_SETTINGS_MODULE": "cms.settings.production"} | env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_production_refuses_to_start_without_a_secret_and_names_it(missing: str):
    env = {name: value for name, value in SECRETS.items() if name != missing}

    result = run("import django; django.setup()", env)

    assert result.returncode != 0
    assert f"Set {missing} in the environment" in result.stderr


def test_production_names_everything_that_is_missing_at_once():
    result = run("import django; django.setup()", {})

    assert f"Set {', '.join(SECRETS)} in the environment" in result.stderr


@pytest.mark.parametrize("link_keys", ["k" * 40, f":{'k' * 40}", "1:", "1:short", f"1:{'k' * 40},2"])
def test_production_refuses_a_link_key_without_id_or_of_few_characters(link_keys: str):
    result = run("import django; django.setup()", SECRETS | {"LINK_KEYS": link_keys})

    assert "Set LINK_KEYS in the environment" in result.stderr


def test_production_reads_a_secret_from_a_file(tmp_path: Path):
    secret = tmp_path / "secret_key"
    secret.write_text("from-a-file-" + "x" * 60)
    env = {name: value for name, value in SECRETS.items() if name != "SECRET_KEY"}

    result = run(
        "from django.conf import settings; print(settings.SECRET_KEY[:11])",
        env | {"SECRET_KEY_FILE": str(secret)},
    )

    assert (result.stdout.strip(), result.stderr) == ("from-a-file", "")


def test_production_trusts_a_proxy_only_when_told():
    code = "from django.conf import settings; print(getattr(settings, 'SECURE_PROXY_SSL_HEADER', None))"

    assert run(code, SECRETS).stdout.strip() == "None"
    assert run(code, SECRETS | {"TRUST_PROXY": "yes"}).stdout.strip() == "('HTTP_X_FORWARDED_PROTO', 'https')"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is no address of a database"),
        ({"MAIL_SMTP_PORT": "abc"}, "MAIL_SMTP_PORT in the environment can't be read"),
        (
            {"TRUST_PROXY": "maybe"},
            "TRUST_PROXY in the environment can't be read: 'maybe' is neither yes nor no.",
        ),
        (
            {"SUPPRESSION_KEY": SECRETS["SECRET_KEY"]},
            "SECRET_KEY, SUPPRESSION_KEY and each of LINK_KEYS must differ",
        ),
    ],
)
def test_a_setting_that_can_not_be_meant_is_named_in_one_sentence(wrong: dict[str, str], sentence: str):
    manage = "import runpy, sys; sys.argv = ['manage.py', 'migrate', '--check']; runpy.run_path('manage.py', run_name='__main__')"

    result = run(manage, SECRETS | wrong)

    assert result.returncode == 1
    assert (result.stderr.startswith(sentence), result.stderr.count("\n")) == (True, 1), result.stderr
