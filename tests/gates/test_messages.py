import gettext
from pathlib import Path

import polib
import pytest

from scripts import messages
from scripts.say import ROOT

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"

msgid "Deed"
msgstr "Teko"
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    path = tmp_path / "deeds" / "locale" / "fi" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE)
    return path


def test_compiled_catalogue_speaks_and_is_made_once(tmp_path: Path, catalogue: Path):
    assert messages.compile_outdated(tmp_path) == [catalogue]
    assert messages.compile_outdated(tmp_path) == []

    compiled = gettext.translation("django", tmp_path / "deeds" / "locale", languages=["fi"])
    assert compiled.gettext("Deed") == "Teko"


def test_changed_catalogue_is_compiled_again(tmp_path: Path, catalogue: Path):
    messages.compile_outdated(tmp_path)
    catalogue.write_text(CATALOGUE.replace("Teko", "Kehittämisteko"))

    assert messages.compile_outdated(tmp_path) == [catalogue]


def test_what_is_missing_stale_fuzzy_or_empty_is_named():
    needed, committed = polib.POFile(), polib.POFile()
    needed += [polib.POEntry(msgid=text) for text in ("new", "empty", "guessed", "good")]
    committed.append(polib.POEntry(msgid="old", msgstr="vanha"))
    committed.append(polib.POEntry(msgid="empty", msgstr=""))
    committed.append(polib.POEntry(msgid="guessed", msgstr="arvaus", flags=["fuzzy"]))
    committed.append(polib.POEntry(msgid="good", msgstr="hyvä"))

    assert messages.compare(needed, committed) == [
        'not in the catalogue: "new"',
        'no longer in the sources: "old"',
        'not translated: "empty"',
        'fuzzy: "guessed"',
    ]


def test_plural_with_one_empty_form_is_not_translated():
    needed, committed = polib.POFile(), polib.POFile()
    needed.append(polib.POEntry(msgid="one deed", msgid_plural="deeds"))
    committed.append(polib.POEntry(msgid="one deed", msgid_plural="deeds", msgstr_plural={0: "teko", 1: ""}))

    assert messages.compare(needed, committed) == ['not translated: "one deed"']


def test_translation_that_loses_a_placeholder_is_named():
    committed = polib.POFile()
    committed.append(polib.POEntry(msgid="%(count)s deeds", msgstr="%(luku)s tekoa", flags=["python-format"]))
    committed.append(polib.POEntry(msgid="{name}", msgstr="{name}!", flags=["python-brace-format"]))

    assert messages.placeholder_problems(committed) == [
        'other placeholders than the source: "%(count)s deeds"',
    ]


def test_sources_are_ours_and_not_tests():
    roots = {path.parts[0] for path in messages.sources()}

    assert "core" in roots
    assert roots & messages.OUTSIDE == set()
    assert all((ROOT / path).exists() for path in messages.sources())


def test_one_string_with_two_translations_in_a_language_is_named():
    def catalogue(translation: str) -> polib.POFile:
        made = polib.POFile()
        made.append(polib.POEntry(msgid="Search", msgstr=translation))
        return made

    path = "{}/locale/{}/LC_MESSAGES/django.po".format
    given = {("core", "fi"): "Hae", ("core", "sv"): "Sök", ("deeds", "sv"): "Sök", ("deeds", "fi"): "Haku"}

    found = messages.conflicts({Path(path(*place)): catalogue(text) for place, text in given.items()})

    assert found == [
        f'{path("deeds", "fi")}: another translation than in {path("core", "fi")}: "Search"',
    ]
