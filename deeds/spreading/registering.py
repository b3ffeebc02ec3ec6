"""What spreading registers when the app starts."""

from typing import Any

from django.db.models.signals import post_save


def register() -> None:
    from contacts.holdings import holdings
    from core.slots import slots
    from core.tasks import sweeps
    from deeds.spreading.figures import register_figures
    from deeds.spreading.holdings import ADOPTIONS
    from deeds.spreading.pick_feed import pick_family
    from deeds.spreading.slots import SLOTS
    from deeds.spreading.tasks import TIDY_ADOPTIONS
    from registers.models import OrganisationEvent
    from syndication.feeds import feeds

    for slot in SLOTS:
        slots.register(slot)
    holdings.register(ADOPTIONS)
    feeds.register(pick_family)
    sweeps.register(TIDY_ADOPTIONS)
    register_figures()
    post_save.connect(_count_after_merger, sender=OrganisationEvent, dispatch_uid="deeds.count_after_merger")


def _count_after_merger(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    # Sent inside the transaction of the merger, once for every organisation that closes.
    from deeds.spreading.adopting import recount_after_merger

    if created and instance.kind == sender.Kind.MERGED:
        recount_after_merger(instance.organisation.current)
