from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SyndicationConfig(AppConfig):
    name = "syndication"
    label = "tekotori_syndication"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Feeds and sources")

    def ready(self) -> None:
        from syndication.everything import everything
        from syndication.feeds import feeds

        feeds.register(everything)
