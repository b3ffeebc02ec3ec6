import time

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from newsletter.models import Dispatch
from newsletter.services.controlling import OPEN
from newsletter.services.progress import Progress, progress_of


class Command(BaseCommand):
    help = "Show how far a run of sending has come, line by line, until nothing of it is left to go."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, help="The number of the run, as `verify_dispatches` names it.")
        parser.add_argument("--every", type=float, default=2, metavar="SECONDS", help="A line so often (2).")
        parser.add_argument("--once", action="store_true", help="One line, and no waiting.")

    def handle(self, *, run: int, every: float, once: bool, **options: object) -> None:
        if every <= 0:
            raise CommandError(f"--every {every:g} is no pause. Give seconds above 0.")
        while True:
            progress = self._progress(run)
            self.stdout.write(_line(progress))
            if once or progress.state not in OPEN:
                break
            time.sleep(every)
        for part in progress.parts:
            states = ", ".join(f"{state} {people}" for state, people in sorted(part.states.items()))
            self.stdout.write(f"{part.part.language}: {part.part.audience} people: {states or 'none yet'}")
        for trouble in progress.troubles:
            self.stdout.write(
                f"{trouble.language}: {trouble.people} {trouble.state} {trouble.status}".rstrip()
            )

    def _progress(self, run: int) -> Progress:
        # Asked anew each time: somebody may have paused it, or taken it back.
        found = progress_of(Dispatch.objects.filter(pk=run), now=timezone.now())
        if not found:
            raise CommandError(f"There is no run {run}. It may have been taken back.")
        return found[0]


def _line(progress: Progress) -> str:
    clock = f"{timezone.localtime(progress.now):%H:%M:%S}"
    if progress.held_for is not None:
        return f"{clock}  waits for its time, {progress.held_for.total_seconds():.0f} s left"
    left = f", {progress.time_left.total_seconds():.0f} s left" if progress.time_left else ""
    count = f"{progress.done} of {progress.total}, {progress.percent} %"
    server = progress.resting_server
    again = f"{timezone.localtime(server.retry_at):%H:%M:%S}" if server and server.retry_at else ""
    waits = f"; the mail server takes no mail, tried again at {again}" if server else ""
    return f"{clock}  {progress.state.value}  {count}, {progress.per_minute} a minute{left}{waits}"
