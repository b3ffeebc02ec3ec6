from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "tekotori_cms"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Site")

    def ready(self) -> None:
        from cms import personal, tasks  # apps must be loaded first

        personal.register()
        tasks.register()
