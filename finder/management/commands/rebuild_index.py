from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from finder.services import rebuild_index
from finder.sources import finder_sources


class Command(BaseCommand):
    help = "Fill the search index anew from everything that is public."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--source", help="Only this source: " + ", ".join(source.key for source in finder_sources)
        )

    def handle(self, *args: Any, source: str | None = None, **options: Any) -> None:
        if source is not None and finder_sources.get(source) is None:
            known = ", ".join(entry.key for entry in finder_sources)
            raise CommandError(f"There is no source {source!r}. Choose one of: {known}.")
        counts = rebuild_index(source=source, progress=self._show)
        for key, documents in counts.items():
            self.stdout.write(f"{key}: {documents} documents")

    def _show(self, key: str, done: int) -> None:
        self.stdout.write(f"{key}: {done} …")
