from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DeedsConfig(AppConfig):
    name = "deeds"
    label = "tekotori_deeds"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Deeds")

    def ready(self) -> None:
        from core.slots import slots
        from deeds import personal
        from deeds.authoring.registering import register as register_authoring
        from deeds.facets import register_facets
        from deeds.figures import register_figures
        from deeds.finding import DeedFinderSource
        from deeds.front import SLOTS
        from deeds.importing.registering import register as register_importing
        from deeds.models import DeedPage
        from deeds.moderating.registering import register as register_moderating
        from deeds.pictures.registering import register as register_pictures
        from deeds.relay.registering import register as register_relay
        from deeds.saving.registering import register as register_saving
        from deeds.sources import deed_source, feed_family
        from deeds.spreading.registering import register as register_spreading
        from deeds.staying.registering import register as register_staying
        from deeds.submitting.registering import register as register_submitting
        from deeds.thanking.registering import register as register_thanking
        from finder.sources import finder_sources
        from syndication.feeds import feeds
        from syndication.sources import sources

        personal.register()
        sources.register(deed_source)
        feeds.register(feed_family)
        finder_sources.register(DeedFinderSource())
        for slot in SLOTS:
            slots.register(slot)
        register_figures()
        register_authoring()
        register_facets()
        register_importing()
        register_relay()
        register_saving()
        register_spreading()
        register_staying()
        register_submitting()
        register_thanking()
        register_pictures()
        register_moderating()
        post_delete.connect(_record_deletion, sender=DeedPage, dispatch_uid="deeds.record_deletion")


def _record_deletion(sender: Any, instance: Any, **kwargs: Any) -> None:
    # Sent inside the transaction of the deletion, once for every page of a deleted tree.
    from deeds.publication import record_deletion

    record_deletion(page=instance, now=timezone.now())
