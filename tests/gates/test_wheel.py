"""The plugin alone: its wheel in a project fresh from `wagtail start`, up to a newsletter issue that arrives."""

import ast
import importlib.metadata
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import environment, plugin
from scripts.say import ROOT

SETTINGS = """
INSTALLED_APPS = [
    {apps},
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtailmedia",
    "wagtail.contrib.routable_page",
    "django_tasks",
    "django.contrib.syndication",
    *INSTALLED_APPS,
]
LANGUAGE_CODE = "fi"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fi", "Finnish"), ("sv", "Swedish"), ("en", "English")]
WAGTAIL_I18N_ENABLED = True
LINK_KEYS = ["first:of-no-worth"]
SUPPRESSION_KEY = "of-no-worth"
MAIL_FROM_ADDRESS, MAIL_DOMAIN = "news@fresh.example", "fresh.example"
BASE_URL = WAGTAILADMIN_BASE_URL
"""

BROUGHT_BY_OTHERS = {"lxml"}  # by feedgen
ONLY_FOR_TRYING_OUT = {"aiosmtpd"}  # mail.sink, which no site runs

ADDRESSES = """
from django.urls import include

urlpatterns = [path("n/", include("newsletter.urls")), path("feeds/", include("syndication.urls")), *urlpatterns]
"""
SEND_ISSUE = Path(__file__).parent / "fresh" / "send_issue.py"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plugin.build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def project(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Runs Python in a project that sees the installed wheel and nothing of this repository."""
    folder, site = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("site-packages")
    install = [environment.UV, "pip", "install", "--quiet", "--offline", "--no-deps", "--target", site, wheel]
    subprocess.run(install, check=True, cwd=folder)
    subprocess.run(
        [Path(sys.executable).parent / "wagtail", "start", "fresh", folder], check=True, cwd=folder
    )
    with (folder / "fresh" / "settings" / "base.py").open("a") as settings:
        settings.write(SETTINGS.format(apps=", ".join(f'"{app}"' for app in plugin.present_apps())))
    with (folder / "fresh" / "urls.py").open("a") as urls:
        urls.write(ADDRESSES)
    shutil.copy(SEND_ISSUE, folder)
    env = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}

    def python(*arguments: str) -> str:
        argv = [sys.executable, *arguments]
        run = subprocess.run(
            argv, cwd=folder, env=env | {"PYTHONPATH": str(site)}, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout + run.stderr

    python("manage.py", "migrate", "--no-input", "-v0")
    return python


def test_wheel_holds_the_plugin_and_nothing_of_the_site(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == set(plugin.present_apps())


def test_wheel_holds_every_file_of_its_apps(wheel: Path):
    listed = subprocess.run(
        ["git", "ls-files", *plugin.APPS], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert set(listed.stdout.splitlines()) - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_plugin_names_every_library_that_it_imports():
    distributions = importlib.metadata.packages_distributions()
    needed = {
        name.lower().replace("_", "-")
        for app in plugin.present_apps()
        for path in (ROOT / app).rglob("*.py")
        for module in imported(path)
        for name in distributions.get(module, [])
    }

    known = set(plugin.DEPENDENCIES) | BROUGHT_BY_OTHERS | ONLY_FOR_TRYING_OUT | brought_by_wagtail()
    assert needed - known == set()


def imported(path: Path) -> set[str]:
    """Roots of the modules that a file imports at its top; an import inside a function may be of something extra."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    return {name.partition(".")[0] for name in names}


def brought_by_wagtail() -> set[str]:
    required = importlib.metadata.requires("wagtail") or []
    return {
        plugin.requirement_name(one.split(";")[0].split("<")[0].split("!")[0].split("~")[0]).lower()
        for one in required
    }


def test_plugin_is_sound_in_a_fresh_project(project: Callable[..., str]):
    assert "no issues" in project("manage.py", "check")
    assert "No changes detected" in project("manage.py", "makemigrations", "--check", "--dry-run")


def test_an_issue_from_a_fresh_project_arrives(project: Callable[..., str]):
    output = project("send_issue.py")

    assert [line for line in output.splitlines() if line.startswith("arrived: ")] == [
        "arrived: ada@fresh.example en Soup this week html=True text=True",
        "arrived: eva@fresh.example sv Soppa i veckan html=True text=True",
    ]
