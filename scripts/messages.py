"""Translations: `python -m scripts.messages update | compile | check`.

One extraction over a temporary copy of the sources feeds both `update` and `check`, so nothing half-written is left
in the tree. `compile` uses polib, so that a demo needs no gettext; `update` and `check` need Debian's gettext.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the list of outdated files is asked for before polib is installed
    import polib

from scripts import debian
from scripts.say import ROOT, Stop, line

LANGUAGES = ("fi", "sv")
EXTENSIONS = (".py", ".html", ".txt", ".mjml", ".xml")
# Rooms whose strings nobody reads on the site or in the admin.
OUTSIDE = {"tests", "docs", "benchmarks", "scripts", "demo", "static", "var"}
HEADER = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
PLURALS = "nplurals=2; plural=(n != 1);"


def catalogues(root: Path = ROOT) -> list[Path]:
    """Every .po file of ours: the root's for templates/ and cms/, and each app's own."""
    found = [*root.glob("locale/*/LC_MESSAGES/django.po"), *root.glob("*/locale/*/LC_MESSAGES/django.po")]
    return sorted(path for path in found if not path.relative_to(root).parts[0].startswith("."))


def outdated(root: Path = ROOT) -> list[Path]:
    """Catalogues whose .mo is missing or was made from another state of the .po: compiling gives both one time."""
    return [path for path in catalogues(root) if modified(path) != modified(path.with_suffix(".mo"))]


def modified(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def compile_outdated(root: Path = ROOT) -> list[Path]:
    import polib

    changed = outdated(root)
    for path in changed:
        target = path.with_suffix(".mo")
        polib.pofile(str(path)).save_as_mofile(str(target))
        os.utime(target, ns=(modified(path), modified(path)))
    for target in root.glob("**/locale/*/LC_MESSAGES/django.mo") if changed else ():
        if not target.with_suffix(".po").exists() and ".venv" not in target.parts:
            target.unlink()  # of a catalogue that is gone
    return changed


def sources() -> list[Path]:
    """Files that may hold strings, from git: what is committed or new, and nothing ignored."""
    argv = [
        "git",
        "-c",
        f"safe.directory={ROOT}",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(argv, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    paths = [Path(name) for name in listed if name]
    wanted = [path for path in paths if path.suffix in EXTENSIONS or path.suffix == ".po"]
    return [
        path
        for path in wanted
        if len(path.parts) > 1 and path.parts[0] not in OUTSIDE and (ROOT / path).exists()
    ]


@contextmanager
def extracted() -> Iterator[Path]:
    """A temporary copy of the sources whose catalogues have just been brought up to date."""
    debian.install(debian.GETTEXT)
    with tempfile.TemporaryDirectory(prefix="tekotori-messages-") as name:
        copy = Path(name)
        for path in sources():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, copy / path)
        for folder in [copy / "locale", *(path / "locale" for path in apps_with_strings(copy))]:
            folder.mkdir(exist_ok=True)
        make_messages(copy)
        yield copy


def apps_with_strings(root: Path) -> list[Path]:
    """Apps with a catalogue of their own. cms and templates/ belong to the root's."""
    return [path.parent for path in root.glob("*/apps.py") if path.parent.name != "cms"]


def make_messages(folder: Path) -> None:
    """Django's makemessages without guesses: a fuzzy translation is a wrong one that nobody has seen yet."""
    extensions = [extension.lstrip(".") for extension in EXTENSIONS]
    code = (
        "from django.conf import settings; settings.configure(USE_I18N=True)\n"
        "from django.core.management import call_command\n"
        "from django.core.management.commands.makemessages import Command\n"
        "Command.msgmerge_options = [*Command.msgmerge_options, '--no-fuzzy-matching']\n"
        f"call_command(Command(), locale={list(LANGUAGES)}, extensions={extensions},"
        " no_location=True, no_obsolete=True, verbosity=0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Stop(
            f"The strings could not be extracted: {(done.stderr or done.stdout).strip().splitlines()[-1]}"
        )


