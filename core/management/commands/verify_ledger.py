from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import ledger
from core.ledger_heads import heads_file


class Command(BaseCommand):
    help = "Verify the ledger's chains and name every entry that is altered, moved or missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--chain", action="append", help="Verify this chain only; may be given again.")
        parser.add_argument(
            "--heads",
            type=Path,
            help="A file of exported heads to compare with; by default the one in LEDGER_DIR.",
        )

    def handle(self, *, chain: list[str] | None, heads: Path | None, **options: object) -> None:
        exported = _exported_heads(heads)
        broken = 0
        for name in chain or sorted({*ledger.chains(), *(head.chain for head in exported)}):
            result = ledger.verify(chain=name, exported=exported)
            self.stdout.write(
                f"{name}: {result.entries} entries, {'sound' if result.is_sound else 'NOT SOUND'}"
            )
            for problem in result.problems:
                self.stdout.write(f"  {problem}")
            broken += not result.is_sound
        if broken:
            raise CommandError(
                f"{broken} chain(s) are not sound. Compare with a backup before anything else is written."
            )


def _exported_heads(path: Path | None) -> list[ledger.Head]:
    """Heads from the file; a file that was named must exist, the default one may not have been written yet."""
    file = path or heads_file()
    if file is None or (path is None and not file.exists()):
        return []
    try:
        return ledger.read_heads(file.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError, KeyError) as error:
        raise CommandError(f"{file} cannot be read as exported heads: {error}") from error
