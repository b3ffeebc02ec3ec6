from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count, Min
from django.utils import timezone

from core.commands import whole_number
from mail.models import CLAIMABLE, Delivery, Lane, Suppression
from mail.pace.models import Breaker, BreakerState
from mail.watch.models import Incident


class Command(BaseCommand):
    help = "Show the outbox in numbers: deliveries per lane and state, the oldest that waits, suppressions, incidents."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--max-wait",
            type=whole_number,
            metavar="MINUTES",
            help="Fail when due single mail has waited for longer.",
        )

    def handle(self, *, max_wait: int | None, **options: object) -> None:
        counts = (
            Delivery.objects.values_list("lane", "state")
            .annotate(number=Count("pk"))
            .order_by("lane", "state")
        )
        for lane, state, number in counts:
            self.stdout.write(f"{lane:7} {state:11} {number}")
        self.stdout.write(f"{Suppression.objects.count()} suppressed addresses.")
        waits = {lane: self._wait_minutes(lane) for lane in Lane.values}
        for lane, minutes in waits.items():
            self.stdout.write(f"{lane:7} oldest due: {minutes} minutes.")
        for breaker in Breaker.objects.exclude(state=BreakerState.CLOSED):
            self.stdout.write(f"{breaker.transport} takes no mail since {breaker.opened_at:%Y-%m-%d %H:%M}Z.")
        open_ones = [str(incident) for incident in Incident.objects.filter(ended_at=None).order_by("pk")]
        if open_ones:
            raise CommandError(f"Mail does not go as it should: {', '.join(open_ones)}.")
        if max_wait is not None and waits[Lane.SINGLE] > max_wait:
            raise CommandError(f"Single mail waits for {waits[Lane.SINGLE]} minutes. Is a worker running?")

    def _wait_minutes(self, lane: str) -> int:
        now = timezone.now()
        due = Delivery.objects.filter(lane=lane, state__in=CLAIMABLE, due_at__lte=now)
        oldest = due.aggregate(oldest=Min("due_at"))["oldest"]
        return int((now - oldest).total_seconds() // 60) if oldest else 0
