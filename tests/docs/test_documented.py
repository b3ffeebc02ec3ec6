"""What people may call, set or subscribe to stands in the documentation, and what stands there exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from core import personal
from core.facts import fact_groups
from core.figures import figures
from core.slots import slots
from core.tasks import sweeps
from finder.sources import finder_sources
from mail import conf
from scripts.commands import COMMANDS
from scripts.say import ROOT
from syndication.feeds import feeds
from syndication.sources import sources

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("*/*/README.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
LARGEST_PICTURE_BYTES = 200_000


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def undocumented(names: set[str], page: str) -> list[str]:
    """Names that the page does not show as code."""
    shown = set(re.findall(r"[\w.<>-]+", " ".join(re.findall(r"`([^`]+)`", read(page)))))
    return sorted(names - shown)


def our_commands() -> dict[str, BaseCommand]:
    return {
        name: load_command_class(app, name)
        for name, app in get_commands().items()
        if isinstance(app, str) and app in settings.OUR_APPS
    }


def own_options(command: BaseCommand) -> set[str]:
    standard = {
        option for action in BaseCommand().create_parser("", "")._actions for option in action.option_strings
    }
    actions = command.create_parser("manage.py", "x")._actions
    return {option for action in actions for option in action.option_strings} - standard


def read_from_environment() -> set[str]:
    """The NAME of every env.kind("NAME") in the settings modules."""
    return {
        node.args[0].value
        for path in (ROOT / "cms" / "settings").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def read_when_present() -> set[str]:
    """The NAME of every getattr(settings, "NAME") in the apps: settings that a project may leave out."""
    pattern = re.compile(r'getattr\(settings, "([A-Z_]+)"')
    files = [path for app in settings.OUR_APPS for path in (ROOT / app).rglob("*.py")]
    return {name for path in files for name in pattern.findall(path.read_text(encoding="utf-8"))}


def links(page: Path) -> Iterator[str]:
    """Relative targets of a page; code blocks hold no links."""
    fenced = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    text = "\n".join(line for line in fenced.splitlines() if not line.startswith("    "))
    for target in LINK.findall(text):
        if not target.startswith(("http:", "https:", "mailto:", "#")):
            yield target.partition("#")[0]


def test_every_make_target_is_documented():
    assert undocumented({"help", *COMMANDS}, "docs/reference/commands.md") == []


def test_every_command_of_ours_is_documented_with_its_options():
    rows = {
        name: line
        for line in read("docs/reference/commands.md").splitlines()
        for name in re.findall(r"^\| `(\w+)`", line)
    }
    missing = {
        name: sorted(option for option in own_options(command) if option not in rows.get(name, ""))
        for name, command in our_commands().items()
    }

    assert set(our_commands()) - set(rows) == set()
    assert {name: options for name, options in missing.items() if options} == {}


def test_every_documented_command_exists():
    section = read("docs/reference/commands.md").partition("## manage.py")[2].partition("## Scripts")[0]

    assert set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE)) - set(our_commands()) == set()


def test_every_setting_is_documented():
    names = (
        read_from_environment() | read_when_present() | {n for n in conf.DEFAULTS if n.startswith("MAIL_")}
    )

    assert undocumented(names, "docs/reference/settings.md") == []


def test_example_environment_names_exactly_the_settings_that_are_read():
    named = set(re.findall(r"^# ([A-Z_]+)=", read(".env.example"), re.MULTILINE))

    assert named == read_from_environment()


def test_mail_limits_are_the_same_in_the_app_and_in_the_site():
    """The app has defaults for projects that set nothing; the site must not differ without saying so."""
    limits = (
        "MAIL_SMTP_TIMEOUT",
        "MAIL_CONNECTIONS",
        "MAIL_LEASE_SECONDS",
        "MAIL_GIVE_UP_HOURS",
        "MAIL_KEEP_DAYS",
        "MAIL_MJML_TIMEOUT",
        "MAIL_RETURNS_IMAP_PORT",
        "MAIL_RETURNS_IMAP_TLS",
        "MAIL_RETURNS_IMAP_FOLDER",
        "MAIL_RETURNS_IMAP_PROCESSED",
        "MAIL_RETURNS_IMAP_UNMATCHED",
        "MAIL_RETURNS_IMAP_TIMEOUT",
        "MAIL_RETURNS_BELIEVED_DAYS",
        "MAIL_SOFT_BOUNCES",
        "MAIL_SOFT_BOUNCE_DAYS",
    )

    assert {name: getattr(settings, name) for name in limits} == {
        name: conf.DEFAULTS[name] for name in limits
    }


def test_every_registered_key_is_documented():
    by_code = {"deeds.by_sector"}  # a family with a key per sector
    named_figures = {
        f"{family}.<code>" if family in by_code else figure.key
        for figure in figures
        for family in [figure.key.rpartition(".")[0]]
    }
    keys = {
        "sources": {entry.key for entry in sources} | {entry.key for entry in finder_sources},
        "feeds": {entry.key for entry in feeds},
        "figures": named_figures,
        "slots": {entry.key for entry in slots} | {entry.place for entry in slots},
        "facts": {entry.key for entry in fact_groups},
        "sweeps": {entry.key for entry in sweeps},
    }

    assert {kind: undocumented(names, "docs/reference/sources.md") for kind, names in keys.items()} == {
        kind: [] for kind in keys
    }


def test_every_personal_field_is_documented_with_its_end():
    listed = [line for line in read("docs/reference/personal-data.md").splitlines() if line.startswith("| `")]

    assert listed == list(personal.rows())


def test_every_period_of_keeping_is_as_long_as_its_constant_says():
    rows = re.findall(r"^\| [^|]+ \| (\d+) \| `([\w.]+)` \|$", read("docs/reference/personal-data.md"), re.M)
    periods = {import_string(name).days for _days, name in rows}

    assert [(days, name) for days, name in rows if int(days) != import_string(name).days] == []
    assert {rule.after.days for rule in rules() if isinstance(rule, personal.Ends)} - periods == set()


def rules() -> Iterator[personal.Ends | personal.Stays]:
    for table in personal.personal_tables:
        for own in table.rules().values():
            yield from own


def test_every_family_of_feeds_has_its_row():
    assert undocumented({entry.key for entry in feeds}, "docs/reference/feeds.md") == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_files_resolve(page: Path):
    assert [target for target in links(page) if target and not (page.parent / target).exists()] == []


def test_index_leads_to_every_page():
    listed = {(DOCS / target).resolve() for target in links(DOCS / "README.md")}
    kinds = ("tutorial", "how-to", "reference", "explanation")

    missing = [
        page.relative_to(DOCS) for kind in kinds for page in (DOCS / kind).glob("*.md") if page not in listed
    ]
    assert sorted(map(str, missing)) == []


def test_decisions_are_listed_in_their_index():
    listed = set(links(DOCS / "adr" / "README.md"))

    assert {page.name for page in (DOCS / "adr").glob("0*.md")} == listed


def test_pictures_are_small_and_each_is_shown():
    pictures = sorted((DOCS / "pictures").glob("*.png"))
    shown = {(page.parent / target).resolve() for page in PAGES for target in links(page)}

    assert [picture.name for picture in pictures if picture.stat().st_size >= LARGEST_PICTURE_BYTES] == []
    assert [picture.name for picture in pictures if picture.resolve() not in shown] == []


def test_licences_of_fonts_icons_data_and_samples_are_named():
    page = read("docs/reference/licences.md")
    folders = ("static/fonts", "registers/data", "demo/content", "demo/media/images", "demo/media/audio")
    facts = (
        "SIL Open Font License 1.1",
        "ISC",
        "Statistics Finland",
        "National Land Survey",
        "geofi",
        "BSD-2-Clause",
        "CC BY 4.0",
    )

    assert [folder for folder in folders if folder not in page or not (ROOT / folder).is_dir()] == []
    assert [fact for fact in facts if fact not in page] == []
    assert list((ROOT / "static" / "fonts").glob("*OFL*")) != []
