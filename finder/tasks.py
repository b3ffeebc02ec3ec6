from django_tasks import task

from core.tasks import Sweep
from finder.vocabulary import mend


@task()
def mend_vocabulary() -> None:
    mend()


MEND_VOCABULARY = Sweep(key="finder.mend_vocabulary", cron="30 3 * * *", task=mend_vocabulary)
