import pytest
from apscheduler.triggers.cron import CronTrigger
from django_tasks.base import Task

from cms.management.commands.scheduler import enqueue
from cms.models import Lease
from core.tasks import Sweep, sweeps


@pytest.mark.parametrize("sweep", list(sweeps), ids=lambda sweep: sweep.key)
def test_each_sweep_is_a_task_with_a_cron_line_that_the_scheduler_reads(sweep: Sweep):
    assert isinstance(sweep.task, Task)
    CronTrigger.from_crontab(sweep.cron, timezone="Europe/Helsinki")


@pytest.mark.django_db
def test_only_the_scheduler_that_holds_the_lease_enqueues():
    sweep = sweeps.get("cms.beat")
    assert sweep is not None

    assert [enqueue(sweep, owner) for owner in ("first", "second", "first")] == [True, False, True]
    assert Lease.objects.get(name="scheduler").owner == "first"