def update() -> int:
    """Bring the committed catalogues up to date. Returns the number of strings that wait for a translation."""
    import polib

    waiting = 0
    with extracted() as copy:
        for path in catalogues(copy):
            catalogue = polib.pofile(str(path))
            if not len(catalogue):
                continue
            name = path.relative_to(copy)
            save(catalogue, ROOT / name)
            open_entries = [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]
            waiting += len(open_entries)
            if open_entries:
                line(f"{name}: {len(open_entries)} of {len(catalogue)} strings wait for a translation")
    return waiting


def save(catalogue: polib.POFile, path: Path) -> None:
    """Write with a header that holds no date and no person: otherwise every run would change every file."""
    language = path.parts[-3]
    catalogue.metadata = {"Language": language, "Plural-Forms": PLURALS, **HEADER}
    catalogue.metadata_is_fuzzy = []
    catalogue.header = ""
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.wrapwidth = 110
    catalogue.save(str(path), newline="\n")


def check() -> list[str]:
    """What is wrong with the committed catalogues, one sentence each; empty when all is well."""
    import polib

    problems: list[str] = []
    with extracted() as copy:
        for path in catalogues(copy):
            name = path.relative_to(copy)
            needed = polib.pofile(str(path))
            committed = polib.pofile(str(ROOT / name)) if (ROOT / name).exists() else polib.POFile()
            found = compare(needed, committed) + placeholder_problems(committed)
            problems += [f"{name}: {problem}" for problem in found]
    return problems + conflicts({path.relative_to(ROOT): polib.pofile(str(path)) for path in catalogues()})


def conflicts(committed: Mapping[Path, polib.POFile]) -> list[str]:
    """One string with two translations: Django joins the catalogues, so that one of them shows in both places."""
    first: dict[tuple[str, tuple[str | None, str, str]], tuple[Path, polib.POEntry]] = {}
    problems = []
    for name, catalogue in committed.items():
        for entry in catalogue.translated_entries():
            before, other = first.setdefault((name.parts[-3], key(entry)), (name, entry))
            if (entry.msgstr, entry.msgstr_plural) != (other.msgstr, other.msgstr_plural):
                problems.append(f'{name}: another translation than in {before}: "{short(entry)}"')
    return problems


def compare(needed: polib.POFile, committed: polib.POFile) -> list[str]:
    """Differences between the strings in the sources and a committed catalogue."""
    wanted, present = {key(entry): entry for entry in needed}, {key(entry): entry for entry in committed}
    problems = [f'not in the catalogue: "{short(wanted[one])}"' for one in wanted if one not in present]
    problems += [
        f'no longer in the sources: "{short(entry)}"' for one, entry in present.items() if one not in wanted
    ]
    for entry in (entry for one, entry in present.items() if one in wanted):
        if entry.fuzzy:
            problems.append(f'fuzzy: "{short(entry)}"')
        elif not entry.translated():
            problems.append(f'not translated: "{short(entry)}"')
    return problems


PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]|\{\w*\}")


def placeholder_problems(committed: polib.POFile) -> list[str]:
    """Translations that would crash or lose a value: each form holds exactly the source's placeholders."""
    problems = []
    for entry in committed:
        if not {"python-format", "python-brace-format"} & set(entry.flags):
            continue
        allowed = [set(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text]
        forms = [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]
        # A singular may say "one" instead of the number, so a plural's forms may follow either source.
        if any(set(PLACEHOLDER.findall(form)) not in allowed for form in forms):
            problems.append(f'other placeholders than the source: "{short(entry)}"')
    return problems


def key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    return (entry.msgctxt, entry.msgid, entry.msgid_plural)


def short(entry: polib.POEntry) -> str:
    return str(entry.msgid).replace("\n", " ")[:70]


def main(arguments: list[str]) -> int:
    match arguments:
        case ["compile"]:
            line(f"{len(compile_outdated())} catalogues compiled")
        case ["update"]:
            line(f"{update()} strings wait for a translation")
            compile_outdated()
        case ["check"]:
            problems = check()
            for problem in problems:
                line(problem)
            line(
                f"{len(catalogues())} catalogues, {len(problems)} problems; `make messages` brings them up to date."
            )
            return 1 if problems else 0
        case _:
            line("usage: python -m scripts.messages update | compile | check")
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as problem:
        sys.exit(str(problem))
