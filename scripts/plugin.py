"""Builds the headless and newsletter plugin as a wheel: `python -m scripts.plugin FOLDER`.

The plugin is six of the apps, as they are. The site's own apps and templates stay out, and a test installs the wheel
into a project fresh from `wagtail start`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from scripts import messages
from scripts.say import ROOT, Stop, line

APPS = ("core", "mail", "contacts", "syndication", "newsletter", "headless")
# What the six import, by the names in the project's own dependencies, from where the bounds come too.
DEPENDENCIES = (
    "django",
    "wagtail",
    "wagtail-localize",
    "wagtailmedia",
    "django-tasks",
    "lucide",
    "structlog",
    "nh3",
    "mjml-python",
    "css-inline",
    "email-validator",
    "feedgen",
    "dnspython",
    "openpyxl",
    "whitenoise",
    "django-anymail",
    "flufl.bounce",
    "imap-tools",
)


def build(folder: Path) -> Path:
    """Build the wheel into `folder` and return its path. Needs no network."""
    messages.compile_outdated()
    with tempfile.TemporaryDirectory(prefix="tekotori-plugin-") as name:
        source = Path(name)
        copy_apps(source)
        (source / "pyproject.toml").write_text(metadata(), encoding="utf-8")
        argv = [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(folder),
            str(source),
        ]
        done = subprocess.run(argv, cwd=source, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Stop(f"The wheel could not be built: {done.stderr.strip().splitlines()[-1]}")
    return next(folder.glob("tekotori_plugin-*.whl"))


def present_apps() -> list[str]:
    return [app for app in APPS if (ROOT / app / "apps.py").exists()]


def copy_apps(target: Path) -> None:
    for app in present_apps():
        shutil.copytree(ROOT / app, target / app, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("LICENSE", "README.md"):
        if (ROOT / name).exists():
            shutil.copyfile(ROOT / name, target / name)


def metadata() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requirements = [one for one in project["dependencies"] if requirement_name(one) in DEPENDENCIES]
    lines = [
        "[build-system]",
        'requires = ["setuptools"]',
        'build-backend = "setuptools.build_meta"',
        "[project]",
        'name = "tekotori-plugin"',
        f'version = "{project["version"]}"',
        'description = "Newsletters, feeds and a content API for a Wagtail site."',
        f'license = "{project["license"]}"',
        f'requires-python = "{project["requires-python"]}"',
        f"dependencies = {requirements}",
        "[tool.setuptools.packages.find]",
        f"include = {[pattern for app in present_apps() for pattern in (app, app + '.*')]}",
        "[tool.setuptools.package-data]",
        '"*" = ["**/*"]',
    ]
    return "\n".join(lines) + "\n"


def requirement_name(requirement: str) -> str:
    return requirement.split("[")[0].split(">")[0].split("=")[0].strip()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m scripts.plugin FOLDER")
    try:
        line(str(build(Path(sys.argv[1]).resolve())))
    except Stop as problem:
        sys.exit(str(problem))
