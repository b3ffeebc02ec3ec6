"""Django's migrate command with a bar in place of a line per migration."""

from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

Step = Callable[[str, int, int], None]
WHAT = "Preparing the database"


class CountedMigrate(Migrate):
    def __init__(self, step: Step, total: int) -> None:
        super().__init__()
        self.step, self.total, self.applied = step, total, 0

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        if action == "apply_success":
            self.applied += 1
            self.step(WHAT, self.applied, self.total)


def migrate_with_progress(step: Step) -> None:
    """Apply what is not applied yet; the step is told after each migration."""
    executor = MigrationExecutor(connection)
    total = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    step(WHAT, 0, total or 1)
    call_command(CountedMigrate(step, total), interactive=False, verbosity=0)
    if not total:
        step(WHAT, 1, 1)  # nothing was left to do
