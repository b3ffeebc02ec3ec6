import os
import subprocess
import sys

import pytest

from scripts import plugin
from scripts.say import ROOT

SUBSETS = [plugin.APPS[: length + 1] for length in range(len(plugin.APPS))] + [
    ("core", "syndication"),
    ("core", "syndication", "headless"),
    ("core", "mail", "contacts", "syndication", "headless"),
]
# The least, the most, and feeds and API without mail. Each start takes seconds: `make test-long` has the others.
ALWAYS = {SUBSETS[0], plugin.APPS, ("core", "syndication", "headless")}


@pytest.mark.slow
@pytest.mark.parametrize(
    "apps",
    [
        pytest.param(apps, id="+".join(apps), marks=[] if apps in ALWAYS else pytest.mark.long)
        for apps in SUBSETS
    ],
)
def test_a_wagtail_project_with_only_these_apps_starts(apps: tuple[str, ...]):
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.gates.bare_project", "BARE_APPS": " ".join(apps)}

    done = subprocess.run(
        [sys.executable, "-m", "django", "check"], cwd=ROOT, env=env, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")
