from django_tasks.base import Task

from core.tasks import sweeps


def test_scheduler_can_queue_every_sweep():
    assert {sweep.key: type(sweep.task) for sweep in sweeps} == {sweep.key: Task for sweep in sweeps}
