"""Throw-away databases: one empty site, a copy of it per number of deeds, and copies to write into."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.say import ROOT, VAR, Stop, Ticker, run_logged

KEPT = VAR / "benchmarks" / "empty-site"
# What an empty site is made of; another version of any of them makes another one.
MADE_FROM = ("*/migrations/*.py", "benchmarks/prepare.py", "benchmarks/settings.py", "cms/site_start.py",
             "cms/data/*", "registers/data/*", "requirements.lock")  # fmt: skip


class Databases:
    """SQLite files in a folder of the run, or databases of one PostgreSQL server."""

    def __init__(self, folder: Path, server_url: str = "") -> None:
        self.folder, self.server_url = folder, server_url
        self._ready: set[str] = set()
        self.log = folder / "log"

    def env(self, name: str) -> dict[str, str]:
        """The environment of a process that uses a database."""
        var = self.folder / "var"
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "VAR_DIR": str(var),
            "DATABASE_URL": self._url(name),
            "CACHE_URL": f"filecache://{var / 'cache'}",
            "PYTHONPATH": str(ROOT),
        }

    def with_deeds(self, count: int) -> str:
        """The name of a database with that many deeds, made when it is first asked for."""
        name = f"deeds_{count}"
        if name not in self._ready:
            self._copy(self.empty_site(), name)
            title = f"Fill a database with {count:,} deeds"
            self._run(title, name, ("-m", "benchmarks.prepare", "deeds", str(count), str(self.files(count))))
            self._ready.add(name)
        return name

    def copy_of(self, name: str, copy: str) -> str:
        self._copy(name, copy)
        return copy

    def files(self, count: int) -> Path:
        """Where the issues' MJML stands."""
        return self.folder / "files" / str(count)

    def empty_site(self) -> str:
        if "base" not in self._ready:
            if self.server_url or not self._take_kept():
                self._make_empty_site()
            self._ready.add("base")
        return "base"

    def _make_empty_site(self) -> None:
        if self.server_url:
            self._execute("CREATE DATABASE base")
        self._run("Migrate an empty database", "base", ("manage.py", "migrate", "--no-input", "-v0"))
        self._run("Start a site in it", "base", ("-m", "benchmarks.prepare", "base"))
        if not self.server_url:
            shutil.rmtree(KEPT, ignore_errors=True)
            KEPT.mkdir(parents=True)
            shutil.copyfile(self._path("base"), KEPT / f"{digest()}.sqlite3")

    def _take_kept(self) -> bool:
        kept = KEPT / f"{digest()}.sqlite3"
        if kept.exists():
            shutil.copyfile(kept, self._path("base"))
        return kept.exists()

    def _copy(self, source: str, name: str) -> None:
        if self.server_url:
            self._execute(f"DROP DATABASE IF EXISTS {name}")
            self._execute(f"CREATE DATABASE {name} TEMPLATE {source}")
        else:
            for rest in ("-wal", "-shm"):  # of an older copy of this name
                self._path(name).with_name(f"{name}.sqlite3{rest}").unlink(missing_ok=True)
            shutil.copyfile(self._path(source), self._path(name))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"

    def _url(self, name: str) -> str:
        if self.server_url:
            return f"{self.server_url.rpartition('/')[0]}/{name}"
        return f"sqlite:///{self._path(name)}"

    def _execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]  # names are our own

    def _run(self, title: str, name: str, arguments: Sequence[str]) -> None:
        ticker, env = Ticker(title), self.env(name)
        code = run_logged([sys.executable, *arguments], log=self.log, tick=ticker.tick, env=env)
        if code != 0:
            raise Stop(f"{title} failed: {last_line(self.log.read_text(errors='replace'))}")
        ticker.end(f"{title}: {ticker.elapsed:.1f} s")


def prepare_words(env: Mapping[str, str]) -> None:
    """The search's word lists, without which lemmas would be measured that are not there."""
    argv = [sys.executable, "manage.py", "prepare_finder"]
    subprocess.run(argv, cwd=ROOT, env=dict(env), check=True, capture_output=True)


def digest() -> str:
    found = sorted(path for pattern in MADE_FROM for path in ROOT.glob(pattern) if path.is_file())
    whole = hashlib.sha256()
    for path in found:
        whole.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return whole.hexdigest()[:24]


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no output"
