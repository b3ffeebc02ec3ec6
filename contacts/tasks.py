from django.utils import timezone
from django_tasks import task

from contacts.services import expire_access_links
from core.tasks import Sweep


@task()
def expire_links() -> None:
    expire_access_links(now=timezone.now())


EXPIRE_LINKS = Sweep(key="contacts.expire_links", cron="25 3 * * *", task=expire_links)
