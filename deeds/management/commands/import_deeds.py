from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.tables import NotReadable
from deeds.importing.applying import REFUSED
from deeds.importing.reading import Sheet, is_lines, is_own, read_lines, read_own_table, text_of
from deeds.importing.running import take_in, try_out
from deeds.importing.tables import read_table


class Command(BaseCommand):
    help = "Take in deeds from a file of the open data, JSON Lines or CSV; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="deeds.jsonl or deeds.csv of this or another site.")
        parser.add_argument("--dry-run", action="store_true", help="Try each row and write nothing.")

    def handle(self, *, file: str, dry_run: bool, **options: object) -> None:
        sheet = _read(file)
        run, found = (try_out if dry_run else take_in), Counter({REFUSED: len(sheet.refused)})
        for row, sentence in sheet.refused:
            self.stdout.write(f"row {row}: refused. {sentence}")
        records = [record for _row, record in sheet.records]
        rows = [row for row, _record in sheet.records]
        for place, outcome in run(records=records, rows=rows, user=None, now=timezone.now()):
            found[outcome.kind] += 1
            if outcome.notes:
                deed = f"row {rows[place]}, deed {outcome.number or '–'}"
                self.stdout.write(f"{deed}: {outcome.kind}. {' '.join(outcome.notes)}")
        counts = ", ".join(f"{number} {kind}" for kind, number in sorted(found.items()) if number)
        self.stdout.write(f"{'Dry run, nothing was written: ' if dry_run else ''}{counts or 'no rows'}.")
        if found[REFUSED]:
            raise CommandError(f"{found[REFUSED]} rows were refused. Mend what they say and run it again.")


def _read(file: str) -> Sheet:
    try:
        data = Path(file).read_bytes()
        if is_lines(data):
            return read_lines(text_of(data))
        table = read_table(data)
        if not is_own(table.columns):
            raise NotReadable("The columns are not those of deeds.csv. Import such a table in the admin.")
        return read_own_table(table.columns, table.rows)
    except (OSError, NotReadable) as problem:
        raise CommandError(f"{file} can't be read: {problem}") from problem
