from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    label = "tekotori_home"
    verbose_name = _("Front page and content pages")

    def ready(self) -> None:
        from home import personal

        personal.register()
