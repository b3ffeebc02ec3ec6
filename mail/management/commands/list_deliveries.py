from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.commands import whole_number
from mail.models import Delivery, Message, State


class Command(BaseCommand):
    help = "List deliveries, newest first, without addresses unless asked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--state", choices=State.values, help="Only deliveries in this state.")
        parser.add_argument("--group", help='Only deliveries of this group, e.g. "issue:12:run:3".')
        parser.add_argument("--limit", type=whole_number, default=50, help="At most so many lines (50).")
        parser.add_argument(
            "--addresses", action="store_true", help="Show the addresses; mind who reads the output."
        )

    def handle(
        self, *, state: str | None, group: str | None, limit: int, addresses: bool, **options: object
    ) -> None:
        wanted = {"state": state, "message__group": group}
        if group and not Message.objects.filter(group=group).exists():
            raise CommandError(f"There is no group {group!r}. Groups are named like “issue:12:run:3”.")
        rows = Delivery.objects.filter(**{name: value for name, value in wanted.items() if value})
        for row in (
            rows.select_related("message").defer("message__html", "message__text").order_by("-pk")[:limit]
        ):
            who = row.address if addresses else row.public_id
            when = f"{row.changed_at:%Y-%m-%d %H:%M:%S}Z"
            parts = (str(row.pk), row.state, when, row.message.language, row.message.group or row.lane, who)
            self.stdout.write("  ".join((*parts, row.status, row.reply.partition("\n")[0])).rstrip())
        self.stdout.write(f"{rows.count()} in all.")
