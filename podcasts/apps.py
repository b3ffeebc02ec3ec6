from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PodcastsConfig(AppConfig):
    name = "podcasts"
    label = "tekotori_podcasts"
    verbose_name = _("Podcasts")

    def ready(self) -> None:
        from podcasts import personal, registrations

        personal.register()
        registrations.register()
