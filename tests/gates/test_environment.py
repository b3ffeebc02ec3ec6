import json
from pathlib import Path

import pytest

from scripts import commands, environment, say


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder whose installs are written down instead of done."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    monkeypatch.delenv("UV_PYTHON", raising=False)
    monkeypatch.setattr(environment, "VAR", tmp_path / "var")
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "stamp.json")
    monkeypatch.setattr(environment, "LOCKS", {"demo": tmp_path / "demo.lock", "dev": tmp_path / "dev.lock"})
    (tmp_path / "demo.lock").write_text("django==5.2\n")
    (tmp_path / "dev.lock").write_text("django==5.2\npytest==9\n")
    monkeypatch.setattr(environment, "ensure_uv", lambda: None)
    monkeypatch.setattr(environment, "ensure_venv", lambda: None)
    monkeypatch.setattr(environment, "compile_messages", lambda: None)
    return tmp_path


@pytest.fixture
def titles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []
    monkeypatch.setattr(environment, "step", lambda title, argv, **options: done.append(title))
    return done


def test_second_set_up_installs_nothing(folder: Path, titles: list[str]):
    environment.prepare("demo")
    environment.prepare("demo")

    assert titles == ["Install 1 locked packages into .venv"]


def test_a_demo_keeps_a_development_environment(folder: Path, titles: list[str]):
    environment.prepare("dev")
    environment.prepare("demo")

    assert titles == ["Install 2 locked packages into .venv"]
    assert json.loads(environment.STAMP.read_text())["kind"] == "dev"


def test_tests_after_a_demo_install_the_larger_set(folder: Path, titles: list[str]):
    environment.prepare("demo")
    environment.prepare("dev")

    assert titles == ["Install 1 locked packages into .venv", "Install 2 locked packages into .venv"]


def test_a_changed_lock_is_installed_even_for_a_demo_in_a_development_environment(
    folder: Path, titles: list[str]
):
    environment.prepare("dev")
    (folder / "dev.lock").write_text("django==5.2\npytest==9\nruff==1\n")
    environment.prepare("demo")

    assert titles == ["Install 2 locked packages into .venv", "Install 3 locked packages into .venv"]


def test_an_install_that_broke_off_is_done_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, titles: list[str]
):
    environment.prepare("demo")
    (folder / "demo.lock").write_text("django==5.3\n")

    def fails(title: str, argv: list[str], **options: object) -> None:
        raise say.Stop(say.NO_NETWORK)

    with monkeypatch.context() as broken:
        broken.setattr(environment, "step", fails)
        with pytest.raises(say.Stop):
            environment.prepare("demo")
    environment.prepare("demo")

    assert titles == ["Install 1 locked packages into .venv"] * 2


def test_too_little_room_is_said_before_anything_is_installed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, titles: list[str]
):
    monkeypatch.setattr(environment, "FREE_BYTES", {"demo": 10**18})

    with pytest.raises(say.Stop, match="The disk is full"):
        environment.prepare("demo")

    assert titles == []


def test_missing_pip_is_one_line_that_names_the_package(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(environment.debian, "install", lambda packages: None)

    with pytest.raises(say.Stop, match=r"python3-pip\)\.$"):
        environment.ensure_pip()


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("error: failed to write: No space left on device (os error 28)", say.FULL_DISK),
        ("error: Request failed\n  Caused by: dns error: failed to lookup address", say.NO_NETWORK),
        (
            "something\nhash mismatch for django\n",
            "Install failed (/logs/setup.log): hash mismatch for django",
        ),
        ("", "Install failed (/logs/setup.log): no output"),
    ],
)
def test_reason_of_a_failed_step_is_one_line(output: str, expected: str):
    assert say.reason("Install", output, Path("/logs/setup.log")) == expected


def test_variables_of_make_become_options(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("SERVE", "no")
    monkeypatch.delenv("HOST", raising=False)

    assert commands.options(commands.COMMANDS["demo"]) == ["--port=8123", "--serve=no"]


def test_every_target_of_the_makefile_is_a_command():
    text = (say.ROOT / "Makefile").read_text()
    phony = next(line for line in text.splitlines() if line.startswith(".PHONY:"))

    assert set(phony.split()[1:]) == {*commands.COMMANDS, "help"}
