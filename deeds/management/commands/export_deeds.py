import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from deeds.opendata.files import FILES

FORMATS = {"csv": "deeds.csv", "jsonl": "deeds.jsonl"}


class Command(BaseCommand):
    help = "Write all public deeds as the site's open data, to a file or to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--format", choices=sorted(FORMATS), default="jsonl", help="jsonl (the default) or csv."
        )
        parser.add_argument("--output", default="-", help="The file; - for standard output, the default.")

    def handle(self, *, format: str, output: str, **options: object) -> None:
        parts = FILES[FORMATS[format]].parts()
        if output == "-":
            for part in parts:
                sys.stdout.buffer.write(part)
            return
        try:
            with Path(output).open("wb") as file:
                size = sum(file.write(part) for part in parts)
        except OSError as problem:
            raise CommandError(f"{output} can't be written: {problem}.") from problem
        self.stdout.write(f"{size} bytes written to {output}.")
