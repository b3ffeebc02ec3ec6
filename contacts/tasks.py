from django.utils import timezone
from django_tasks import task

from contacts.address_changes import expire_address_changes
from contacts.services import expire_access_links, forget_idle_contacts
from core.tasks import Sweep


@task()
def expire_links() -> None:
    now = timezone.now()
    expire_access_links(now=now)
    expire_address_changes(now=now)


@task()
def forget_idle() -> None:
    forget_idle_contacts(now=timezone.now())


EXPIRE_LINKS = Sweep(key="contacts.expire_links", cron="25 3 * * *", task=expire_links)
# After the sweeps by which the apps let go of people.
FORGET_IDLE = Sweep(key="contacts.forget_idle", cron="30 4 * * *", task=forget_idle)
