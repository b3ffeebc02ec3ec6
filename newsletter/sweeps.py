"""Periodic work of subscribing."""

from django.utils import timezone
from django_tasks import task

from core.tasks import Sweep
from newsletter.services.subscriptions import expire_pending, forget_ended


@task()
def expire_sign_ups() -> None:
    expire_pending(now=timezone.now())


@task()
def forget_ended_subscriptions() -> None:
    forget_ended(now=timezone.now())


EXPIRE_SIGN_UPS = Sweep(key="newsletter.expire_pending", cron="35 3 * * *", task=expire_sign_ups)
FORGET_ENDED = Sweep(key="newsletter.forget_ended", cron="38 3 * * *", task=forget_ended_subscriptions)
