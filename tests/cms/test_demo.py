"""The demonstration as a stranger runs it: the command itself, in a folder of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cms.demo.processes import free_port
from mail.mailbox import count_mailbox
from tests.database import begin_migrated

ROOT = Path(__file__).resolve().parents[2]
LETTERS = 3  # of moderators to sample authors: two returns, one refusal


def command(var: Path, *options: str) -> subprocess.Popen[str]:
    keep = ("PATH", "HOME", "LANG", "DATABASE_URL")
    env = {name: os.environ[name] for name in keep if name in os.environ and name != "DATABASE_URL"}
    env |= {"DJANGO_SETTINGS_MODULE": "cms.settings.demo", "VAR_DIR": str(var), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", *options],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    begin_migrated(folder / "db.sqlite3")
    shutil.copytree(settings.VAR_DIR / "dictionaries", folder / "dictionaries")
    return folder


@pytest.fixture(scope="module")
def first_run(var: Path) -> str:
    process = command(var, "--serve", "no")
    output, _nothing = process.communicate(timeout=400)
    assert process.returncode == 0, output
    return output


def rows(output: str) -> dict[str, tuple[int, int]]:
    """Language -> (audience, delivered), from the printed table."""
    found = re.findall(r"^  (fi|sv|en|all) +(\d+) +(\d+) ", output, flags=re.MULTILINE)
    return {language: (int(audience), int(delivered)) for language, audience, delivered in found}


def test_the_main_job_delivers_what_its_table_says(first_run: str, var: Path):
    table = rows(first_run)

    assert {language: audience == delivered for language, (audience, delivered) in table.items()} == {
        "fi": True,
        "sv": True,
        "en": True,
        "all": True,
    }
    assert count_mailbox(var / "outbox") == table["all"][1] + LETTERS > 200


def test_the_tour_has_eight_stops_and_a_login_per_role(first_run: str):
    assert re.findall(r"^  (\d)\. ", first_run, flags=re.MULTILINE) == list("12345678")
    for role in ("Administrator", "Editor", "Moderator", "Translator", "Newsletter approver", "Juror"):
        assert role in first_run


@pytest.fixture
def served(first_run: str, var: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    port = free_port()
    process = command(var, "--port", str(port))
    yield f"http://127.0.0.1:{port}", process
    if process.poll() is None:
        process.kill()
        process.wait()


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def wait_until_ready(base: str) -> bool:
    """The worker's first sign of life comes last."""
    deadline = time.monotonic() + 200
    while time.monotonic() < deadline:
        if fetch(f"{base}/readyz")[0] == 200:
            return True
        time.sleep(0.5)  # the processes give no other sign
    return False


def test_a_second_run_doubles_nothing_serves_every_stop_and_ctrl_c_ends_all_of_it(
    served: tuple[str, subprocess.Popen[str]], var: Path, first_run: str
):
    base, process = served
    assert wait_until_ready(base)

    stops = [
        path
        for path in re.findall(r"http://127\.0\.0\.1:8000(\S+)", first_run)
        if not path.startswith(("/admin/newsletter", "/accounts"))
    ]
    answers = {path: fetch(base + path)[0] for path in stops}
    process.send_signal(signal.SIGINT)
    output, _nothing = process.communicate(timeout=60)

    assert answers == dict.fromkeys(stops, 200)
    assert process.returncode == 0, output
    assert rows(output) == rows(first_run)
    assert count_mailbox(var / "outbox") == rows(first_run)["all"][1] + LETTERS
    assert fetch(f"{base}/healthz")[0] == 0


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("port", "99999", "PORT=99999 is no port: give a number from 1 to 65535."),
        ("port", "²", "PORT=² is no port: give a number from 1 to 65535."),
        ("port", "abc", "PORT=abc is no port: give a number from 1 to 65535."),
        ("serve", "maybe", "SERVE=maybe is neither yes nor no."),
    ],
)
def test_what_can_not_be_meant_is_said_in_one_line(option: str, value: str, sentence: str):
    with pytest.raises(CommandError) as refused:
        call_command("demo", **{option: value})

    assert str(refused.value) == sentence


def test_a_port_in_use_is_said_in_one_line(var: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        process = command(var, "--port", str(port))
        output, _nothing = process.communicate(timeout=60)

    assert process.returncode == 1
    assert output.strip() == (
        f"CommandError: 127.0.0.1:{port} is in use. Stop what listens there, or choose another: make demo PORT=8001"
    )
